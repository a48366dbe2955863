"""What each card shows: its value, its assumption checked on the data, and its relation to the chosen card.

    cards(batch, shown, chosen, row, mode, comparison=None) -> tuple[Card, ...]

`shown` is a sequence of `Titled`, the definitions with the mode's activation, base and reduction already put in;
`chosen` the index of the one compared with; `row` the row of the focus (counted from 0); `mode` "softmax", "binary"
or "multi-sigmoid"; `comparison` that of the same definitions under the same names, where it is at hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.denominators import BY_WEIGHTS
from xentgui.losses.evaluation import Evaluation
from xentgui.questions.agreement import ROUNDING, Comparison, compare, total
from xentgui.questions.facts import label_facts, output_facts
from xentgui.questions.formula import Piece, formula_pieces
from xentgui.questions.saying.few import why
from xentgui.questions.saying.register import PRINT

UNITS = {math.e: "nats", 2.0: "bits", 10.0: "bans (log10)"}


@dataclass(frozen=True)
class Titled:
    """A definition on the screen: a unique name, the title of its card, a short name for sentences, its source."""

    name: str
    title: str
    short: str
    definition: Definition
    source: str | None = None  # its name in `xentgui.sources`; None for the user's own
    slot: int = 0  # of its colour and mark


@dataclass(frozen=True)
class Card:
    """What a card says of one definition on this data."""

    name: str
    title: str
    short: str
    definition: Definition
    pieces: tuple[Piece, ...]  # its formula
    value: float  # on the batch; nan and inf are shown as what they are
    row_value: float  # the loss of the focused row, unreduced
    holds: bool  # whether its assumption holds on this data (✓ or !)
    assumption: str
    relation: str  # to the chosen: "chosen" | "refused" | "covered" | a kind of `Agreement`
    difference: float  # value - value of the chosen
    ratio: float
    why: str  # a few words for the list view
    unit: str  # "nats" | "bits" | "bans (log10)" | ...
    rows: str  # "mean of 4 rows" | "sum of 4 rows"
    problem: str | None = None  # why it is refused, in words
    row_problem: str = ""  # what stands in place of the row's value
    source: str | None = None  # as in `Titled`
    slot: int = 0

    @property
    def is_covered(self) -> bool:
        """Whether its value is hidden, for somebody to guess."""
        return self.relation == "covered" and math.isnan(self.value)


def cards(
    batch: Batch,
    shown: Sequence[Titled],
    chosen: int,
    row: int,
    mode: str,
    comparison: Comparison | None = None,
) -> tuple[Card, ...]:
    """One card for each definition shown; a definition that does not take the data is a card that says so."""
    compared = comparison or compare(batch, {each.name: each.definition for each in shown})
    return tuple(_card(batch, shown, place, chosen, row, mode, compared) for place in range(len(shown)))


NO_LABELS = "no row has a label yet"
WITHOUT_LABEL = "no label"  # in the place of a row's loss


def without_labels(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards before the first label is there: formulas and what they assume, and why they have no values."""
    nan = math.nan
    return tuple(
        replace(card, relation="refused", difference=nan, ratio=nan, value=nan, row_value=nan, problem=NO_LABELS)
        for card in cards
    )


