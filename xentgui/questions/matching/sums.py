"""Sums of the two halves over the outputs, for every weighting and smoothing at once: all linear in the labels."""

from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.matching.labels import LabelReading
from xentgui.questions.matching.outputs import Route
from xentgui.questions.matching.smoothing import Smoothing
from xentgui.questions.matching.weights import Weights

INFINITE = 1e280  # an infinite half is held here, so that a factor of 0 gives 0


@dataclass(frozen=True, eq=False)
class Stack:
    """The factors of the halves for every weighting: ``(W, N, K)`` each."""

    yes: Float
    no: Float
    out: str  # "one" number, one for each of the "rows", or one for each of the "elements"

    @classmethod
    def of(cls, all_weights: list[Weights], out: str) -> "Stack":
        return cls(np.stack([each.yes for each in all_weights]), np.stack([each.no for each in all_weights]), out)

    def total(self, factors: Float, half: Float) -> Float:
        """``(W,)``, ``(W, N)`` or ``(W, N·K)``: the sums of factors times the half."""
        if self.out == "one":
            return np.asarray(factors.reshape(len(factors), -1) @ half.ravel())
        product = factors * half
        return np.asarray(product.sum(axis=2) if self.out == "rows" else product.reshape(len(factors), -1))


def losses(route: Route, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool) -> Array:
    """``(S, W, ...)``: the sum of the terms for each smoothing and each weighting, in nats."""
    yes, no = (_finite(half) for half in route.halves)
    keep, table = labels.keep[:, None], labels.table
    of_yes, all_yes = stack.total(stack.yes, yes * keep * table), stack.total(stack.yes, yes * keep)
    of_no = all_no = np.zeros_like(of_yes)
    if no is not None:
        of_no, all_no = stack.total(stack.no, no * keep * (1 - table)), stack.total(stack.no, no * keep)
    columns = table.shape[1]
    rows = []
    for form in forms:
        if form.slug == "smoothing-over-others":
            spread = (all_yes - of_yes - of_no) / max(columns - 1, 1) + all_no
        else:
            share = float(form.spread(table, route.likelihood, one_column))
            spread = share * all_yes + (1 - share) * all_no
        rows.append((1 - form.share) * (of_yes + of_no) + form.share * spread)
    found = np.stack(rows)
    return np.where(np.abs(found) > INFINITE / 1e12, np.copysign(np.inf, found), found)


def _finite(half: Float | None) -> Float | None:
    if half is None or np.isfinite(half).all():
        return half
    return np.clip(half, -INFINITE, INFINITE)


def entropies(
    route_likelihood: str, labels: LabelReading, stack: Stack, forms: tuple[Smoothing, ...], one_column: bool
) -> Array:
    """``(S, W, ...)``: the entropy of the labels for those smoothings that subtract it, else 0."""
    keep = labels.keep[:, None]
    rows = []
    for form in forms:
        zero = stack.total(stack.yes, np.zeros_like(labels.table))
        if form.divergence:
            smooth = form.applied(labels.table, route_likelihood, one_column)
            zero = stack.total(stack.yes, keep * _information(smooth))
            if route_likelihood == "bernoulli":
                zero = zero + stack.total(stack.no, keep * _information(1 - smooth))
        rows.append(zero)
    return np.stack(rows)


def _information(labels: Float) -> Float:
    """-y ln y, and 0 for 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(labels > 0, -labels * np.log(np.where(labels > 0, labels, 1.0)), 0.0)
