"""Sums of the two halves over the outputs, for every route, weighting and smoothing at once: linear in the labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.search.bundles import Bundle
from xentgui.questions.matching.search.by_class import INFINITE
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import Weights

MANY_OUTPUTS = 2000  # from so many on kinds of rows are worth the while
MOST_KINDS = 32
AROUND = 1024  # rows that are added one after another: sums of sums keep their last digits


@dataclass(frozen=True, eq=False)
class Kinds:
    """Many rows with few different labels, of which sums need the mean of each kind, not the rows.

    `given`: one row of each kind, with how many there are of it; `of_row` (N,): the kind of each row.
    """

    given: Given
    of_row: Array

    @classmethod
    def of(cls, given: Given) -> "Kinds | None":
        """None where rows are few, or differ in more than one true class."""
        classes = given.labels if given.indices else given.table.argmax(axis=1) if given.one_class else None
        weighted = given.weights is not None and given.weights.size > 1
        if given.outputs.size < MANY_OUTPUTS or given.columns == 1 or weighted or classes is None:
            return None
        found, first, of_row, counts = np.unique(classes, return_index=True, return_inverse=True, return_counts=True)
        if len(found) > min(MOST_KINDS, given.rows / 4):
            return None
        one_of_each = replace(
            given, labels=given.labels[first], outputs=given.outputs[first], counts=counts.astype(np.float64)
        )
        return cls(one_of_each, of_row)

    def bundle(self, bundle: Bundle) -> Bundle:
        """The halves' means of each kind."""
        means = self._means if bundle.asked is None else self._means_of_rows
        yes, *others = (
            None if each is None else means(each) for each in (bundle.yes, bundle.no, bundle.all_yes, bundle.all_no)
        )
        assert yes is not None
        no, all_yes, all_no = others
        return replace(bundle, yes=yes, no=no, all_yes=all_yes, all_no=all_no)

    @cached
    def _rows(self) -> Array:
        """``(N,)``: to which sum each row goes, of its kind in the rows around it."""
        return np.asarray(np.arange(len(self.of_row)) // AROUND * self.given.rows + self.of_row)

    @cached
    def _cells(self) -> Array:
        """``(N·K,)``: the same of each number, of its kind and column."""
        columns = self.given.columns
        return np.asarray((self._rows[:, None] * columns + np.arange(columns)).ravel())

    def _means_of_rows(self, part: Float) -> Float:
        """``(..., kinds)`` of ``(..., N)``."""
        return self._added(part.reshape(-1, part.shape[-1]), self._rows, (self.given.rows,)).reshape(
            *part.shape[:-1], -1
        )

    def _means(self, half: Float) -> Float:
        return self._added(half, self._cells, (self.given.rows, self.given.columns))

    def _added(self, tables: Float, cells: Array, shape: tuple[int, ...]) -> Float:
        """``(R, *shape)``: the means of what goes to the same sum."""
        assert self.given.counts is not None
        most = (len(self.of_row) - 1) // AROUND + 1
        sums = [np.bincount(cells, table.ravel(), most * math.prod(shape)) for table in tables]
        each = np.stack(sums).reshape(len(tables), most, *shape).sum(axis=1)
        return np.asarray(each / self.given.counts.reshape(-1, *(1,) * (len(shape) - 1)))

    def labels(self, reading: LabelReading) -> LabelReading:
        """The reading of every row."""
        entered, classes, entries = (
            None if each is None else each[self.of_row] for each in (reading.entered, reading.classes, reading.entries)
        )
        return replace(reading, keep=reading.keep[self.of_row], entered=entered, classes=classes, entries=entries)

    def weights(self, weighting: Weights) -> Weights:
        """The weights of every sample, where each has its own."""
        sample: Float | None = weighting.sample
        return weighting if sample is None or sample.size == 1 else replace(weighting, sample=self._spread(sample))

    def _spread(self, sample: Float) -> Float:
        return read_only(sample[self.of_row])


@dataclass(frozen=True, eq=False)
class Stack:
    """The factors of the halves for every weighting: ``(W, N, K)`` each."""

    yes: Float
    no: Float
    out: str  # "one" number, one for each of the "rows", or one for each of the "elements"

    @classmethod
    def of(cls, all_weights: list[Weights], out: str) -> "Stack":
        if len(all_weights) == 1:
            return cls(all_weights[0].yes[None], all_weights[0].no[None], out)
        return cls(np.stack([each.yes for each in all_weights]), np.stack([each.no for each in all_weights]), out)

    def total(self, factors: Float, labels: Float, half: Float) -> Float:
        """``(R, L, W)``, ``(R, L, W, N)`` or ``(R, L, W, N·K)``: sums of factor, label ``(L, N, K)`` and half."""
        weighted = factors * labels[:, None]
        if self.out == "one":
            sums = half.reshape(len(half), -1) @ weighted.reshape(-1, half[0].size).T
            return np.asarray(sums.reshape(len(half), *weighted.shape[:2]))
        product = half[:, None, None] * weighted
        return product.sum(axis=4) if self.out == "rows" else product.reshape(*product.shape[:3], -1)


@dataclass(frozen=True, eq=False)
class Weighed:
    """A bundle with the factors of its halves, and what they come to whatever the labels are."""

    bundle: Bundle
    stack: Stack

    @cached
    def yes(self) -> Float:
        """``(R, W, N)``: the sums of the rows as if every label were 1."""
        if self.bundle.all_yes is not None:  # every output weighs the same
            return self.bundle.all_yes[:, None] * self.stack.yes[..., 0]
        return np.asarray(np.einsum("rnk,wnk->rwn", self.bundle.yes, self.stack.yes))

    @cached
    def no(self) -> Float:
        """The same as if every label were 0."""
        if self.bundle.all_no is not None:
            return self.bundle.all_no[:, None] * self.stack.no[..., 0]
        assert self.bundle.no is not None
        return np.asarray(np.einsum("rnk,wnk->rwn", self.bundle.no, self.stack.no))

    def takes_few(self, labels: LabelReading) -> bool:
        """Whether sums are taken over the labels that are not 0 alone."""
        return self.bundle.asked is not None or (self.stack.out == "one" and labels.is_sparse)

    def picked(self, labels: Sequence[LabelReading], half: Float, factors: Float) -> Float:
        """``(R, L, W)``: the sums from the labels above 0 alone."""
        found = np.empty((len(half), len(labels), len(factors)))
        alike: dict[int, list[int]] = {}  # readings that name the same classes
        for place, each in enumerate(labels):
            alike.setdefault(id(each if each.classes is None else each.classes), []).append(place)
        for places in alike.values():
            rows, columns = labels[places[0]].places
            weighed = self._halves_at(labels[places[0]], half)[:, None] * factors[:, rows, columns]
            at_places = np.stack([labels[place].at_places for place in places])
            found[:, places] = (weighed @ at_places.T).swapaxes(1, 2)
        return found

    def _halves_at(self, labels: LabelReading, half: Float) -> Float:
        """``(R, p)``: the halves at the labels that are not 0."""
        rows, columns = labels.places
        if self.bundle.asked is None:
            return half[:, rows, columns]
        of_class = half[:, self.bundle.asked.place(labels)]
        return of_class if len(rows) == of_class.shape[1] else of_class[:, rows]

    @cached
    def parts(self) -> "tuple[Weighed, Weighed]":
        """With what is infinite for the label 0 left out, and how often it counts: of these differences are taken."""
        bundle, no = self.bundle, self.bundle.no
        assert no is not None
        infinite = no >= INFINITE
        finite = replace(bundle, no=np.where(infinite, 0.0, no))
        marked = replace(bundle, yes=np.zeros_like(bundle.yes), no=infinite.astype(np.float64))
        return Weighed(finite, self.stack), Weighed(marked, replace(self.stack, no=(self.stack.no != 0) * 1.0))

    def size(self, labels: LabelReading) -> int:
        """How many numbers a sum under such labels is taken of."""
        if self.takes_few(labels):
            return len(self.bundle.routes) * len(labels.places[0])
        return self.stack.yes.size * (1 if self.stack.out == "one" else len(self.bundle.routes))


def losses(weighed: Weighed, labels: Sequence[LabelReading], forms: Sequence[Smoothing], one_column: bool) -> Array:
    """``(R, L, S, W, ...)``: the sum of the terms for each route, labels, smoothing and weighting, in nats."""
    bundle, smoothed = weighed.bundle, any(form.share for form in forms)
    of_labels = _of_few if weighed.takes_few(labels[0]) else _of_tables
    plain, all_yes, all_no = of_labels(weighed, labels, smoothed)
    parts = np.array([form.parts(labels[0].columns, bundle.family, one_column) for form in forms]).T
    each = parts.reshape(3, -1, *(1,) * (plain.ndim - 2))
    found = each[0] * plain[:, :, None]
    if smoothed:
        found += each[1] * all_yes[:, :, None]
        found += each[2] * (all_no[:, :, None] if bundle.no is not None else 0.0)
    huge = np.abs(found) > INFINITE / 1e12
    return np.where(huge, np.copysign(np.inf, found), found) if huge.any() else np.asarray(found)


_Sums = tuple[Array, Array, Array]  # under the labels, as if all were 1, as if all were 0


def _of_few(weighed: Weighed, labels: Sequence[LabelReading], smoothed: bool) -> _Sums:
    """``(R, L, W)`` each, from the labels that are not 0."""
    bundle, stack = weighed.bundle, weighed.stack
    if bundle.is_infinite:
        finite, marked = (_of_few(part, labels, smoothed) for part in weighed.parts)
        plain, no = (np.where(marked[half] > 0.5, INFINITE, finite[half]) for half in (0, 2))
        return plain, finite[1], no
    keep = _kept(labels)
    plain = weighed.picked(labels, bundle.yes, stack.yes)
    all_yes = np.einsum("rwn,ln->rlw", weighed.yes, keep) if smoothed else np.zeros(())
    if bundle.no is None:
        return plain, all_yes, np.zeros(())
    all_no = np.einsum("rwn,ln->rlw", weighed.no, keep)
    return plain + (all_no - weighed.picked(labels, bundle.no, stack.no)), all_yes, all_no


def _of_tables(weighed: Weighed, labels: Sequence[LabelReading], smoothed: bool) -> _Sums:
    """``(R, L, W, ...)`` each, from all labels."""
    bundle, stack = weighed.bundle, weighed.stack
    keep, table = _kept(labels)[..., None], np.stack([each.table for each in labels])
    plain = stack.total(stack.yes, keep * table, bundle.yes)
    if bundle.no is not None:
        plain = plain + stack.total(stack.no, keep * (1 - table), bundle.no)
    if not smoothed:
        return plain, np.zeros(()), np.zeros(())
    if stack.out == "one":
        rows = [weighed.yes, *([] if bundle.no is None else [weighed.no])]
        sums = [np.einsum("rwn,ln->rlw", each, keep[..., 0]) for each in rows]
    else:
        sums = [stack.total(stack.yes, keep, bundle.yes)]
        sums += [] if bundle.no is None else [stack.total(stack.no, keep, bundle.no)]
    return plain, sums[0], sums[1] if len(sums) > 1 else np.zeros(())


def _kept(labels: Sequence[LabelReading]) -> Float:
    """``(L, N)``: 1 where a row counts."""
    return np.stack([each.keep for each in labels]) * 1.0


def entropies(
    family: Definition, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool
) -> Array:
    """``(S, W, ...)``: the entropy of the labels for those smoothings that subtract it, some of them, else 0."""
    keep = labels.keep[None, :, None] * 1.0
    subtracted = [form.divergence for form in forms]
    smooth = np.stack([form.applied(labels.table, family, one_column) for form in forms if form.divergence])
    found = stack.total(stack.yes, keep, _information(smooth))[:, 0]
    if family.two_sided:
        found = found + stack.total(stack.no, keep, _information(1 - smooth))[:, 0]
    each = np.zeros((len(forms), *found.shape[1:]))
    each[subtracted] = found
    return each


def _information(labels: Float) -> Float:
    """-y ln y, and 0 for 0."""
    return np.where(labels > 0, -labels * np.log(np.where(labels > 0, labels, 1.0)), 0.0)
