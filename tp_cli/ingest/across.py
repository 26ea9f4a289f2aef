"""What only all files of a run together show: control totals of a source, the same bytes counted twice."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tp_cli.errors import Problem
from tp_cli.ingest.outcome import FileResult
from tp_cli.ingest.request import Request
from tp_cli.money import show


def across(
    requests: Sequence[Request], results: Sequence[FileResult], strict: bool
) -> tuple[list[FileResult], list[Problem]]:
    """The results with what their control totals say, and what no one file can say.

    A control total is of its [[source]]: of the one file, whose result then holds the difference, or of all together.
    strict  a control total that differs is of kind "control"
    """
    settled, others = list(results), list(_same_bytes(requests, results))
    for places in _by_source(requests, results):
        control = requests[places[0]].source.control_total or 0
        total = sum(results[place].total_pence for place in places)
        found = [] if total == control else [_differs(requests, places, total, control, strict)]
        if len(places) == 1:
            one = results[places[0]]
            settled[places[0]] = replace(one, problems=(*one.problems, *found))
        else:
            others += found
            for place in places:
                settled[place] = replace(settled[place], control_pence=None)
    return settled, others


def _by_source(requests: Sequence[Request], results: Sequence[FileResult]) -> list[list[int]]:
    """Places of the files of each [[source]] with a control total; none of a source with a file refused."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, request in enumerate(requests):
        if request.source.control_total is not None:
            groups[request.source.model_dump_json()].append(place)
    return [group for group in groups.values() if all(results[place].outcome != "refused" for place in group)]


def _differs(requests: Sequence[Request], places: Sequence[int], total: int, control: int, strict: bool) -> Problem:
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return Problem(
        "control-total-differs",
        f"{requests[places[0]].path.name}{more}",
        f"lines that add up to {show(total)}",
        f"the control total of {show(control)}",
        f"find the {show(abs(total - control))} between them, or correct control_total",
        "control" if strict else "difference",
        amount_pence=abs(total - control),
    )


def _same_bytes(requests: Sequence[Request], results: Sequence[FileResult]) -> Iterator[Problem]:
    """The same bytes counted by two sources that do not take different things from them."""
    seen: dict[tuple[str, str, str], Request] = {}
    for request, result in zip(requests, results, strict=True):
        source = request.source
        if result.outcome == "refused" or source.basis == "control" or source.kind != "spend" or not result.sha256:
            continue
        takes = json.dumps([source.sheet, source.where, source.columns.get("amount"), source.measure], sort_keys=True)
        key = (result.sha256, request.year, takes)
        other = seen.setdefault(key, request)
        if other.source != source:
            yield Problem(
                "counted-twice",
                result.file,
                f"the same bytes as {other.path.name}, counted by another [[source]] too",
                "each file counted once",
                "take one of the two out of place.toml, or say which sheet, rows or amount each takes",
                "difference",
                amount_pence=abs(result.total_pence),
            )
