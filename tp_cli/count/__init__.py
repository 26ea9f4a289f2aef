"""Stage three: every pound of public spend in a place, once."""

from tp_cli.count.counting import ASKED, OWN_ROWS, check_lens, count, fingerprint, keep_lenses, look
from tp_cli.count.dimensions import DIMENSIONS
from tp_cli.count.lenses import LENSES
from tp_cli.count.looking import LensResult
from tp_cli.count.result import CountResult
from tp_cli.count.view import View, view_of

__all__ = [
    "ASKED",
    "DIMENSIONS",
    "LENSES",
    "OWN_ROWS",
    "CountResult",
    "LensResult",
    "View",
    "check_lens",
    "count",
    "fingerprint",
    "keep_lenses",
    "look",
    "view_of",
]
