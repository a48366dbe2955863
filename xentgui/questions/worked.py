"""One row, term by term, and each definition's formula with the numbers of that row put in.

    worked(batch, shown, chosen, row, mode, class_names, digits=4) -> Worked

Arguments as for `card.cards`; `class_names` has one name for each output shown; `digits` are the decimals of the
window. The term table is the chosen card's; where that is a plain sum over y ln a, the column of what a Bernoulli card
on show adds to it (same a, same weights) stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation
from xentgui.losses.summation import total
from xentgui.questions.agreement import Comparison, compare
from xentgui.questions.card import Titled
from xentgui.questions.facts import label_facts
from xentgui.questions.formula import Piece, changes_a, label_tex, term_tex
from xentgui.questions.row_terms import RowTerms, plain, row_terms
from xentgui.questions.saying.runs import numeral
from xentgui.questions.substituted import Put, on_top, pieces

WRITTEN_OUT = 6  # classes; of more, the true ones, the largest five and the others together
LARGEST, TRUE_ONES = 5, 3


@dataclass(frozen=True)
class TermRow:
    """One output's terms, or those of `rest` outputs together: −y ln a, and −(1 − y) ln(1 − a).

    `minus_log` is −ln a in nats, also of an a that is too small for a float; nan where it is not known.
    """

    name: str
    label: float
    activation: float
    shared: float
    added: float
    rest: int = 0
    minus_log: float = math.nan


@dataclass(frozen=True)
class Substituted:
    """The formula of card number `card` with this row's numbers put in, up to and with "= value"."""

    card: int
    words: str  # "one term survives"
    pieces: tuple[Piece, ...]  # coloured and marked as `formula_pieces`
    value: float

    @property
    def tex(self) -> str:
        return " ".join(piece.tex for piece in self.pieces)


@dataclass(frozen=True)
class Worked:
    """The worked terms of one row; `added_tex` is None where no definition shown adds anything to the shared terms."""

    row: int
    rows: tuple[TermRow, ...]
    shared_total: float
    added_total: float
    lines: tuple[Substituted, ...]
    label_tex: str
    shared_tex: str
    added_tex: str | None


@dataclass(frozen=True, eq=False)
class _Row:
    """The row asked about, what is shown, and the table that stands for the chosen card."""

    batch: Batch
    shown: tuple[Titled, ...]
    place: int
    mode: str
    digits: int
    table: RowTerms
    table_of: Definition
    adders: tuple[int, ...]
    taken: Mapping[str, Evaluation]  # of the definitions that take the data, by the names of what is shown

    @property
    def shared_total(self) -> float:
        return _total(self.table.shared)

    @property
    def added_total(self) -> float:
        return _total(self.table.added) if self.adders else 0.0


def worked(
    batch: Batch,
    shown: Sequence[Titled],
    chosen: int,
    row: int,
    mode: str,
    class_names: Sequence[str],
    digits: int = 4,
    comparison: Comparison | None = None,
) -> Worked | None:
    """The terms of row `row` (counted from 0); None where there is no such row or no definition takes the data.

    `comparison` is that of the same definitions under the same names, where it is at hand.
    """
    if not 0 <= row < batch.shape[0]:
        return None
    taken = (comparison or compare(batch, {each.name: each.definition for each in shown})).evaluations
    table_of = next((each.definition for each in (shown[chosen], *shown) if each.name in taken), None)
    if table_of is None:
        return None
    table = row_terms(batch, table_of, row)
    adders = tuple(place for place in _adders(batch, shown, table_of) if shown[place].name in taken)
    asked = _Row(batch, tuple(shown), row, mode, digits, table, table_of, adders, taken)
    return Worked(
        row=row,
        rows=_rows(asked, class_names),
        shared_total=asked.shared_total,
        added_total=asked.added_total,
        lines=_lines(asked, chosen),
        label_tex=label_tex(table_of),
        shared_tex=_shared_tex(table_of),
        added_tex=_added_tex(table_of) if adders else None,
    )


def _total(terms: np.ndarray) -> float:
    return float(total(terms))


def _adders(batch: Batch, shown: Sequence[Titled], table_of: Definition) -> tuple[int, ...]:
    """The Bernoulli cards whose shared terms are those of the table: the same a, labels, weights and logarithm."""
    if batch.one_dimensional or table_of.squares:
        return ()
    return tuple(
        place
        for place, each in enumerate(shown)
        if each.definition.two_sided and _shares_terms(each.definition, table_of, batch)
    )


def _shares_terms(adder: Definition, table_of: Definition, batch: Batch) -> bool:
    """Whether the terms y ln a are the same; the activation decides nothing where probabilities were entered."""
    fields = ["class_weights", "pos_weight", "label_smoothing"]
    if any(getattr(adder, name) != getattr(table_of, name) for name in fields):
        return False
    if adder.label_smoothing and adder.exclusive != table_of.exclusive:
        return False
    one, two = (plain(definition, batch.one_dimensional) for definition in (adder, table_of))
    return one == two if batch.outputs_are == "logits" else replace(one, activation=two.activation) == two


