"""Sums of the two halves over the outputs, for every route, weighting and smoothing at once: linear in the labels."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from xentgui.losses.arrays import Array, Float, extent, read_only
from xentgui.losses.cached import cached
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.logarithms import Halved
from xentgui.questions.matching.search.routes import Route, cancelling
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import Weights

INFINITE = 1e280  # an infinite half is held here, so that a factor of 0 gives 0
NUMBERS = 1_000_000  # numbers in the halves of one bundle, at most
MANY_OUTPUTS = 2000  # from so many on kinds of rows are worth the while
MOST_KINDS = 32
AROUND = 1024  # rows that are added one after another: sums of sums keep their last digits
ROUTES = 48  # routes in one bundle, at most
SHARED = 4_000_000  # numbers in the outputs, up to which what makes a is kept for other guards


@dataclass(frozen=True, eq=False)
class Bundle:
    """Routes of one likelihood, the likely first, and their halves ``(R, N, K)``; `no` is None for categorical."""

    likelihood: str
    routes: tuple[Route, ...]
    yes: Float
    no: Float | None
    bits: Float

    @cached
    def is_infinite(self) -> bool:
        """Whether some half for the label 0 is, so that no difference may be taken of its sums."""
        return self.no is not None and extent(self.no)[1] >= INFINITE


def bundles(routes: Sequence[Route]) -> Iterator[Bundle]:
    """The routes with their halves; what is nowhere defined is left out. Routes that share a function share a call."""
    shared: dict[object, Halved] = {}
    for likelihood, of_likelihood in groupby(sorted(routes, key=_order), key=lambda route: route.likelihood):
        chosen = sorted(of_likelihood, key=lambda route: route.bits)
        size = chosen[0].numbers.size
        step = int(np.clip(NUMBERS // max(size, 1), 1, len(chosen)))
        for start in range(0, len(chosen), step):
            if step > 1 or size > SHARED:
                shared = {}
            yield from _bundled(likelihood, chosen[start : start + step], shared)


def _order(route: Route) -> tuple[str, ...]:
    return (route.likelihood,)


def _bundled(likelihood: str, routes: list[Route], shared: dict[object, Halved]) -> Iterator[Bundle]:
    found = _halves(routes, shared)
    ends = {place: [(0.0, 0.0) if half is None else extent(half) for half in found[place]] for place in found}
    kept = [place for place in range(len(routes)) if not any(math.isnan(low) for low, _ in ends[place])]
    for start in range(0, len(kept), ROUTES):
        some = kept[start : start + ROUTES]
        yes = _together([found[place][0] for place in some], [ends[place][0] for place in some])
        halves = [half for half in (found[place][1] for place in some) if half is not None]
        no = _together(halves, [ends[place][1] for place in some]) if halves else None
        bits = np.array([routes[place].bits for place in some])
        yield Bundle(likelihood, tuple(routes[place] for place in some), yes, no, bits)


def _halves(routes: list[Route], shared: dict[object, Halved]) -> dict[int, tuple[Float, Float | None]]:
    found: dict[int, tuple[Float, Float | None]] = {}
    alike: dict[object, list[int]] = {}
    for place, route in enumerate(routes):
        if route.unstable:
            found[place] = cancelling(route.numbers)
        else:
            alike.setdefault((route.read_as, route.pointwise), []).append(place)
    for places in alike.values():
        numbers, first = [routes[place].numbers for place in places], routes[places[0]]
        key = (first.read_as, *map(id, numbers))
        if key not in shared:
            shared[key] = Halved(numbers[0] if len(numbers) == 1 else np.concatenate(numbers), first.read_as)
        yes, no = shared[key].by(first.pointwise)
        for place, start in zip(places, range(0, len(yes), len(numbers[0])), strict=True):
            part = slice(start, start + len(numbers[0]))
            found[place] = (yes[part], None if no is None else no[part])
    return found


def _together(halves: list[Float], ends: list[tuple[float, float]]) -> Float:
    """``(R, N, K)`` of finite numbers; `ends` are the smallest and the largest of each half."""
    table = halves[0][None] if len(halves) == 1 else np.stack(halves)
    beyond = any(max(-low, high) > INFINITE for low, high in ends)
    return np.clip(table, -INFINITE, INFINITE) if beyond else table


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
        """The halves' means of each kind, ``(R, kinds, K)``."""
        no = None if bundle.no is None else self._means(bundle.no)
        return replace(bundle, yes=self._means(bundle.yes), no=no)

    @cached
    def _cells(self) -> Array:
        """``(N·K,)``: to which sum each number goes, of its kind and column in the rows around it."""
        kinds, columns = self.given.outputs.shape
        around = np.arange(len(self.of_row)) // AROUND * kinds + self.of_row
        return np.asarray((around[:, None] * columns + np.arange(columns)).ravel())

    def _means(self, half: Float) -> Float:
        assert self.given.counts is not None
        most = (len(self.of_row) - 1) // AROUND + 1
        sums = [np.bincount(self._cells, table.ravel(), most * self.given.outputs.size) for table in half]
        each = np.stack(sums).reshape(len(half), most, *self.given.outputs.shape).sum(axis=1)
        return np.asarray(each / self.given.counts[:, None])

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

    def picked(self, factors: Float, labels: LabelReading, half: Float) -> Float:
        """The same for one number, from the labels above 0 alone, where these are few in a large table."""
        rows, columns = labels.places
        return np.asarray(half[:, rows, columns] @ (factors[:, rows, columns] * labels.at_places).T)


