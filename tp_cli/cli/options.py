"""The options that several commands take, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PlaceDir = Annotated[Path | None, typer.Option("--place", help="The place folder.", metavar="DIR")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more; show tracebacks.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else there.")]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write the result to a file: .csv .json .parquet .xlsx .md .html"),
]
DryRun = Annotated[bool, typer.Option("-n", "--dry-run", help="Say what would be done; write nothing.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; tp asks nothing today.", hidden=True)]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        help="Leave with 1 on: never, rejected, difference, finding, unmapped=N%. Repeatable.",
        metavar="WHAT",
    ),
]
