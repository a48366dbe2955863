"""An answer as the window tells it: headline, explanations with titles, how to tell them apart, and what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.questions.formula import Piece, formula_pieces
from xentgui.questions.matching.search.by_hand import MANY
from xentgui.questions.matching.search.retrace import Difference
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.telling.match import RARE, Match, Snapshot, may_be_chance, quotient, separate, simplest

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
MOST_VALUES = 4  # of a column, beside the title
NOT_LOOKED_FOR = (
    "Not looked for: CTC, sampled softmax, penalties and sums with another loss such as Dice, dropout left on."
)
TELLING = 0.05  # of a search, from which on its time tells how long the rest will take
SOON = 2.0  # seconds
PLACES = 4  # decimals of the values beside the number


@dataclass(frozen=True)
class ToldMatch:
    """What a tile says of one match: few words, the value, what it rounds to, a sentence or two, and arithmetic."""

    title: str
    words: str
    value: str
    note: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Apart:
    """The smallest change of the data that tells the first two explanations apart, with the values that they give."""

    table: str
    row: int
    column: int
    value: float
    words: str


@dataclass(frozen=True)
class Answer:
    """Everything that stands in the open answer."""

    headline: str
    explanations: tuple[tuple[Match, ToldMatch], ...] = field(default=())
    apart: Apart | None = None
    not_it: str = ""

    @property
    def spoken(self) -> str:
        """The explanations in one line, for a screen reader."""
        return " ".join(f"{rank}: {told.title}." for rank, (_, told) in enumerate(self.explanations, 1))


def answer(
    batch: Batch, numbers: str | Sequence[str], snapshot: Snapshot, classes: Sequence[str] | None = None
) -> Answer:
    """What the window shows of a search, finished or not; `classes` names the columns, which else are numbers."""
    hits, left = simplest(snapshot.matches)
    matches = hits or separate(snapshot.matches)
    number = _signed(numbers) if isinstance(numbers, str) else f"these {len(numbers)} numbers"
    rows = f"on these {batch.shape[0]:,} rows" if batch.shape[0] > 1 else "on this row"
    searching = snapshot.progress < 1
    never = "" if hits or searching else f"{_beyond(snapshot.search)}{_not_looked_for(snapshot.search)}"
    names = classes or [str(k) for k in range(batch.shape[1])]
    return Answer(
        _headline(hits, left, snapshot.search.limit, number, rows, searching),
        tuple((match, _told(match, number, matches)) for match in matches),
        None if snapshot.apart is None else _apart(snapshot.apart, batch, names),
        " ".join(filter(None, (left_out(snapshot.search, left), _not_it(snapshot), snapshot.not_finite, never))),
    )


def _beyond(search: Search) -> str:
    """A word where a number has more digits than outputs that were printed can tell."""
    outputs, number = search.given.outputs, search.number
    places = search.given.places if number.alone and outputs.size >= MANY and np.isfinite(number.values[0]) else None
    if places is None or places < 2 or number.steps[0] > 10.0 ** -(places + 1):
        return ""
    return (
        f"The outputs have {places} decimals, which say nothing of more digits of a loss than about as many: "
        f"try {_signed(f'{number.values[0]:.{places}f}')}. "
    )


def _not_looked_for(search: Search) -> str:
    outputs = search.given.outputs.size
    return NOT_LOOKED_FOR + (
        f" In {outputs:,} outputs only the commoner causes are looked for." if search.leaves_out else ""
    )


def time_left(progress: float, seconds: float) -> str:
    """How long a search will take that took so many seconds so far; nothing where that is soon, or not to be told yet.

    >>> time_left(0.25, 4.0), time_left(0.1, 20.0), time_left(0.01, 20.0)
    ('about 12 s left', 'about 3 min left', '')
    """
    left = seconds * (1 - progress) / progress if progress >= TELLING else 0.0
    if left < SOON:
        return ""
    return f"about {left:.0f} s left" if left < 60 else f"about {left / 60:.0f} min left"


def left_out(search: Search, left: int) -> str:
    """What is said of explanations that are not told, since so few digits fit many of them."""
    if not left:
        return ""
    digits = search.number.digits
    more = f"{_counted(left)} rarer explanation{'s give' if left > 1 else ' gives'} it too"
    if not np.isfinite(search.number.values).all():
        return f"{more}."
    said = f"{_counted(digits)} digit{'s' if digits > 1 else ''}, {more}".lower()
    return f"With {said}; more digits tell them apart."


def _counted(many: int) -> str:
    return COUNTS[many] if many < len(COUNTS) else str(many)


def _headline(hits: Sequence[Match], left: int, most: int, number: str, rows: str, searching: bool) -> str:
    if not hits:
        return f"{'Looking for' if searching else 'No definition I know gives'} {number} {rows}"
    many = len(hits) + left
    count = _counted(many) if many < most else f"{_counted(many)} or more"
    what = "explanations" if many > 1 else "explanation"
    if min(match.bits for match in hits) >= RARE:
        what += ", of rare causes together," if many == 1 else ", each of rare causes together,"
    likeliest = "this is the likeliest" if len(hits) == 1 else f"these are the likeliest {_counted(len(hits)).lower()}"
    told = f"{count} {what} give{'s' if many == 1 else ''} {number} {rows}"
    least = min(hits, key=lambda match: match.chance)
    return "; ".join(filter(None, (told, likeliest if left else "", may_be_chance(least.search, least.chance))))


def _told(match: Match, number: str, beside: Sequence[Match]) -> ToldMatch:
    alike = {each.outputs_are for each in beside if each.title == match.title}
    title = f"{match.title}: the outputs read as {match.outputs_are}" if len(alike) > 1 else match.title
    value = _signed(repr(match.value) if isinstance(match.value, float) else _several(match.value))
    return ToldMatch(title, _signed(match.explanation), value, _note(match, number), _arithmetic(match))


def _several(values: Sequence[float]) -> str:
    """The first of a column of values."""
    shown = [f"{value:.{PLACES}f}" for value in values[:MOST_VALUES]]
    return "  ".join([*shown, "…"] if len(values) > MOST_VALUES else shown)


def _note(match: Match, number: str) -> str:
    if not match.hit:
        return "near, but not it"
    if not isinstance(match.value, float):
        return "all of them ✓"
    words = {"digits-truncated": "cut off it is", "outputs-rounded": "near", "labels-rounded": "near"}
    for slug, said in words.items():
        if slug in match.slips:
            return f"{said} {number}"
    rounds = match.search.number.rounds_from(np.array([[match.value]]))[0]
    return f"rounds to {number} ✓" if rounds else f"in single precision {number} ✓"


def _arithmetic(match: Match) -> tuple[Piece, ...]:
    """The formula with its total and its divisor; nothing where the formula alone says it."""
    found = quotient(match)
    if found is None or found.factor != 1 or len(found.parts) < 2:
        return ()
    total = f"{found.total:.{PLACES}f}"
    parts = " + ".join(f"{part:g}" for part in found.parts)
    middle = rf"\frac{{{total}}}{{{parts}}} = " if len(found.parts) > 1 else ""
    end = rf" = {middle}\frac{{{total}}}{{{found.divisor:g}}} = {found.value:.6g}"
    return (*formula_pieces(match.definition), Piece(end, "plain"))


def _apart(found: Difference, batch: Batch, classes: Sequence[str]) -> Apart:
    moved = found.column if found.column is not None else int(found.after)
    if found.column is None:
        names = dict(enumerate(classes))
        before, after = (names.get(int(place), f"{place:g}") for place in (found.before, found.after))
    else:
        before, after = f"{found.before:g}", f"{found.after:g}"
    what = "label" if found.table == "labels" else "output"
    whose = "" if found.column is None else f" for {classes[found.column]}"
    change = f"change the {what} of {batch.row_words(found.row)}{whose} from {before} to {after}"
    words = f"{change}: the first then gives {found.first:.{PLACES}f}, the second {found.second:.{PLACES}f}."
    return Apart(found.table, found.row, moved, found.after, _signed(words))


def _not_it(snapshot: Snapshot) -> str:
    if not snapshot.not_it or not snapshot.matches:
        return ""
    said = ", ".join(f"{words} {value:.{PLACES}f}" for words, value in snapshot.not_it)
    return f"Not it: {_signed(said)}."


def _signed(text: str) -> str:
    """The text with a minus sign where a number is negative."""
    return "".join("−" if sign == "-" and _is_minus(text, place) else sign for place, sign in enumerate(text))


def _is_minus(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if (before.isdigit() and after in ("y", "a", "s")) or (before == "K" and after == "1"):
        return True
    return (after.isdigit() and (before in ("", " ", "(", "e"))) or (before == " " and after == " ")
