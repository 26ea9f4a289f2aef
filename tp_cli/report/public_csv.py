"""Published tables as CSV files, described for machines twice over: CSV on the Web and a fiscal data package."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tp_cli import atomic, safe
from tp_cli.cells import created
from tp_cli.report.public_book import SHORTHAND, PublicBook, PublicTable
from tp_cli.report.publish_plan import PublicColumn, PublicTablePlan

CSVW, PACKAGE = "csv-metadata.json", "datapackage.json"
_SCALE = {"pence": "pounds sterling", "percent": "per cent", "number": "number", "decimal": "number"}


def write_public_csv(folder: Path, book: PublicBook) -> Iterator[Path]:
    """Write one CSV file a table, then what describes them; each path as it is written.

    A text that a spreadsheet program would take for a formula gets an apostrophe in front.
    """
    files = {}
    for plan, table in book.data():
        path = folder / f"{safe.slug(plan.name)}.csv"
        files[plan.name] = _csv(plan, table).encode("utf-8")
        atomic.write_text(path, files[plan.name].decode("utf-8"))
        yield path
    for name, content in ((CSVW, _csvw(book)), (PACKAGE, _package(book, files))):
        atomic.write_text(folder / name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        yield folder / name


def _csv(plan: PublicTablePlan, table: PublicTable) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_name(column) for column in plan.columns)
    for row in table.rows:
        writer.writerow(safe.for_csv(e.value) if isinstance(e.value, str) else e.plain for e in row)
    return out.getvalue()


def _name(column: PublicColumn) -> str:
    """by_function.10 → by_function_10."""
    return safe.slug(column.field).replace("-", "_")


def _csvw(book: PublicBook) -> dict[str, Any]:
    """Source: W3C, Metadata Vocabulary for Tabular Data."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": book.title,
        "dc:publisher": book.organisation,
        "dc:issued": created().date().isoformat(),
        "tables": [
            {
                "url": f"{safe.slug(plan.name)}.csv",
                "dc:title": plan.title,
                "dc:source": plan.source,
                "dialect": {"lineTerminators": ["\r\n"], "header": True},
                "tableSchema": {"columns": [_csvw_column(column) for column in plan.columns]},
            }
            for plan in book.plans
        ],
    }


def _csvw_column(column: PublicColumn) -> dict[str, Any]:
    told: dict[str, Any] = {"name": _name(column), "titles": [_name(column), column.head]}
    if column.format == "text":
        return told | {"datatype": "string"}
    return told | {"datatype": "decimal", "null": list(SHORTHAND), "dc:description": _SCALE[column.format]}


def _package(book: PublicBook, files: dict[str, bytes]) -> dict[str, Any]:
    """Source: Open Knowledge Foundation, Data Package and Fiscal Data Package (columnType)."""
    return {
        "profile": "fiscal-data-package",
        "name": safe.slug(book.title),
        "title": book.title,
        "created": created().isoformat() + "Z",
        "keywords": list(book.keywords),
        "contributors": [{"title": book.organisation, "role": "publisher"}],
        "resources": [_resource(plan, files[plan.name]) for plan in book.plans],
    }


def _resource(plan: PublicTablePlan, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": safe.slug(plan.name),
        "title": plan.title,
        "path": f"{safe.slug(plan.name)}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n", "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "sources": [{"title": plan.source}],
        "schema": {"missingValues": ["", *SHORTHAND], "fields": [_field(column) for column in plan.columns]},
    }


def _field(column: PublicColumn) -> dict[str, Any]:
    number = column.format != "text"
    told: dict[str, Any] = {"name": _name(column), "title": column.head, "type": "number" if number else "string"}
    if column.role:
        told["columnType"] = column.role
    return told
