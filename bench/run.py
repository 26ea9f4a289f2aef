"""Every bench by its name; each prints its ratios and peaks, all measured in one run on one machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

# one module each, with a `main()`
BENCHES = ("ingest_csv", "ingest_xlsx", "map", "count", "project", "report", "report_html")


def main(words: list[str]) -> int:
    """Run the benches named, or all of them."""
    unknown = [word for word in words if word not in BENCHES]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in words or BENCHES:
        bench: Callable[[], None] = import_module(f"bench.{name}").main
        bench()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