@dataclass(frozen=True, eq=False)
class Weighed:
    """A bundle with the factors of its halves, and what they come to whatever the labels are."""

    bundle: Bundle
    stack: Stack

    @cached
    def yes(self) -> Float:
        """``(R, W, N)``: the sums of the rows as if every label were 1."""
        return np.asarray(np.einsum("rnk,wnk->rwn", self.bundle.yes, self.stack.yes))

    @cached
    def no(self) -> Float:
        """The same as if every label were 0."""
        assert self.bundle.no is not None
        return np.asarray(np.einsum("rnk,wnk->rwn", self.bundle.no, self.stack.no))

    def takes_few(self, labels: LabelReading) -> bool:
        """Whether sums are taken over the labels that are not 0 alone."""
        return self.stack.out == "one" and labels.is_sparse

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


def losses(weighed: Weighed, labels: Sequence[LabelReading], forms: tuple[Smoothing, ...], one_column: bool) -> Array:
    """``(R, L, S, W, ...)``: the sum of the terms for each route, labels, smoothing and weighting, in nats."""
    bundle, smoothed = weighed.bundle, any(form.share for form in forms)
    of_labels = _of_few if weighed.takes_few(labels[0]) else _of_tables
    plain, all_yes, all_no = of_labels(weighed, labels, smoothed)
    found = np.stack([plain] * len(forms), axis=2)
    columns = bundle.yes.shape[2]
    for place, form in enumerate(forms):
        if form.share:
            share = form.evenly(columns, bundle.likelihood, one_column)
            if share is None:
                spread = (all_yes - plain) / max(columns - 1, 1) + all_no
            else:
                spread = share * all_yes + (1 - share) * all_no
            found[:, :, place] = (1 - form.share) * plain + form.share * spread
    huge = np.abs(found) > INFINITE / 1e12
    return np.where(huge, np.copysign(np.inf, found), found) if huge.any() else found


_Sums = tuple[Array, Array, Array]  # under the labels, as if all were 1, as if all were 0


def _of_few(weighed: Weighed, labels: Sequence[LabelReading], smoothed: bool) -> _Sums:
    """``(R, L, W)`` each, from the labels that are not 0."""
    bundle, stack = weighed.bundle, weighed.stack
    if bundle.is_infinite:
        finite, marked = (_of_few(part, labels, smoothed) for part in weighed.parts)
        plain, no = (np.where(marked[half] > 0.5, INFINITE, finite[half]) for half in (0, 2))
        return plain, finite[1], no
    keep = _kept(labels)
    plain = np.stack([stack.picked(stack.yes, each, bundle.yes) for each in labels], axis=1)
    all_yes = np.einsum("rwn,ln->rlw", weighed.yes, keep) if smoothed else np.zeros(())
    if bundle.no is None:
        return plain, all_yes, np.zeros(())
    all_no = np.einsum("rwn,ln->rlw", weighed.no, keep)
    picked = np.stack([stack.picked(stack.no, each, bundle.no) for each in labels], axis=1)
    return plain + (all_no - picked), all_yes, all_no


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
    likelihood: str, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool
) -> Array:
    """``(S, W, ...)``: the entropy of the labels for those smoothings that subtract it, else 0."""
    keep = labels.keep[None, :, None] * 1.0
    rows = []
    for form in forms:
        smooth = form.applied(labels.table, likelihood, one_column) if form.divergence else np.zeros_like(labels.table)
        entropy = stack.total(stack.yes, keep, _information(smooth)[None])[0, 0]
        if likelihood == "bernoulli":
            entropy = entropy + stack.total(stack.no, keep, _information(1 - smooth)[None])[0, 0]
        rows.append(entropy)
    return np.stack(rows)


def _information(labels: Float) -> Float:
    """-y ln y, and 0 for 0."""
    return np.where(labels > 0, -labels * np.log(np.where(labels > 0, labels, 1.0)), 0.0)
