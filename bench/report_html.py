"""A page of ten charts, beside the same command on an empty template: what drawing adds, in seconds."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.measure import run
from tp_cli.folders import shipped
from tp_cli.place import load_place
from tp_cli.run import run_stages
from tp_cli.start import make_sample
from tp_cli.store import Store

CHARTS, TIMES, GOAL = 10, 5, 0.5
_EMPTY = "<!doctype html>\n<title>Empty</title>\n"
_CHART = '{{{{ draw("bars", "Chart {0}", "In the table", agencies, {{"label": "name", "value": "amount"}}) }}}}\n'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "place"
        make_sample(folder, shipped("sample_inputs"))
        run_stages(Store(folder), load_place(folder), folder, lambda stage, number, stages: None)
        page = folder / "templates" / "board" / "count.j2"
        page.parent.mkdir(parents=True)
        words = ["-m", "tp_cli", "report", "board", "--quiet", "--place", str(folder), "--format"]
        pairs = []
        for _ in range(TIMES):
            page.write_text(_EMPTY, encoding="utf-8")
            least = run([*words, "md"])  # as html, but that nothing which draws is started
            page.write_text(_EMPTY + "".join(map(_CHART.format, range(CHARTS))), encoding="utf-8")
            pairs.append((least, run([*words, "html"])))
    added = statistics.median(full.seconds - empty.seconds for empty, full in pairs)
    cpu = statistics.median(full.cpu - empty.cpu for empty, full in pairs)
    peak = max(full.peak for _, full in pairs)
    print(
        f"report html, {CHARTS} charts: {added:.2f} s over the empty page (goal {GOAL}), {cpu:.2f} s of processor time;"
        f" peak {peak:,} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
