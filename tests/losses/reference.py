"""The mathematical result, in mpmath, written from the formulas alone.

Nothing here is a difference of nearly equal numbers: 1 - a is the sum of the others' shares, -ln a is log1p of the
others' share over its own, so 60 digits are 60 digits however small a loss is. Every number carries ``size``, the sum
of the absolute values of what was added to it: where that is much larger than the result, no float64 code can keep
relative precision, and tests bound the error by ``size`` instead.
"""

import math
from dataclasses import dataclass

import mpmath
import numpy as np

DIGITS = 60
mpf = mpmath.mpf


@dataclass
class Result:
    """One sample: terms and the derivative of their sum by each output, with the sizes of the derivative's parts."""

    terms: list
    gradient: list
    sizes: list

    @property
    def loss(self):
        return mpmath.fsum(self.terms)


@dataclass
class Probability:
    """a, 1 - a, -ln a, -ln(1 - a) of one output."""

    a: mpmath.mpf
    rest: mpmath.mpf
    yes: mpmath.mpf
    no: mpmath.mpf


def sums_of_others(values):
    """For each value the sum of the other ones, added up from both ends: nothing is subtracted."""
    before, after = [mpf(0)], [mpf(0)]
    for value in values:
        before.append(before[-1] + value)
    for value in reversed(values):
        after.append(after[-1] + value)
    return [before[index] + after[len(values) - 1 - index] for index in range(len(values))]


def of_weights(weights):
    """Each weight's share of the row."""
    total = mpmath.fsum(weights)
    answer = []
    for weight, others in zip(weights, sums_of_others(weights), strict=True):
        yes = mpmath.log1p(others / weight) if weight else mpmath.inf
        no = mpmath.log1p(weight / others) if others else mpmath.inf
        answer.append(Probability(weight / total, others / total, yes, no))
    return answer


def softmax(row):
    largest = max(row)
    return of_weights([mpmath.exp(mpf(score) - mpf(largest)) for score in row])


def sigmoid(row):
    return [softmax([0.0, float(score)])[1] for score in row]


def entered(row):
    answer = []
    for given in row:
        a = mpf(float(given))
        yes = -mpmath.log(a) if a > 0 else mpmath.inf
        no = -mpmath.log1p(-a) if a < 1 else mpmath.inf
        answer.append(Probability(a, 1 - a, yes, no))
    return answer


def logarithms(row):
    answer = []
    for given in row:
        log = mpf(float(given))
        rest = -mpmath.expm1(log)
        a = mpmath.exp(log)
        no = (-mpmath.log(rest) if log > -0.5 else -mpmath.log1p(-a)) if rest else mpmath.inf
        answer.append(Probability(a, rest, -log, no))
    return answer


def probabilities(row, outputs_are, activation):
    if outputs_are == "probabilities" or (outputs_are == "logits" and activation == "identity"):
        return entered(row)
    if outputs_are == "log-probabilities":
        return logarithms(row)
    return softmax(row) if activation == "softmax" else sigmoid(row)


def sample(row, yes, no, outputs_are="logits", activation="softmax", clip=None, epsilon=None, clamp=None):
    """Terms and gradient of sum(yes -ln a + no -ln(1 - a)); ``yes`` and ``no`` are the factors, exact numbers."""
    with mpmath.workdps(DIGITS):
        found = probabilities(row, outputs_are, activation)
        costs = [_costs(each, clip, epsilon, clamp) for each in found]
        terms = [
            (y * cost[0] if y else mpf(0)) + (n * cost[1] if n else mpf(0))
            for y, n, cost in zip(yes, no, costs, strict=True)
        ]
        slopes = [
            ((y * cost[2] if y else mpf(0)), (n * cost[3] if n else mpf(0)))
            for y, n, cost in zip(yes, no, costs, strict=True)
        ]
        gradient, sizes = _by_outputs(found, slopes, outputs_are, activation)
        return Result(terms, gradient, sizes)


def _costs(each, clip, epsilon, clamp):
    """-ln a and -ln(1 - a), and their derivatives by a."""
    yes, yes_slope = _cost(each.a, each.rest, each.yes, clip, epsilon, clamp)
    no, no_slope = _cost(each.rest, each.a, each.no, clip, epsilon, clamp)
    return yes, no, -yes_slope, no_slope


def _cost(a, rest, plain, clip, epsilon, clamp):
    held = False
    cost = plain
    if clip is not None and (a < clip or rest < clip):
        held = True
        a, rest = (mpf(clip), 1 - mpf(clip)) if a < clip else (1 - mpf(clip), mpf(clip))
        cost = -mpmath.log(a)
    slope = 1 / a if a else mpmath.inf
    if epsilon is not None:
        cost = -mpmath.log(a + mpf(epsilon)) if a < 0.9 else -mpmath.log1p(mpf(epsilon) - rest)
        slope = 1 / (a + mpf(epsilon))
    if clamp is not None and cost > -clamp:
        held, cost = True, -mpf(clamp)
    return cost, mpf(0) if held else slope


def _by_outputs(found, slopes, outputs_are, activation):
    by_a = [first + second for first, second in slopes]
    sizes = [abs(first) + abs(second) for first, second in slopes]
    if outputs_are == "log-probabilities":
        return _times(by_a, sizes, [each.a for each in found])
    if outputs_are == "probabilities" or activation == "identity":
        return by_a, sizes
    if activation == "sigmoid":
        return _times(by_a, sizes, [each.a * each.rest for each in found])
    weighted = [each.a * slope for each, slope in zip(found, by_a, strict=True)]
    weighted_sizes = [each.a * size for each, size in zip(found, sizes, strict=True)]
    others, other_sizes = sums_of_others(weighted), sums_of_others(weighted_sizes)
    gradient = [h * each.rest - each.a * rest for h, each, rest in zip(weighted, found, others, strict=True)]
    gradient_sizes = [
        h * each.rest + each.a * rest for h, each, rest in zip(weighted_sizes, found, other_sizes, strict=True)
    ]
    return gradient, gradient_sizes


def _times(values, sizes, factors):
    return (
        [value * factor for value, factor in zip(values, factors, strict=True)],
        [size * factor for size, factor in zip(sizes, factors, strict=True)],
    )


def ulps(got, wanted):
    """By how many last digits of the result ``got`` is off; by how many 1e-12 / 8 below 1e-16, 0 below 1e-300."""
    got, wanted = float(got), mpf(wanted)
    if mpmath.isinf(wanted) or abs(wanted) > np.finfo(float).max:
        return 0.0 if got == math.copysign(math.inf, wanted) else math.inf
    error = abs(mpf(got) - wanted)
    if abs(wanted) < mpf("1e-300"):
        return 0.0 if error <= max(mpf("1e-12") * abs(wanted), mpf(5e-324)) else math.inf
    if abs(wanted) < mpf("1e-16"):
        return float(8 * error / (mpf("1e-12") * abs(wanted)))
    return float(error / mpf(math.ulp(float(wanted))))


def parts_error(got, wanted, size):
    """The error in units of u times the sizes of the parts added; of 1e-12 / 8 of them below 1e-16."""
    error = abs(mpf(float(got)) - wanted)
    unit = mpf(2) ** -52 if size >= mpf("1e-16") else mpf("1e-12") / 8
    return 0.0 if error <= mpf(5e-324) else float(error / (unit * size)) if size else math.inf
