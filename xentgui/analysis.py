"""Everything that is shown, asked of an entry and a focus: each answer is computed when first asked for, then kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.edits import not_probabilities
from xentgui.entry import ACTIVATION_OF_MODE, Entry, Focus, Numbers
from xentgui.groups_of_rows import noun, numbered
from xentgui.losses import rows
from xentgui.losses.activations import Entered, Sigmoid
from xentgui.losses.batch import Batch, Block, DataError
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.rows import sums_to_one
from xentgui.questions import (
    agreement,
    card,
    curve,
    functions,
    glossary,
    largest,
    likelihood,
    prefetch,
    principle,
    surface,
    worked,
)
from xentgui.questions.saying import strip
from xentgui.questions.saying.runs import Line
from xentgui.questions.worked import Worked

POINTS, FEWEST_POINTS = 401, 41  # of a curve
MOST_MOVED = 8_000_000  # numbers that a curve makes of one row: of very many classes it has fewer points
PAGES = 64  # of probabilities that are kept: tables and bars ask for the same ones
FEW = 3  # blocks that are asked at once: a row that was changed, and what stands before and behind it


@dataclass(frozen=True, eq=False)
class Analysis:
    """The answers for one entry and focus; it never raises: `problem` says why there are none."""

    entry: Entry
    given_focus: Focus

    @cached
    def focus(self) -> Focus:
        return self.given_focus.inside(self.entry)

    @cached
    def batch(self) -> Batch | None:
        """What the mode makes of the entry, or None with `problem`."""
        return self._batch if isinstance(self._batch, Batch) else None

    @cached
    def problem(self) -> DataError | None:
        """Why there is nothing to show, with its table, place and reason."""
        return self._batch if isinstance(self._batch, DataError) else None

    @cached
    def _batch(self) -> Batch | DataError:
        entry = self.entry
        if not entry.rows:
            return DataError("there are no rows yet: type a number, or paste what you have", table="outputs")
        binary = entry.mode == "binary"
        blocks = tuple(block.column(entry.yes) for block in entry.blocks) if binary else entry.blocks
        if entry.outputs_are == "probabilities" and (problem := not_probabilities(blocks)):
            return problem
        if entry.ignores is not None and self.one_hot:
            blocks = tuple(block.remember(_with_indices, entry.ignores) for block in blocks)
        return Batch.of_blocks(
            blocks,
            outputs_are=entry.outputs_are,
            one_dimensional=binary,
            indices=self.one_hot,
            groups=None if entry.groups is None else numbered(entry.groups),
            row_words=entry.row_words,
        )

    @cached
    def one_hot(self) -> bool:
        """Whether every label row names exactly one class, as class indices would, or is ignored."""
        known = _one_hot if self.entry.ignores is None else _one_hot_or_ignored
        return self.entry.mode == "softmax" and all(block.remember(known) for block in self.entry.blocks)

    @cached
    def shown(self) -> tuple[card.Titled, ...]:
        """The definitions on show, with the mode's activation and the entry's base, reduction and weights."""
        return tuple(
            card.Titled(c.name, c.title, c.short, c.in_mode(self.entry), c.source, c.slot) for c in self.entry.cards
        )

    @cached
    def named(self) -> Mapping[str, Definition]:
        return {shown.name: shown.definition for shown in self.shown}

    @property
    def column(self) -> int:
        """The focused column, counted among the columns that the mode shows."""
        return self.entry.shown_columns.index(self.focus.column)

    @property
    def run(self) -> int:
        """How many rows make one block of the tables; 0 where there are no blocks."""
        leading, axis = self.entry.leading, self.focus.blocks
        return 0 if leading is None or axis is None else math.prod(leading[axis + 1 :])

    def row_name(self, row: int) -> tuple[str, str]:
        """What the tables call a row: its block, "sequence 0", and its place in it; "" and its name without blocks."""
        entry, axis = self.entry, self.focus.blocks
        if not self.run or axis is None or row >= entry.rows:
            return "", entry.sample_name(row)
        if entry.sample_names is not None:
            return entry.block_name(axis, row), entry.sample_name(row)
        places = np.unravel_index(row, entry.leading or ())[axis + 1 :]
        return entry.block_name(axis, row), ", ".join(map(str, places))

    @property
    def row_words(self) -> str:
        """What sentences call the focused row."""
        return self.entry.row_words(self.focus.row)

    @property
    def shown_names(self) -> tuple[str, ...]:
        """The names of the classes that the mode shows."""
        names, shown = self.entry.class_names, self.entry.shown_columns
        return names if len(shown) == len(names) else tuple(names[k] for k in shown)

    @cached
    def comparison(self) -> agreement.Comparison | None:
        return None if self.batch is None else agreement.compare(self.batch, self.named)

    @property
    def pending(self) -> int:
        """How many blocks lack parts: cards and strip would hold up the window, and a job asks them; 0 for a few."""
        return len(self._lacking)

    def parts(self) -> Iterator[int]:
        """Asks the blocks that lack parts, one a step; how many are left."""
        batch, mode = self.batch, self.entry.mode
        while batch is not None and self._lacking:
            prefetch.ask(batch, self._lacking[-1], self.shown, self.focus.chosen, mode, self.shown_names)
            self._lacking.pop()
            yield len(self._lacking)

    @cached
    def _lacking(self) -> list[Block]:
        """The blocks still to be asked by a job; none where they are few, or where an epoch is shown as it comes."""
        if self.batch is None or len(self.batch.blocks) <= FEW or self.focus.epoch is not None:
            return []
        found = prefetch.lacking(self.batch, self.shown, self.focus.chosen)
        return list(reversed(found)) if len(found) > FEW else []

    @cached
    def cards(self) -> tuple[card.Card, ...]:
        if self.batch is None:
            return ()
        focus, mode = self.focus, self.entry.mode
        shown = card.cards(self.batch, self.shown, focus.chosen, focus.row, mode, self.comparison)
        if self.entry.lacks_labels:
            return card.without_labels(shown)
        return card.without_row(shown) if self.unlabelled else shown

    @cached
    def strip(self) -> tuple[Line, ...]:
        if self.batch is None or self.comparison is None:
            return ()
        if self.entry.lacks_labels:
            return (strip.no_labels_line(),)
        mode = self.entry.mode
        grouped = None if self.entry.groups is None else noun(self.entry.groups)
        return strip.strip(self.batch, self.cards, self.focus.chosen, self.comparison, mode, self.shown_names, grouped)

    @property
    def unlabelled(self) -> bool:
        """Whether the focused row has no label yet, and no loss."""
        return bool(self.entry.unlabelled(self.focus.row, self.focus.row + 1).any())

    @cached
    def curve(self) -> curve.Curve | None:
        focus = self.focus
        if self.batch is None or self.entry.cell("outputs", focus.row, focus.column) == -np.inf:
            return None  # a masked output is not moved
        limits = None
        if self.batch.shape[1] == 1 and self.entry.outputs_are == "logits":  # also around the other answer, of logit 0
            here = self.entry.cell("outputs", focus.row, focus.column)
            limits = min(here, 0.0) - curve.MARGIN, max(here, 0.0) + curve.MARGIN
        points = max(min(POINTS, MOST_MOVED // self.batch.shape[1]), FEWEST_POINTS)
        return curve.curve(self.batch, focus.row, self.column, self.named, rest=self.rest, points=points, limits=limits)

    @cached
    def rest(self) -> Literal["kept", "rescaled"]:
        """What the others do while one output moves."""
        return self.focus.rest if self.may_rescale else "kept"

    @cached
    def may_rescale(self) -> bool:
        """Whether the row is shares of one whole, so that the others can be rescaled while one moves."""
        row = self.entry.some("outputs", self.focus.row, self.focus.row + 1)
        shares = self.entry.mode == "softmax" and self.entry.outputs_are == "probabilities"
        return shares and bool(sums_to_one(row).all())

    @cached
    def surface(self) -> surface.Surface | None:
        """The focused row's loss over all its probabilities; None where it has none, or these make no picture."""
        shape = surface.shape_of(len(self.shown_names), self.entry.mode)
        if self.batch is None or shape is None or self.unlabelled:
            return None
        return surface.surface(self.batch, self.focus.row, self.named, shape)

    def row_loss(self, card: int) -> float:
        """What one card gives the focused row alone. ValueError where it refuses the data."""
        row = self.focus.row
        return math.nan if self.batch is None else evaluate(self.batch, self.shown[card].definition).loss_of(row)

    @cached
    def likelihood(self) -> likelihood.Likelihood | None:
        """That of the focused row under the chosen card; None where it refuses the data or the row has no label."""
        if self.batch is None or self.unlabelled:
            return None
        try:
            return likelihood.likelihood(self.batch, self.focus.row, self.shown[self.focus.chosen].definition)
        except ValueError:
            return None

    @property
    def worked(self) -> Worked | None:
        return self.worked_to(4)

    def worked_to(self, digits: int) -> Worked | None:
        """The terms of the focused row, with so many decimals in the formulas; None where it has no label."""
        if digits not in self._worked:
            focus, mode = self.focus, self.entry.mode
            asked = self.shown, focus.chosen, focus.row, mode, self.shown_names, digits, self.comparison
            batch = None if self.unlabelled else self.batch
            self._worked[digits] = None if batch is None else worked.worked(batch, *asked)
        return self._worked[digits]

    @cached
    def _worked(self) -> dict[int, Worked | None]:
        return {}

    @cached
    def principle(self) -> principle.Principle | None:
        definition = self.shown[self.focus.chosen].definition
        return None if self.batch is None else principle.principle(self.batch, definition, self.chosen)

    @property
    def amounts(self) -> tuple[float, float] | None:
        """Entropy of the labels and divergence, of which the chosen card's value is made; None where it is not."""
        return None if self.principle is None or self.entry.lacks_labels else self.principle.amounts

    @property
    def unit(self) -> str:
        """What the chosen card's value is counted in."""
        return card.unit(self.shown[self.focus.chosen].definition)

    @cached
    def words(self) -> Mapping[str, glossary.Meaning]:
        """The words that open, with their numbers under the chosen card in the focused row and column."""
        evaluation = None if self.pending else self.chosen
        short = self.shown[self.focus.chosen].short
        return glossary.glossary(evaluation, short, self.focus.row, self.column, self.shown_names)

    @cached
    def functions(self) -> functions.Functions | None:
        """What every known function gives, with the entry's reduction and weights passed on; None without a label."""
        if self.batch is None or self.entry.lacks_labels:
            return None
        return functions.functions(self.batch, {"reduction": self.entry.reduction, **self.known})

    @property
    def known(self) -> dict[str, Any]:
        """What the entry knows beside its tables, as fields of a definition."""
        indices = self.batch is not None and self.batch.indices
        known = {"class_weights": self.entry.weights_in_mode, "ignore_index": self.entry.ignores if indices else None}
        return {name: value for name, value in known.items() if value is not None}

    @cached
    def chosen(self) -> Evaluation | None:
        """The chosen card's evaluation; None where it refuses the data."""
        try:
            return None if self.batch is None else evaluate(self.batch, self.shown[self.focus.chosen].definition)
        except ValueError:
            return None

    def value_of(self, definition: Definition) -> float | None:
        """What any definition gives on the data; None for one loss a row, ValueError where it refuses the data."""
        if self.batch is None:
            return None
        value = evaluate(self.batch, definition).value
        return value if isinstance(value, float) else None

    @cached
    def _of_mode(self) -> Evaluation | None:
        activation = ACTIVATION_OF_MODE[self.entry.mode]
        likelihood = "categorical" if activation == "softmax" else "bernoulli"
        if self.batch is None:
            return None
        ignored = self.entry.ignores if self.batch.indices else None
        return evaluate(self.batch, Definition(activation=activation, likelihood=likelihood, ignore_index=ignored))

    @property
    def _activation(self) -> str | None:
        """What makes probabilities of the outputs; None where they are probabilities."""
        return None if self.entry.outputs_are == "probabilities" else ACTIVATION_OF_MODE[self.entry.mode]

    def largest(self, rows: range) -> largest.Largest:
        """The true class of a range of rows, their largest outputs, and the others together."""
        return largest.largest(self.entry.blocks, rows.start, rows.stop, self._activation)

    def a_of_class(self, rows: range, column: int) -> Numbers:
        """(rows,): the probabilities of one class."""
        outputs = self.entry.of_class("outputs", rows.start, rows.stop, column)
        return largest.of_class(self.largest(rows), outputs, self._activation)

    @property
    def perplexity(self) -> float | None:
        """The perplexity of a mean of −ln(the probability of the class that a row names); None of another value."""
        if self.chosen is None or not self.one_hot or self.entry.reduction != "mean":
            return None
        definition = self.chosen.definition
        scaled = definition.label_smoothing or definition.temperature_squared
        if not definition.exclusive or definition.goes_beyond or scaled:
            return None
        with np.errstate(over="ignore"):
            return float(np.power(self.entry.log_base, self.chosen.value))

    def activations(self, rows: range) -> Numbers:
        """The mode's a for a range of rows, (rows, K); nan where there is no answer."""
        if self._of_mode is None:
            return np.full((len(rows), len(self.entry.shown_columns)), np.nan)
        if rows not in self._activations:
            if len(self._activations) >= PAGES:
                self._activations.clear()
            self._activations[rows] = np.asarray(self._of_mode.activations_of(rows.start, rows.stop), dtype=float)
        return self._activations[rows]

    def complements(self, rows: range) -> Numbers:
        """(rows, K): 1 - a of yes/no outputs, each with its own last digits."""
        outputs = self.entry.some("outputs", rows.start, rows.stop)[:, list(self.entry.shown_columns)]
        return np.asarray((Entered if self._activation is None else Sigmoid)(outputs).rest)

    def minus_logs(self, rows: range) -> Numbers:
        """(rows, K): -ln a, also of an a that is too small for a float; of a yes/no question that of 1 - a after it."""
        outputs = self.entry.some("outputs", rows.start, rows.stop)[:, list(self.entry.shown_columns)]
        others = 1 - outputs if self._activation is None else -outputs
        shown = [outputs, others] if self.entry.mode == "binary" else [outputs]
        return np.hstack([largest.minus_logs(each, self._activation) for each in shown])

    @cached
    def _activations(self) -> dict[range, Numbers]:
        return {}

    def losses(self, rows: range) -> Numbers:
        """The losses of a range of rows under the chosen card, (rows,); nan where there is no answer."""
        if self.chosen is None:
            return np.full(len(rows), np.nan)
        return np.asarray(self.chosen.losses_of(rows.start, rows.stop), dtype=float)

    @cached
    def by_loss(self) -> NDArray[np.intp]:
        """The rows that count, from the largest loss to the smallest; undefined losses first."""
        losses = self.losses(range(self.entry.rows))
        order = np.argsort(-np.where(np.isnan(losses), np.inf, losses), kind="stable")
        return order[~self.entry.ignored(0, self.entry.rows)[order]]


def _one_hot(block: Block) -> bool:
    return bool(rows.one_class(block.labels).all())


def _one_hot_or_ignored(block: Block) -> bool:
    return bool((rows.one_class(block.labels) | ~block.labels.any(axis=1)).all())


def _with_indices(block: Block, ignore_index: int) -> Block:
    """The same rows with class indices, that of ignored samples where the labels are all 0."""
    indices = np.where(block.labels.any(axis=1), block.labels.argmax(axis=1), ignore_index)
    return Block(None, block.outputs, block.weights, indices=indices)
