"""Stage three: every pound of public spend in a place, once."""

from tp_cli.count.counting import LENSES, count, fingerprint
from tp_cli.count.dimensions import DIMENSIONS
from tp_cli.count.result import CountResult
from tp_cli.count.view import View, view_of

__all__ = ["DIMENSIONS", "LENSES", "CountResult", "View", "count", "fingerprint", "view_of"]