def _rows(asked: _Row, names: Sequence[str]) -> tuple[TermRow, ...]:
    if asked.batch.one_dimensional:
        names = [f"{names[0]}: yes", f"{names[0]}: no"]
    order, rest = _order(asked.table)
    adds = bool(asked.adders)
    logs = _minus_logs(asked.table, asked.table_of)
    rows = [replace(_term_row(asked.table.joined([k]), names[k], adds), minus_log=float(logs[k])) for k in order]
    if rest:
        others = _term_row(asked.table.joined(rest), f"the other {len(rest)} together", adds)
        rows.append(replace(others, rest=len(rest)))
    return tuple(rows)


def _minus_logs(table: RowTerms, definition: Definition) -> np.ndarray:
    """-ln a of every output, in nats, where nothing is done to a before its logarithm."""
    if changes_a(definition):
        return np.full(len(table.yes), math.nan)
    return np.asarray(table.yes * math.log(definition.log_base))


def _term_row(terms: RowTerms, name: str, adds: bool) -> TermRow:
    added = _total(terms.added) if adds else 0.0
    return TermRow(name, _total(terms.labels), _total(terms.activations), _total(terms.shared), added)


def _order(table: RowTerms) -> tuple[list[int], list[int]]:
    """The outputs that get a row each, and those that share the last one."""
    count = len(table.labels)
    if count <= WRITTEN_OUT:
        return list(range(count)), []
    by_size = [int(k) for k in np.argsort(-table.activations, kind="stable")]
    true = [int(k) for k in np.argsort(-table.labels, kind="stable")[:TRUE_ONES] if table.labels[k] > 0]
    largest_label = table.labels.max()
    true = [k for k in true if table.labels[k] == largest_label] or by_size[:1]
    order = true + [k for k in by_size if k not in true][:LARGEST]  # as many whichever is the largest
    rest = sorted(set(range(count)) - set(order))
    return (order + rest, []) if len(rest) == 1 else (order, rest)


def _shared_tex(definition: Definition) -> str:
    return term_tex(definition, complement=False)


def _added_tex(definition: Definition) -> str:
    return term_tex(definition, complement=True)


def _lines(asked: _Row, chosen: int) -> tuple[Substituted, ...]:
    """One line a card, those that add to the shared terms last; of more than three, none that repeats the chosen."""
    lines = [(place in asked.adders, _line(asked, place)) for place in range(len(asked.shown))]
    found = [(adds, line) for adds, line in lines if line is not None]
    if len(asked.shown) > 3:
        reference = next((line.value for _, line in found if line.card == chosen), math.nan)
        found = [(adds, line) for adds, line in found if line.card == chosen or line.value != reference]
        found.sort(key=lambda pair: pair[1].card != chosen)
    found.sort(key=lambda pair: pair[0])
    return tuple(line for _, line in found)


def _line(asked: _Row, place: int) -> Substituted | None:
    definition, evaluation = asked.shown[place].definition, asked.taken.get(asked.shown[place].name)
    if evaluation is None:
        return None
    value = evaluation.loss_of(asked.place)
    terms = row_terms(asked.batch, definition, asked.place)
    put = Put(definition, terms, _scores(asked), asked.batch.one_dimensional, value, asked.digits)
    counts = bool(terms.weights.any())
    if place in asked.adders and definition.over_outputs != "mean" and not math.isnan(value) and counts:
        return Substituted(place, _adds(asked), on_top(put, asked.shared_total, asked.table.added), value)
    return Substituted(place, _words(asked, put), pieces(put), value)


def _scores(asked: _Row) -> tuple[float, ...] | None:
    if asked.batch.outputs_are != "logits":
        return None
    start, block = next(pair for pair in asked.batch.starts() if asked.place < pair[0] + len(pair[1]))
    return tuple(float(score) for score in block.outputs[asked.place - start])


def _adds(asked: _Row) -> str:
    count = int(np.count_nonzero(asked.table.labels == 0))
    if ((asked.table.labels > 0) & (asked.table.labels < 1)).any():
        return "adds −(1 − y) ln(1 − a) of every output"
    if not count:
        return "adds nothing: every label is 1"
    what = "wrong class" if asked.mode == "softmax" else "output with label 0"
    plural = {"wrong class": "wrong classes", "output with label 0": "outputs with label 0"}[what]
    return f"adds the {what}" if count == 1 else f"adds the {numeral(count)} {plural}"


def _words(asked: _Row, put: Put) -> str:
    definition = put.definition
    if math.isnan(put.value):
        return _why_undefined(asked, definition)
    if definition.ignore_index is not None and not put.terms.weights.any():
        return "this row does not count"
    if definition.squares:
        return "squared distances"
    if definition.two_sided:
        words = "both answers in one line" if put.yes_no else "both answers of every output"
        return f"{words}, their mean" if definition.over_outputs == "mean" and not put.yes_no else words
    if put.from_scores:
        same = put.yes_no or definition.activation == asked.table_of.activation
        return "the same, straight from the scores" if same else "straight from the scores"
    return _categorical_words(put)


def _categorical_words(put: Put) -> str:
    true = int(np.count_nonzero(put.terms.labels))
    if put.definition.label_smoothing:
        return "smoothed labels: every class counts"
    if put.definition.focal_gamma:
        return "each logarithm times a power of 1 − a"
    if put.yes_no:
        return "one term a class"
    return {0: "no label, no term", 1: "one term survives"}.get(true, f"{numeral(true)} terms survive")


def _why_undefined(asked: _Row, definition: Definition) -> str:
    if definition.one_class and label_facts(asked.batch).not_one_hot is not None:
        return "not defined: this row names no single class"
    return "not defined on this row"
