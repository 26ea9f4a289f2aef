"""Stage five: what boards read, and the public may see, from templates."""

from tp_cli.report.pack import ReportResult, eject_templates, fingerprint, unchanged, write_packs

__all__ = [
    "ReportResult",
    "eject_templates",
    "fingerprint",
    "unchanged",
    "write_packs",
]
