"""Stage five: what boards read, and the public may see, from templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tp_cli.lazily import names_of

if TYPE_CHECKING:
    from tp_cli.report.checking import CheckResult, check_file
    from tp_cli.report.pack import ReportResult, eject_templates, fingerprint, unchanged, write_packs

__all__ = [
    "CheckResult",
    "ReportResult",
    "check_file",
    "eject_templates",
    "fingerprint",
    "unchanged",
    "write_packs",
]
__getattr__ = names_of(
    __name__,
    {
        "CheckResult": "checking",
        "ReportResult": "pack",
        "check_file": "checking",
        "eject_templates": "pack",
        "fingerprint": "pack",
        "unchanged": "pack",
        "write_packs": "pack",
    },
)
