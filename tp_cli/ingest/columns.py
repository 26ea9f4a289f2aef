"""Which column means what: headings matched to roles, the amount without ambiguity or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tp_cli.errors import nearest
from tp_cli.ingest.layout import Layout, Roles, apart, fold, roles, without_number
from tp_cli.ingest.measure import amount_points, is_other_measure, is_span, is_spent, is_vat, vat_basis, written_out
from tp_cli.ingest.periods import financial_years_in

EXACT, NUMBERED, CONTAINING = 1000, 900, 500
FEWEST_SPANS = 3  # columns of months that stand for an amount
LONGEST = 80  # letters of a heading


@dataclass(frozen=True)
class Columns:
    """Roles of one table's columns.

    letters    role → column letter
    headings   role → heading as written
    rivals     other columns that could be the amount just as well, letter → heading; none where the choice is plain
    missing    declared headings that the table does not have, with the nearest that it has
    also       other columns of money: letter → heading
    """

    letters: Mapping[str, str]
    headings: Mapping[str, str]
    rivals: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Sequence[str]] | None = None
    also: Mapping[str, str] = field(default_factory=dict)

    def with_amount(self, letter: str, heading: str) -> Columns:
        """These columns with the amount in that one, and no rival to it."""
        return replace(
            self,
            letters={**self.letters, "amount": letter},
            headings={**self.headings, "amount": heading},
            rivals={},
            also={at: text for at, text in self.also.items() if at != letter},
        )


def match_columns(headings: Mapping[str, str], declared: Mapping[str, str], layout: Layout, year: str) -> Columns:
    """Roles for a header row.

    headings  column letter → heading as written
    declared  role → heading that a person named for it; these come first
    layout    its own columns where it has any, else the shipped vocabulary
    """
    letters: dict[str, str] = {}
    missing: dict[str, Sequence[str]] = {}
    for role, wanted in declared.items():
        found = [letter for letter, heading in headings.items() if fold(heading) == fold(wanted)]
        if len(found) == 1 or (found and role != "amount"):
            letters[role] = found[0]
        else:
            missing[role] = found and list(headings[letter] for letter in found) or nearest(wanted, headings.values())
    rivals = _fill(letters, headings, layout, year)
    if "amount" not in letters and "debit" in letters and "credit" not in letters:
        letters["amount"] = letters.pop("debit")
    if "amount" in letters or not {"debit", "credit"} <= set(letters):
        letters = {role: letter for role, letter in letters.items() if role not in ("debit", "credit")}
    named = {role: headings[letter] for role, letter in letters.items()}
    return Columns(letters, named, rivals, missing, _other_money(letters, headings, layout))


def _other_money(letters: Mapping[str, str], headings: Mapping[str, str], layout: Layout) -> dict[str, str]:
    """Columns that are headed like an amount or like VAT, and are not the amount that is counted."""
    if layout.columns:
        return {}
    known = [roles()[role] for role in ("amount", "vat", "credit")]
    taken = {letters.get(role) for role in ("amount", "debit", "credit")}
    others = {letter: text for letter, text in headings.items() if letter not in taken}
    return {at: text for at, text in others.items() if any(score(text, words) for words in known)}


def score(heading: str, role: Roles) -> int:
    """How well a heading fits a role: exact headings in their order, then headings containing words; 0: not.

    An amount is also told by the words of its heading, and never by what `containing` finds in another measure's.
    """
    heading = apart(heading)
    folded = fold(heading)
    if role.money and folded not in role.headings:
        return _money_score(heading, role)
    if folded in role.headings:
        return EXACT - role.headings.index(folded)
    if without_number(folded) in role.headings:
        return NUMBERED - role.headings.index(without_number(folded))
    words = set(folded.split())
    for place, needed in enumerate(role.containing):
        if words.issuperset(needed):
            return CONTAINING - place
    return 0


def _money_score(heading: str, role: Roles) -> int:
    points = amount_points(heading, role.year)
    if points is None and not is_other_measure(heading):
        words = set(written_out(heading).split())
        points = next((-2 * place for place, needed in enumerate(role.containing, 1) if words.issuperset(needed)), None)
    exact = without_number(fold(heading)) in role.headings
    return 0 if points is None else (NUMBERED if exact else CONTAINING) + points


def vocabulary(layout: Layout, year: str) -> dict[str, Roles]:
    """The roles that this layout looks for and their headings, the amount's with the year put in."""
    if not layout.columns:
        return {
            role: words.model_copy(update={"year": year}) if words.money else words for role, words in roles().items()
        }
    own = {role: Roles(headings=headings, containing=[]) for role, headings in layout.columns.items()}
    if layout.amount:
        own["amount"] = Roles(headings=[fold(layout.amount.format(year=year))], containing=[])
    return own


def _beside_better(headings: Mapping[str, str]) -> set[str]:
    """Columns of money beside a better one: with VAT beside one without it; a total over measures or years."""
    texts = headings.values()
    net = any(vat_basis(text) == "net" and amount_points(text) is not None for text in texts)
    others = any(is_other_measure(text) and not is_vat(text) for text in texts)
    years = {year for text in texts for year in financial_years_in(text)}
    over = (others and any(is_spent(text) for text in texts)) or len(years) > 1
    return {
        letter
        for letter, text in headings.items()
        if (net and vat_basis(text) == "gross") or (over and fold(text) in ("total", "grand total"))
    }


def _fill(letters: dict[str, str], headings: Mapping[str, str], layout: Layout, year: str) -> dict[str, str]:
    """Add the best column for each role not declared; gives back the columns that tie for the amount."""
    ranked = sorted(
        (
            (-score(heading, known), place, role, letter)
            for place, (letter, heading) in enumerate(headings.items())
            for role, known in vocabulary(layout, year).items()
            if score(heading, known)
        ),
    )
    worse = _beside_better(headings) if not layout.columns else set()
    ranked = [each for each in ranked if each[2] != "amount" or each[3] not in worse]
    rivals: dict[str, str] = {}
    taken = set(letters.values())
    best_amount = 0
    for points, _, role, letter in ranked:
        if role == "amount" and role in letters and points == best_amount and letter not in taken:
            rivals[letter] = headings[letter]
        if role in letters or letter in taken:
            continue
        letters[role] = letter
        taken.add(letter)
        best_amount = points if role == "amount" else best_amount
    return rivals


def names_a_table(texts: Sequence[str]) -> bool:
    """True for cells that name an amount, or months across, and another role: the header of a table."""
    known = roles()
    short = [text for text in texts if text.strip() and len(text) < LONGEST]
    spans = [text for text in short if is_span(text)]
    money = [text for text in short if any(score(text, known[role]) for role in ("amount", "debit"))]
    if not money and len(spans) < FEWEST_SPANS:
        return False
    others = [words for role, words in known.items() if role not in ("amount", "debit", "credit", "vat")]
    return any(score(text, words) for words in others for text in short if text not in money)


def named_roles(headings: Iterable[str]) -> int:
    """How many roles some headings name, all of money as one and VAT not at all."""
    texts = [text for text in headings if len(text) < LONGEST]
    known = {role: words for role, words in roles().items() if role not in ("vat", "vat_number")}
    found = {role for role, words in known.items() if any(score(text, words) for text in texts)}
    return len(found - {"debit", "credit"} | ({"amount"} if "debit" in found else set()))