def without_row(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards where the focused row has no label, and no loss of its own."""
    return tuple(replace(card, row_value=math.nan, row_problem=WITHOUT_LABEL) for card in cards)


def covered(cards: Sequence[Card], names: Collection[str], chosen: int) -> tuple[Card, ...]:
    """The cards without what these names are to be guessed of: their values, and whatever would tell them.

    A card with the same value is covered too, and where the chosen one is, so is what each differs from it by.
    """
    asked = [card.value for card in cards if card.name in names]
    hides = [any(value == card.value or math.isclose(value, card.value, rel_tol=ROUNDING) for value in asked)
             or card.name in names for card in cards]  # fmt: skip
    return tuple(_covered(card, hides=k, relates=hides[chosen]) for card, k in zip(cards, hides, strict=True))


def _covered(card: Card, *, hides: bool, relates: bool) -> Card:
    if not (hides or relates) or card.relation == "refused":
        return card
    related = replace(card, relation="covered", difference=math.nan, ratio=math.nan, why="?")
    return replace(related, value=math.nan, row_value=math.nan) if hides else related


def unit(definition: Definition) -> str:
    """What the value is counted in."""
    if definition.squares:
        return "squares"
    return UNITS.get(definition.log_base, f"log base {definition.log_base:g}")


def _card(
    batch: Batch, shown: Sequence[Titled], place: int, chosen: int, row: int, mode: str, comparison: Comparison
) -> Card:
    each, reference = shown[place], shown[chosen].name
    evaluation = comparison.evaluations.get(each.name)
    relation, difference, ratio = _relation(each.name, reference, comparison)
    words, holds = assumption(batch, each.definition, mode, source=each.source)
    return Card(
        name=each.name,
        title=each.title,
        short=each.short,
        definition=each.definition,
        pieces=formula_pieces(each.definition, one_output=batch.one_dimensional, indices=batch.indices),
        value=math.nan if evaluation is None else total(evaluation),
        row_value=_row_value(batch, evaluation, row),
        holds=holds and evaluation is not None,
        assumption=words,
        relation=relation,
        difference=difference,
        ratio=ratio,
        why=why(each.name, reference, comparison, {other.name: other.short for other in shown}),
        unit=unit(each.definition),
        rows=_rows(batch, each.definition, evaluation),
        problem=_problem(comparison.refused.get(each.name)),
        source=each.source,
        slot=each.slot,
    )


def _relation(name: str, reference: str, comparison: Comparison) -> tuple[str, float, float]:
    if name in comparison.refused:
        return "refused", math.nan, math.nan
    if name == reference:
        return "chosen", 0.0, 1.0
    if reference in comparison.refused:
        return "undefined", math.nan, math.nan
    agreement = comparison.between(reference, name)
    return agreement.kind, agreement.difference, agreement.ratio


def _problem(error: ValueError | None) -> str | None:
    return None if error is None else str(getattr(error, "reason", error))


def _row_value(batch: Batch, evaluation: Evaluation | None, row: int) -> float:
    if evaluation is None or not 0 <= row < batch.shape[0]:
        return math.nan
    return evaluation.loss_of(row)


def _rows(batch: Batch, definition: Definition, evaluation: Evaluation | None) -> str:
    """How the samples were put together: "mean of 4 rows"."""
    count = f"{batch.shape[0]:,} row{'' if batch.shape[0] == 1 else 's'}"
    if definition.reduction != "mean":
        return f"sum of {count}"
    outputs = " and outputs" if definition.over_outputs != "sum" and batch.shape[1] > 1 else ""
    if evaluation is None or definition.normalise_by == "all-samples":
        return f"mean of {count}{outputs}"
    return _mean(batch, definition, evaluation.divisor, count) + outputs


def _mean(batch: Batch, definition: Definition, divisor: float, count: str) -> str:
    per_sample = divisor / (batch.shape[1] if definition.over_outputs == "none" else 1)
    if math.isclose(per_sample, batch.shape[0]):
        return f"mean of {count}"
    if definition.normalise_by in BY_WEIGHTS:
        return f"weighted mean of {count}"
    return f"mean of {per_sample:,.10g} of {count}"


SOFTMAX_OF_SCORES = "softmax of f, not the table’s a"
SIGMOIDS_OF_SCORES = "sigmoids of f, not the table’s a"

Answer = tuple[str, bool]


def assumption(batch: Batch, definition: Definition, mode: str, *, source: str | None = None) -> Answer:
    """The words under a card's title, and True (✓) or False (!); rows are counted from 1.

    `mode` is "softmax", "binary" or "multi-sigmoid"; `source` "nielsen" puts the book's equation numbers in front.
    """
    if definition.squares:
        return "squared distance of y and a", True
    if batch.one_dimensional:
        return _of_one_output(batch, definition, source)
    if definition.two_sided:
        return _of_bernoulli(batch, definition, mode, source)
    return _of_categorical(batch, definition, mode)


def _numbered(words: str, equation: str, source: str | None) -> str:
    return f"({equation}) {words}" if source == "nielsen" else words


def _of_one_output(batch: Batch, definition: Definition, source: str | None) -> Answer:
    if definition.one_class and (row := label_facts(batch).not_one_hot) is not None:
        return f"no one true class in {batch.row_words(row)}", False
    if definition.two_sided:
        return _numbered("one yes/no output", "57", source), True
    if definition.one_class and batch.outputs_are == "logits":
        return "two classes: scores f and 0", True
    return "two classes: a and 1 − a", True


def _of_bernoulli(batch: Batch, definition: Definition, mode: str, source: str | None) -> Answer:
    if batch.shape[1] == 1:
        return _numbered("one yes/no output", "57", source), True
    if mode == "softmax":
        if definition.activation == "sigmoid" and batch.outputs_are == "logits":
            return SIGMOIDS_OF_SCORES, False
        return _numbered(f"on {_tied(batch, definition)}", "63", source), False
    if definition.activation == "softmax" and batch.outputs_are == "logits":
        return SOFTMAX_OF_SCORES, False
    return _numbered("sigmoids, several labels", "63", source), True


def _tied(batch: Batch, definition: Definition) -> str:
    if batch.outputs_are == "logits":
        return "softmax outputs"
    return "outputs that sum to 1" if output_facts(batch, definition).sum_to_one else "exclusive classes"


def _of_categorical(batch: Batch, definition: Definition, mode: str) -> Answer:
    labels = label_facts(batch)
    if definition.one_class and labels.not_one_hot is not None:
        return f"{labels.instead_of_one_class} in {batch.row_words(labels.not_one_hot)}", False
    for check in _CHECKS:
        words = check(batch, definition, mode)
        if words:
            return words, False
    if definition.one_class:
        return "one true class per row", True
    if definition.renormalise is not None:
        return "rows are divided by their sum", True
    return "outputs sum to 1", True


def _blind(batch: Batch, definition: Definition, mode: str) -> str:
    return "ignores outputs whose label is 0" if definition.activation == "sigmoid" else ""


def _one_column(batch: Batch, definition: Definition, mode: str) -> str:
    return "one class alone: its a is always 1" if batch.shape[1] == 1 and batch.outputs_are == "logits" else ""


def _other_activation(batch: Batch, definition: Definition, mode: str) -> str:
    other = mode == "multi-sigmoid" and definition.activation == "softmax" and batch.outputs_are == "logits"
    return SOFTMAX_OF_SCORES if other else ""


def _sums(batch: Batch, definition: Definition, mode: str) -> str:
    facts = output_facts(batch, definition)
    if facts.not_summing is None or facts.total is None or definition.renormalise is not None:
        return ""
    return f"outputs of {batch.row_words(facts.not_summing)} sum to {PRINT.number(facts.total)}"


def _labels(batch: Batch, definition: Definition, mode: str) -> str:
    labels = label_facts(batch)
    if labels.not_summing is None:
        return ""
    return f"labels of {batch.row_words(labels.not_summing)} do not sum to 1"


_CHECKS: Sequence[Callable[[Batch, Definition, str], str]] = (_blind, _one_column, _other_activation, _sums, _labels)
