"""Block grant: which money one grant to the place would hold, and does each entitlement keep its floor."""

from tp_cli.project.grant.file import BlockGrant
from tp_cli.project.grant.method import project

__all__ = ["BlockGrant", "project"]
