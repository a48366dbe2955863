"""Sums of the two halves over the outputs, for every route, weighting and smoothing at once: linear in the labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.questions.matching.logarithms import Halved
from xentgui.questions.matching.search.routes import Route, cancelling
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import Weights

INFINITE = 1e280  # an infinite half is held here, so that a factor of 0 gives 0
NUMBERS = 1_000_000  # numbers in the halves of one bundle, at most
ROUTES = 48  # routes in one bundle, at most


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
        return self.no is not None and bool(self.no.max() >= INFINITE)


def bundles(routes: Sequence[Route]) -> Iterator[Bundle]:
    """The routes with their halves; what is nowhere defined is left out. Routes that share a function share a call."""
    for likelihood, of_likelihood in groupby(sorted(routes, key=_order), key=lambda route: route.likelihood):
        chosen = sorted(of_likelihood, key=lambda route: route.bits)
        step = int(np.clip(NUMBERS // max(chosen[0].numbers.size, 1), 1, len(chosen)))
        for start in range(0, len(chosen), step):
            yield from _bundled(likelihood, chosen[start : start + step])


def _order(route: Route) -> tuple[str, ...]:
    return (route.likelihood,)


def _bundled(likelihood: str, routes: list[Route]) -> Iterator[Bundle]:
    found = _halves(routes)
    kept = [place for place in range(len(routes)) if not any(np.isnan(h).any() for h in found[place] if h is not None)]
    for start in range(0, len(kept), ROUTES):
        some = kept[start : start + ROUTES]
        yes = np.stack([_finite(found[place][0]) for place in some])
        no = None if likelihood == "categorical" else np.stack([_finite(found[place][1]) for place in some])
        bits = np.array([routes[place].bits for place in some])
        yield Bundle(likelihood, tuple(routes[place] for place in some), yes, no, bits)


def _halves(routes: list[Route]) -> dict[int, tuple[Float, Float | None]]:
    found: dict[int, tuple[Float, Float | None]] = {}
    shared: dict[object, list[int]] = {}
    for place, route in enumerate(routes):
        if route.unstable:
            found[place] = cancelling(route.numbers)
        else:
            shared.setdefault((route.read_as, route.pointwise), []).append(place)
    together: dict[object, Halved] = {}
    for places in shared.values():
        first = routes[places[0]]
        rows = len(first.numbers)
        key = (first.read_as, *(id(routes[place].numbers) for place in places))
        if key not in together:
            together[key] = Halved(np.concatenate([routes[place].numbers for place in places]), first.read_as)
        yes, no = together[key].by(first.pointwise)
        for number, place in enumerate(places):
            part = slice(number * rows, (number + 1) * rows)
            found[place] = (yes[part], None if no is None else no[part])
    return found


def _finite(half: Float | None) -> Float:
    return np.clip(np.zeros(0) if half is None else half, -INFINITE, INFINITE)


@dataclass(frozen=True, eq=False)
class Stack:
    """The factors of the halves for every weighting: ``(W, N, K)`` each."""

    yes: Float
    no: Float
    out: str  # "one" number, one for each of the "rows", or one for each of the "elements"

    @classmethod
    def of(cls, all_weights: list[Weights], out: str) -> "Stack":
        return cls(np.stack([each.yes for each in all_weights]), np.stack([each.no for each in all_weights]), out)

    def total(self, factors: Float, labels: Float, half: Float) -> Float:
        """``(R, W)``, ``(R, W, N)`` or ``(R, W, N·K)``: sums of factor times label times half."""
        weighted = factors * labels
        if self.out == "one":
            return np.asarray(half.reshape(len(half), -1) @ weighted.reshape(len(weighted), -1).T)
        product = half[:, None] * weighted[None]
        return product.sum(axis=3) if self.out == "rows" else product.reshape(*product.shape[:2], -1)

    def picked(self, factors: Float, labels: LabelReading, half: Float) -> Float:
        """The same for one number, from the labels above 0 alone, where these are few in a large table."""
        rows, columns = labels.places
        weighted = factors[:, rows, columns] * (labels.keep[rows] * labels.table[rows, columns])
        return np.asarray(half[:, rows, columns] @ weighted.T)


def losses(bundle: Bundle, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool) -> Array:
    """``(R, S, W, ...)``: the sum of the terms for each route, smoothing and weighting, in nats."""
    keep, table = labels.keep[:, None] * 1.0, labels.table
    few = stack.out == "one" and labels.is_sparse and not (bundle.no is not None and bundle.is_infinite)
    of_yes = stack.picked(stack.yes, labels, bundle.yes) if few else stack.total(stack.yes, keep * table, bundle.yes)
    of_no = all_no = all_yes = np.zeros_like(of_yes)
    smoothed = any(form.share for form in forms)
    if smoothed:
        all_yes = stack.total(stack.yes, keep, bundle.yes)
    if bundle.no is not None:
        all_no = stack.total(stack.no, keep, bundle.no) if smoothed or few else all_no
        of_no = (
            all_no - stack.picked(stack.no, labels, bundle.no)
            if few
            else stack.total(stack.no, keep * (1 - table), bundle.no)
        )
    plain = of_yes + of_no
    found = np.stack([plain] * len(forms), axis=1)
    for place, form in enumerate(forms):
        if form.share:
            share = form.evenly(table.shape[1], bundle.likelihood, one_column)
            if share is None:
                spread = (all_yes - plain) / max(table.shape[1] - 1, 1) + all_no
            else:
                spread = share * all_yes + (1 - share) * all_no
            found[:, place] = (1 - form.share) * plain + form.share * spread
    huge = np.abs(found) > INFINITE / 1e12
    return np.where(huge, np.copysign(np.inf, found), found) if huge.any() else found


def entropies(
    likelihood: str, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool
) -> Array:
    """``(S, W, ...)``: the entropy of the labels for those smoothings that subtract it, else 0."""
    keep = labels.keep[:, None] * 1.0
    rows = []
    for form in forms:
        smooth = form.applied(labels.table, likelihood, one_column) if form.divergence else np.zeros_like(labels.table)
        entropy = stack.total(stack.yes, keep, _information(smooth)[None])[0]
        if likelihood == "bernoulli":
            entropy = entropy + stack.total(stack.no, keep, _information(1 - smooth)[None])[0]
        rows.append(entropy)
    return np.stack(rows)


def _information(labels: Float) -> Float:
    """-y ln y, and 0 for 0."""
    return np.where(labels > 0, -labels * np.log(np.where(labels > 0, labels, 1.0)), 0.0)
