"""Every slip, planted: data are drawn, what goes wrong is done to them in plain numpy, and out comes a number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Draw = np.random.Generator
ROWS, CLASSES = 5, 4


@dataclass(frozen=True)
class Planted:
    """What `match` is asked, and what the words of the answer must contain."""

    labels: Any
    outputs: Any
    number: str | list[str]
    words: tuple[str, ...] = ()
    known: dict[str, Any] = field(default_factory=dict)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def categorical(y: np.ndarray, a: np.ndarray) -> float:
    return float(-(y * np.log(np.where(y == 0, 1, a))).sum() / len(y))


def bernoulli(y: np.ndarray, a: np.ndarray) -> float:
    return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)).sum() / len(y))


def logits(draw: Draw, rows: int = ROWS, columns: int = CLASSES) -> np.ndarray:
    return np.round(draw.normal(size=(rows, columns)) * 2, 2)


def shares(draw: Draw, rows: int = ROWS, columns: int = CLASSES) -> np.ndarray:
    return np.round(softmax(draw.normal(size=(rows, columns)) * 1.5) * 0.9 + 0.1 / columns, 6)


def classes(draw: Draw, rows: int = ROWS, columns: int = CLASSES) -> np.ndarray:
    """Each class at least once where there are rows enough, the last row of class 0."""
    return np.append(draw.permutation(np.arange(rows - 1) % columns), 0)


def hot(y: np.ndarray, columns: int = CLASSES) -> np.ndarray:
    return np.eye(columns)[y]


def soft(draw: Draw) -> np.ndarray:
    return np.round(softmax(draw.normal(size=(ROWS, CLASSES)) * 1.5), 3)


def weights(draw: Draw, columns: int = CLASSES) -> np.ndarray:
    """No factor of the short list makes their mean or sum 1."""
    found = np.round(draw.permutation(np.linspace(0.5, 3, columns)) + draw.uniform(0, 0.4, columns), 2)
    return np.round(found * 1.913 * columns / found.sum(), 4)


def yes_no(draw: Draw, rows: int = 6) -> np.ndarray:
    return np.append(draw.permutation(np.arange(rows - 1) % 2), 1).astype(float)


def six(value: float) -> str:
    return f"{value:.6f}"


L, P, LP = ({"outputs_are": kind} for kind in ("logits", "probabilities", "log-probabilities"))
BERNOULLI = {"definition": "multi-sigmoid"}

Plant = Callable[[Draw], Iterator[Planted]]
PLANTS: dict[str, Plant] = {}


def plant(slug: str) -> Callable[[Plant], Plant]:
    def kept(make: Plant) -> Plant:
        PLANTS[slug] = make
        return make

    return kept


# Outputs


@plant("probabilities-as-logits")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = classes(draw), shares(draw)
    yield Planted(y, p, six(categorical(hot(y), softmax(p))), ("probabilities already",), P)


@plant("softmax-twice")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(categorical(hot(y), softmax(softmax(z)))), ("applied twice",), L)


@plant("sigmoid-twice")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = yes_no(draw), logits(draw, 6, 1)[:, 0]
    yield Planted(y, z, six(bernoulli(y, sigmoid(sigmoid(z)))), ("applied twice",), L)


@plant("sigmoid-then-softmax")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(categorical(hot(y), softmax(sigmoid(z)))), ("sigmoid", "then through the softmax"), L)


@plant("softmax-then-sigmoid")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    value = bernoulli(hot(y), sigmoid(softmax(z)))
    yield Planted(y, z, six(value), ("softmax and then through the sigmoid",), {**L, **BERNOULLI})


@plant("logits-as-probabilities")
def _(draw: Draw) -> Iterator[Planted]:
    y = classes(draw)
    z = np.round(draw.uniform(0.2, 3, (ROWS, CLASSES)), 2)
    yield Planted(y, z, six(categorical(hot(y), z)), ("no softmax or sigmoid was applied",), L)


@plant("probabilities-as-log-probabilities")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = classes(draw), shares(draw)
    yield Planted(y, p, six(-(hot(y) * p).sum() / ROWS), ("was given probabilities", "log_softmax"), P)


@plant("logits-as-log-probabilities")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(-(hot(y) * z).sum() / ROWS), ("was given the logits", "log_softmax first"), L)


@plant("log-softmax-twice")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    value = bernoulli(hot(y), sigmoid(np.log(softmax(z))))
    yield Planted(y, z, six(value), ("og-probabilities were passed as logits",), {**L, **BERNOULLI})


@plant("log-probabilities-exponentiated")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), np.round(np.log(shares(draw)), 6)
    yield Planted(y, z, six(categorical(hot(y), softmax(np.exp(z)))), ("turned into probabilities",), LP)


@plant("softmax-over-rows")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(categorical(hot(y), softmax(z.T).T)), ("down the columns",), L)


@plant("outputs-hardened")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = yes_no(draw), np.round(draw.uniform(0.1, 0.9, 6), 3)
    p[0], p[1] = (0.3, 0.8) if y[0] else (0.7, y[1] * 0.6 + 0.2)  # one prediction is wrong at least
    hard = np.clip((p > 0.5) * 1.0, 1e-15, 1 - 1e-15)
    wrong = int(((p > 0.5) != y).sum())
    value = wrong * 34.538776394910684 / 6 if wrong else bernoulli(y, hard)
    yield Planted(y, p, f"{value:.6f}", ("predicted classes",), {**P, "clip": 1e-15})


@plant("naive-logarithm")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = np.array([0]), logits(draw, 1)
    z[0, 0] = 12 + draw.integers(0, 100) / 100  # a is within 1e-4 of 1
    p = softmax(z).astype(np.float32).astype(float)
    yield Planted(y, z, f"{categorical(hot(y), p):.9g}", ("rounded to single precision",), L)


@plant("probabilities-rounded")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw) / 2
    for places in (2, 3):
        value = categorical(hot(y), np.round(softmax(z), places))
        yield Planted(y, z, six(value), ("probabilities were rounded", f"to {places} decimals"), L)


# Labels and samples


@plant("labels-and-outputs-swapped")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = soft(draw), shares(draw)
    yield Planted(y, p, six(categorical(p, y)), ("changed places",), P)


@plant("labels-off-by-one")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y + 1, z, six(categorical(hot(y), softmax(z))), ("the one below",), L)
    moved = np.roll(hot(y), 1, axis=1)
    yield Planted(y, z, six(categorical(moved, softmax(z))), ("the one above",), L)


@plant("labels-recoded")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    for order, words in (([2, 1, 0, 3], "classes 0 and 2 changed places"), ([3, 2, 1, 0], "reverse order")):
        yield Planted(y, z, six(categorical(hot(np.array(order)[y]), softmax(z))), (words,), L)
    yes, z = yes_no(draw), logits(draw, 6, 1)[:, 0]
    yield Planted(yes, z, six(bernoulli(1 - yes, sigmoid(z))), ("yes and no changed places",), L)
    yield Planted(2 * yes - 1, z, six(bernoulli(yes, sigmoid(z))), ("-1 and 1 were read as 0 and 1",), L)
    z = logits(draw)
    yield Planted(2 * y, z, six(categorical(hot(y), softmax(z))), ("0, 2, 4, 6",), L)


@plant("labels-shifted")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    for words, value in (
        ("label of the next row", categorical(hot(y[1:]), softmax(z[:-1]))),
        ("label of the row before", categorical(hot(y[:-1]), softmax(z[1:]))),
    ):
        yield Planted(y, z, six(value), (words,), L)


@plant("labels-outside-0-1")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = yes_no(draw) + 1, logits(draw, 6, 1)[:, 0]
    yield Planted(y, z, six(bernoulli(y, sigmoid(z))), ("used them as they are", "1 and 2"), L)


@plant("labels-normalised")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = draw.integers(0, 2, (ROWS, CLASSES)).astype(float), logits(draw)
    y[:, 0], y[0] = 1, 1
    yield Planted(y, z, six(categorical(y / y.sum(axis=1, keepdims=True), softmax(z))), ("divided by its sum",), L)


@plant("labels-hardened")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = soft(draw), logits(draw)
    yield Planted(y, z, six(categorical(hot(y.argmax(axis=1)), softmax(z))), ("nly the largest label",), L)
    first = classes(draw)
    second = (first + 1 + draw.integers(0, CLASSES - 1, ROWS)) % CLASSES
    mixed = 0.7 * hot(first) + 0.3 * hot(second)
    yield Planted(mixed, z, six(categorical(hot(second), softmax(z))), ("smaller of the two mixed labels",), L)


@plant("labels-broadcast")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = yes_no(draw), logits(draw, 6, 1)[:, 0]
    value = bernoulli(np.repeat(y[:, None], 6, 1), np.repeat(sigmoid(z)[None], 6, 0)) / 6
    yield Planted(y, z, six(value), ("every output met every label",), L)


@plant("rows-ignored")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    left = int(draw.integers(0, 3))
    value = categorical(hot(y[y != left]), softmax(z[y != left]))
    yield Planted(hot(y), z, six(value), ("rows of one class", f"class {left}"), L)


@plant("smoothing-over-others")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    labels = 0.9 * hot(y) + 0.1 * (1 - hot(y)) / (CLASSES - 1)
    yield Planted(y, z, six(categorical(labels, softmax(z))), ("other classes alone", "0.1"), L)
    labels = 0.8 * hot(y) + 0.2 * (1 - hot(y)) / (CLASSES - 1)
    value = six(categorical(labels, softmax(z)))
    yield Planted(y, z, value, ("other classes alone", "0.2"), {**L, "label_smoothing": 0.2})


@plant("smoothing-without-share")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    value = six(categorical(0.9 * hot(y), softmax(z)))
    yield Planted(y, z, value, ("multiplied by 1 - s", "0.1"), {**L, "label_smoothing": 0.1})


@plant("smoothing-to-half")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(
        y, z, six(categorical(0.9 * hot(y) + 0.05, softmax(z))), ("towards 1/2", "0.1"), {**L, "label_smoothing": 0.1}
    )


@plant("smoothing-to-classes")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = draw.integers(0, 2, (ROWS, CLASSES)).astype(float), logits(draw)
    value = six(bernoulli(0.9 * y + 0.1 / CLASSES, sigmoid(z)))
    yield Planted(y, z, value, ("towards 1/K", "0.1"), {**L, **BERNOULLI, "label_smoothing": 0.1})


@plant("one-sample")
def _(draw: Draw) -> Iterator[Planted]:
    z = logits(draw, 1, 5)[0]
    y = np.eye(5)[draw.integers(0, 5)]
    yield Planted(y, z, six(categorical(y[None], softmax(z[None]))), ("outputs of one sample",), L)


@plant("second-half-left-out")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = yes_no(draw), logits(draw, 6, 1)[:, 0]
    yield Planted(y, z, six(-(y * np.log(sigmoid(z))).sum() / 6), ("half for label 0 was left out",), L)


@plant("softmax-over-one-output")
def _(draw: Draw) -> Iterator[Planted]:
    yield Planted(yes_no(draw), logits(draw, 6, 1)[:, 0], "0.", ("whose share is always 1",), L)


@plant("rows-and-columns-exchanged")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = soft(draw), logits(draw)
    yield Planted(y, z, six(categorical(y.T, softmax(z.T))), ("columns were read as samples",), L)


# Weights


@plant("weights-left-out")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, w = classes(draw), logits(draw), weights(draw, ROWS)
    value = six(categorical(hot(y), softmax(z)))
    yield Planted(y, z, value, ("weights were not applied",), {**L, "sample_weights": w})


def _weighted(y: np.ndarray, z: np.ndarray, w: np.ndarray) -> float:
    return categorical(hot(y) * w, softmax(z))


@plant("weights-normalised")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, w = classes(draw), logits(draw), weights(draw)
    changed = (
        ("their mean is 1", w / w.mean()),
        ("their sum is 1", w / w.sum()),
        ("their inverses", 1 / w),
        ("their squares", w**2),
    )
    for words, made in changed:
        yield Planted(y, z, six(_weighted(y, z, made)), (words,), {**L, "class_weights": w.tolist()})


@plant("weights-reversed")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, w = classes(draw), logits(draw), weights(draw)
    yield Planted(y, z, six(_weighted(y, z, w[::-1])), ("reverse order",), {**L, "class_weights": w.tolist()})


@plant("weights-of-rows")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, w = classes(draw), logits(draw), weights(draw)
    each = -(hot(y) * np.log(sigmoid(z)) + (1 - hot(y)) * np.log(1 - sigmoid(z))).sum(axis=1)
    value = six((each * w[y]).sum() / ROWS)
    yield Planted(y, z, value, ("weight of its class",), {**L, **BERNOULLI, "class_weights": w.tolist()})


@plant("weights-as-pos-weight")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, w = yes_no(draw), logits(draw, 6, 1)[:, 0], np.array([1.3, 2.6 + draw.integers(1, 9) / 10])
    a = sigmoid(z)
    value = -(y * w[1] / w[0] * np.log(a) + (1 - y) * np.log(1 - a)).sum() / 6
    yield Planted(y, z, six(value), ("used as pos_weight",), {**L, **BERNOULLI, "class_weights": w.tolist()})


# The number


@plant("forgot-minus")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(-categorical(hot(y), softmax(z))), ("minus sign",), L)


@plant("extra-factor")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    value = categorical(hot(y), softmax(z))
    yield Planted(y, z, six(value / 2), ("divided by 2",), L)
    yield Planted(y, z, six(value * 100), ("multiplied by 100",), L)


@plant("perplexity")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(np.exp(categorical(hot(y), softmax(z)))), ("exponential", "perplexity"), L)


@plant("kl-divergence")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = soft(draw), logits(draw)
    value = float((y * np.log(np.where(y > 0, y, 1) / softmax(z))).sum() / ROWS)
    yield Planted(y, z, six(value), ("divergence", "entropy"), L)


@plant("unstable-formula")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = np.array([0.0]), -np.round(draw.uniform(6, 9, 1), 2)
    one = np.float32(z[0])
    value = one + (np.log1p(np.exp(-np.abs(one))) - one)  # the stable form has log1p alone
    yield Planted(y, z, f"{value:.9g}", ("cancels in single precision",), L)


@plant("clip-rounded")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = np.array([0.0, 1, 1]), np.array([1.0, *np.round(draw.uniform(0.2, 0.9, 2), 3)])
    value = bernoulli(y, np.clip(p, 1e-15, 1 - 1e-15))
    yield Planted(y, p, f"{value:.10g}", ("1 - (1 - ε)",), {**P, **BERNOULLI})


@plant("outputs-rounded")
def _(draw: Draw) -> Iterator[Planted]:
    y, p = np.array([1]), np.round(draw.uniform(0.3, 0.8), 3)
    value = -np.log(p + 0.0004)
    yield Planted(y, [p], f"{value:.4f}", ("more digits of the outputs", "3 decimals"), P)


@plant("labels-rounded")
def _(draw: Draw) -> Iterator[Planted]:
    number = shown = ""
    while number == shown:
        y, z = softmax(draw.normal(size=(ROWS, CLASSES)) * 1.5), logits(draw)
        y[0] = [0.1234, 0.4564, 0.2344, 0.1858]  # of three decimals each, 0.999 together
        number, shown = (f"{categorical(labels, softmax(z)):.5f}" for labels in (y, y.round(3)))
    yield Planted(y.round(3), z, number, ("more digits of the soft labels", "3 decimals"), L)


@plant("terms-rounded")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    terms = -np.log(softmax(z)[np.arange(ROWS), y])
    value = np.round(terms, 2).sum() / ROWS
    yield Planted(y, z, f"{value:.5f}", ("rounded before they were put together", "2 decimals"), L)


@plant("digits-truncated")
def _(draw: Draw) -> Iterator[Planted]:
    y, value = classes(draw), 0.0
    while int(value * 1e6) % 10 < 5:  # of which the last digit kept would be rounded up
        z = logits(draw)
        value = categorical(hot(y), softmax(z))
    yield Planted(y, z, f"{int(value * 1e5) / 1e5:.5f}", ("cut off",), L)
    yield _truncated_column(draw)


def _truncated_column(draw: Draw) -> Planted:
    """One number a row, of which the second is ignored and the last alone would be rounded otherwise."""
    y, rounded_up = classes(draw), np.zeros(ROWS, dtype=bool)
    y[1] = -100
    while rounded_up[0] or rounded_up[2] or not rounded_up[-1]:
        z = logits(draw)
        column = np.where(y < 0, 0.0, -np.log(softmax(z)[np.arange(ROWS), np.maximum(y, 0)]))
        cut = np.trunc(column * 1e4) / 1e4
        rounded_up = np.abs(column - cut) > 0.5e-4
    return Planted(y, z, [f"{each:.4f}" for each in cut], ("cut off",), {**L, "ignore_index": -100})


# What is looked for on the likeliest readings


@plant("scaled-logits")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = yes_no(draw), logits(draw, 6, 1)[:, 0]
    yield Planted(y, z, six(bernoulli(y, sigmoid(2 * z))), ("multiplied by 2",), {**L, **BERNOULLI})


@plant("numerator-forgotten")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(np.log(np.exp(z).sum(axis=1)).mean()), ("without the score of the true class",), L)


@plant("both-directions")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = np.arange(CLASSES), logits(draw, CLASSES)
    both = (categorical(np.eye(CLASSES), softmax(z)) + categorical(np.eye(CLASSES), softmax(z.T))) / 2
    yield Planted(y, z, six(both), ("along rows and along columns",), L)


@plant("labels-shifted-twice")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(categorical(hot(y[2:]), softmax(z[:-2]))), ("shifted twice", "next but one"), L)


@plant("mask-forgotten")
def _(draw: Draw) -> Iterator[Planted]:
    y, z = classes(draw), logits(draw)
    yield Planted(y, z, six(-np.log(softmax(z)).sum() / ROWS), ("all classes were added up",), L)


def _rows(draw: Draw, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y, z = classes(draw, rows), logits(draw, rows)
    return y, z, -np.log(softmax(z)[np.arange(rows), y])


@plant("mean-of-means")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    value = np.mean([each[:4].mean(), each[4:].mean()])
    yield Planted(y, z, six(value), ("means of 2 groups of 4 rows",), L)
    groups = [0, 1, 0, 0, 0, 1, 0]
    chosen = np.array(groups) == 1
    value = (each[chosen].mean() + each[~chosen].mean()) / 2
    yield Planted(y, z, six(value), ("means of the 2 groups",), {**L, "groups": groups})


@plant("running-sums")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    value = (each[:4].mean() + each[4:].mean()) / 7
    yield Planted(y, z, six(value), ("batches of 4 rows", "divided by the number of rows"), L)


@plant("sum-of-means")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    value = each[:4].mean() + each[4:].mean()
    yield Planted(y, z, six(value), ("means of 2 batches of 4 rows", "added up"), L)


@plant("mean-of-perplexities")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    yield Planted(y, z, six(np.exp(each).mean()), ("perplexities of the rows",), L)
    groups = [0, 1, 0, 0, 0, 1, 0]
    means = [each[np.array(groups) == group].mean() for group in (0, 1)]
    yield Planted(y, z, six(np.exp(means).mean()), ("perplexities of the groups",), {**L, "groups": groups})


@plant("rows-dropped")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    yield Planted(y, z, six(each[:5].mean()), ("first 5 of 7 rows",), L)


@plant("rows-counted")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, each = _rows(draw, 7)
    yield Planted(y, z, six(each.sum() / 6), ("divisor counts 6 of 7 rows",), L)


@plant("one-label-wrong")
def _(draw: Draw) -> Iterator[Planted]:
    y, z, _each = _rows(draw, ROWS)
    wrong = y.copy()
    wrong[3] = (y[3] + 1) % CLASSES
    value = categorical(hot(wrong), softmax(z))
    yield Planted(y, z, six(value), (f"ow 4 was given class {wrong[3]}",), L)
