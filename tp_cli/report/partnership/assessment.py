"""The joint assessment of a place as a template uses it: answers, flags with who must act, organisations' scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from tp_cli.report.partnership import facts as f
from tp_cli.report.partnership.rounding import decimal_of, percent_of
from tp_cli.report.partnership.rows import Row, Rows
from tp_cli.report.partnership.scorecard import WORDS, Actor, score_of, who_must_act


def assessment(rows: Rows) -> tuple[tuple[f.Answer, ...], tuple[f.Flag, ...], tuple[f.ActorFact, ...]]:
    """The answers, the flags, and for each red flag the bodies that must act, by share of the counted spend."""
    found = rows.of("flags")
    spend = _counted(rows) if found else pl.DataFrame()
    answers, flags, actors = [], [], []
    for number, row in enumerate(found, 1):
        if row["kind"] == "answer":
            answers.append(f.Answer(str(number), row["question"] or "", row["text"] or ""))
        elif row["kind"] == "flag":
            acting = who_must_act(_spend_on(spend, row))
            flags.append(_flag(rows, str(number), row, acting))
            if row["colour"] == "red":
                actors += [_actor(rows, str(number), row, actor) for actor in acting]
            _say_what_lacks(rows, row, acting)
    return tuple(answers), tuple(flags), tuple(actors)


def scores(rows: Rows) -> Iterator[f.ScoreFact]:
    """Each organisation's score, by name of the body in the order of the register."""
    by_agency: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.of("flags"):
        if row["kind"] == "score" and row["agency"] and row["score"]:
            by_agency[row["agency"]][row["theme"] or ""].append(int(row["score"]))
        elif row["kind"] == "score":
            rows.note("flags", f"Row {row['row']} is a score without an organisation or without a number: not used.")
    themes = list(dict.fromkeys(theme for own in by_agency.values() for theme in own))
    for agency, own in by_agency.items():
        for theme, given in own.items():
            if len(given) > 1:
                text = f'{rows.name(agency)} has {len(given)} scores on "{theme}": the lowest is taken.'
                rows.note("flags", text)
        yield _score(rows, agency, {theme: min(given) for theme, given in own.items()}, themes)


def _score(rows: Rows, agency: str, own: dict[str, int], themes: Sequence[str]) -> f.ScoreFact:
    result = score_of(list(own.values()))
    return f.ScoreFact(
        key=f"agency={agency}",
        agency=agency,
        name=rows.name(agency),
        by_theme={theme: str(own.get(theme, "–")) for theme in themes},
        mean=decimal_of(result.mean, 2),
        score=result.score,
        capped=result.capped,
        words=WORDS[result.score],
        missing=", ".join(theme for theme in themes if theme not in own),
        reference=rows.refer("flags", "score", kind="score", agency=agency),
    )


def _counted(rows: Rows) -> pl.DataFrame:
    return (
        rows.store.read("cells")
        .filter(pl.col("state") == "counted", pl.col("agency").is_not_null())
        .group_by("agency", "cofog", "theme")
        .agg(pl.col("amount_pence").sum())
        .collect()
    )


def _spend_on(spend: pl.DataFrame, row: Row) -> dict[str, int]:
    """What each body spends on what a flag is about: its function, else its theme; nothing where it names neither."""
    code, theme = row["cofog"], row["theme"]
    if code:
        chosen = spend.filter((pl.col("cofog") == code) | pl.col("cofog").str.starts_with(f"{code}."))
    elif theme:
        chosen = spend.filter(pl.col("theme").str.to_lowercase() == theme.lower())
    else:
        return {}
    sums = chosen.group_by("agency").agg(pl.col("amount_pence").sum())
    return dict(sums.iter_rows())


def _flag(rows: Rows, number: str, row: Row, acting: Sequence[Actor]) -> f.Flag:
    return f.Flag(
        key=number,
        colour=row["colour"] or "",
        question=row["question"] or "",
        text=row["text"] or "",
        about=row["cofog"] or row["theme"] or "",
        agency=row["agency"] or "",
        named=rows.name(row["agency"]),
        first=rows.name(acting[0].agency) if acting else "",
        first_share=_percent(acting[0].share) if acting else None,
        reference=rows.refer("flags", "text", text=row["text"]),
    )


def _actor(rows: Rows, number: str, row: Row, actor: Actor) -> f.ActorFact:
    return f.ActorFact(
        key=f"flag={number},agency={actor.agency}",
        flag=row["text"] or "",
        agency=actor.agency,
        name=rows.name(actor.agency),
        amount=actor.spend_pence,
        share=_percent(actor.share),
        reference=_stored(rows, row, actor),
    )


def _stored(rows: Rows, row: Row, actor: Actor) -> str:
    """The stored figure of what a body spends on a function; of a finer cut, which is not stored, the body's own."""
    exact = f"count/agency_cofog/agency={actor.agency},cofog={row['cofog']}/amount"
    return exact if exact in rows.stored else f"count/agency/agency={actor.agency}/amount"


def _percent(share: Fraction) -> Decimal | None:
    return percent_of(share)


def _say_what_lacks(rows: Rows, row: Row, acting: Sequence[Actor]) -> None:
    if not row["colour"]:
        rows.note("flags", f"Row {row['row']} is a flag without a colour: it is listed, but as neither green nor red.")
    elif row["colour"] == "red" and not acting:
        about = row["cofog"] or row["theme"]
        why = f"no counted spend is mapped to {about}" if about else "it names no function (cofog) and no theme"
        rows.note("flags", f"Nobody can be named by spend for the red flag of row {row['row']}: {why}.")
