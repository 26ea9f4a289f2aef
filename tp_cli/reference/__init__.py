"""Facts as data: small tables of our own, each with its source, date and unit."""

from tp_cli.reference.loader import Source, source, table

__all__ = ["Source", "source", "table"]
