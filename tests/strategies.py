"""What hypothesis draws for the computation layer: scores over their whole range, labels of every kind, definitions."""

import math
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from xentgui.losses.definition import Definition
from xentgui.losses.fields import FIELDS

PART = int(os.environ.get("XENTGUI_TEST_PART_OF_DRAWS", "1"))  # 4 is a quarter of them


def draws(count: int) -> int:
    """How many examples a test draws that is meant to draw so many: where it runs once more, a part of them."""
    return max(count // PART, 5)


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """So many draws of a strategy, twenty from each seed: those of one seed resemble one another."""
    seen: list[Any] = []
    few = settings(
        max_examples=20,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    for number in range(count // 20):

        @seed(number)
        @few
        @given(strategy)
        def draw(value: Any) -> None:
            seen.append(value)

        draw()
    return seen


WIDTHS = (1, 2, 3, 4, 7, 12)

once = lru_cache(maxsize=1024, typed=True)  # a strategy that is made for each draw costs more than the draw


@once
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of these values."""
    return st.sampled_from(values)


@once
def lists(elements: st.SearchStrategy[Any], length: int) -> st.SearchStrategy[list[Any]]:
    """Lists of this length."""
    return st.lists(elements, min_size=length, max_size=length)


@once
def indices(columns: int, rows: int) -> st.SearchStrategy[list[int]]:
    """The class of each row."""
    return lists(st.integers(0, columns - 1), rows)


@once
def scores(limit: float = 1e4) -> st.SearchStrategy[float]:
    """Logits: small and large ones, whole numbers (so that two are often equal), and far apart."""
    return st.one_of(
        st.floats(-limit, limit),
        st.floats(-min(limit, 40.0), min(limit, 40.0)),
        st.integers(-int(min(limit, 5)), int(min(limit, 5))).map(float),
        one_of(-limit, limit, 0.0, 0.0),
    )


@once
def rows_of_scores(columns: int, limit: float = 1e4) -> st.SearchStrategy[list[float]]:
    return lists(scores(limit), columns)


@once
def shares() -> st.SearchStrategy[float]:
    """Numbers in [0, 1], the ends and very small ones among them."""
    return st.one_of(
        st.floats(0.0, 1.0, allow_subnormal=False), st.sampled_from([0.0, 1.0, 0.5, 1e-20, 1e-300, 1 - 2.0**-53])
    )


@once
def inner_shares() -> st.SearchStrategy[float]:
    """Numbers well inside (0, 1)."""
    return st.floats(0.01, 0.99)


@once
def below_zero(limit: float) -> st.SearchStrategy[float]:
    """Logarithms of numbers well inside (0, 1)."""
    return st.floats(-limit, -0.01)


@st.composite
def one_hot_rows(draw: st.DrawFn, rows: int, columns: int) -> np.ndarray:
    return np.eye(columns)[draw(indices(columns, rows))]


@once
def tables(rows: int, columns: int, elements: st.SearchStrategy[float]) -> st.SearchStrategy[np.ndarray]:
    return lists(elements, rows * columns).map(lambda numbers: np.array(numbers, dtype=float).reshape(rows, columns))


@dataclass(frozen=True)
class Data:
    """Labels, outputs and weights as a user hands them over."""

    labels: Any
    outputs: Any
    outputs_are: str = "logits"
    sample_weights: Any = None
    groups: Any = None


ROWS, EITHER = st.integers(1, 4), st.booleans()
WEIGHT_OF_SAMPLE = st.one_of(st.floats(0.01, 10.0), one_of(0.0, 1.0))
WEIGHT_OF_CLASS = st.one_of(st.just(0.0), st.floats(0.01, 5.0))


@st.composite
def data(draw: st.DrawFn, *, limit: float = 30.0, inside: bool = True) -> Data:
    """A small data set of any shape and reading; ``inside`` keeps probabilities off 0 and 1."""
    rows, columns = draw(ROWS), draw(one_of(*WIDTHS[:4]))
    outputs_are = draw(one_of("logits", "logits", "probabilities", "log-probabilities"))
    share = inner_shares() if inside else shares()
    elements = {
        "logits": scores(limit),
        "probabilities": share,
        "log-probabilities": below_zero(limit),
    }[outputs_are]
    outputs = draw(tables(rows, columns, elements))
    labels = _labels(draw, rows, columns)
    if columns == 1 and draw(EITHER):
        outputs, labels = outputs[:, 0], labels.reshape(rows, -1)[:, 0]
    groups = draw(lists(one_of("a", "b", "c"), rows))
    return Data(labels, outputs, outputs_are, _weights(draw, rows, columns), groups)


def _labels(draw: st.DrawFn, rows: int, columns: int) -> np.ndarray:
    kind = draw(one_of("indices", "indices", "one-hot", "soft", "several"))
    if kind == "indices" and columns > 1:
        return np.array(draw(indices(columns, rows)))
    if kind == "one-hot" and columns > 1:
        return draw(one_hot_rows(rows, columns))
    return draw(tables(rows, columns, one_of(0.0, 1.0) if kind == "several" else shares()))


def _weights(draw: st.DrawFn, rows: int, columns: int) -> Any:
    shape = draw(one_of(None, None, (), (rows,), (rows, columns), (1, columns)))
    if shape is None:
        return None
    return np.array(draw(lists(WEIGHT_OF_SAMPLE, math.prod(shape)))).reshape(shape)


@st.composite
def definitions_for(draw: st.DrawFn, given: Data, *, family: bool = False) -> Definition:
    """A definition that takes these data, with any of its fields set; with ``family`` of focal losses and so on."""
    columns = 1 if np.ndim(given.outputs) == 1 else np.shape(given.outputs)[1]
    likelihood = draw(one_of(*FIELDS["likelihood"].choices))
    fields: dict[str, Any] = {
        "likelihood": likelihood,
        "activation": draw(one_of(*FIELDS["activation"].choices[:2])),
        "over_outputs": draw(one_of(*FIELDS["over_outputs"].choices)),
        "reduction": draw(one_of(*FIELDS["reduction"].choices)),
        "normalise_by": draw(one_of(*FIELDS["normalise_by"].choices)),
        "empty_mean": draw(one_of(*FIELDS["empty_mean"].choices)),
        "label_smoothing": draw(one_of(0.0, 0.0, 0.1, 0.3, 1.0)),
    }
    if draw(EITHER):
        width = 2 if np.ndim(given.outputs) == 1 else columns
        fields["class_weights"] = draw(lists(WEIGHT_OF_CLASS, width))
    if np.ndim(given.labels) == 1 and draw(seldom(True, False)):
        there = [int(label) for label in given.labels if float(label).is_integer()]
        fields["ignore_index"] = draw(one_of(*there, -100))
    fields |= draw(_inside_the_logarithm(likelihood, columns))
    if family:
        fields |= draw(_of_the_family(likelihood, fields["activation"], given.outputs_are))
    return Definition(**fields)


@once
def seldom(*values: Any) -> st.SearchStrategy[Any]:
    """The first value in three of four draws."""
    return one_of(*[values[0]] * 3 * max(len(values) - 1, 1), *values[1:])


@st.composite
def _of_the_family(draw: st.DrawFn, likelihood: str, activation: str, outputs_are: str) -> dict[str, Any]:
    """Fields with which losses are trained today, of those that go with these."""
    fields: dict[str, Any] = {"over_groups": draw(seldom(None, "mean", "sum"))}
    if outputs_are == "logits":
        fields["softcap"] = draw(seldom(None, 2.0, 30.0))
        fields["temperature"] = draw(seldom(1.0, 0.5, 2.5))
        fields["temperature_squared"] = draw(seldom(False, True))
    if likelihood == "quadratic":
        return fields
    fields["focal_gamma"] = draw(seldom(0.0, 0.5, 1.0, 2.0, 3.5))
    fields["divergence"] = draw(seldom(False, True))
    if likelihood == "bernoulli":
        fields["alpha"] = draw(seldom(None, 0.25, 1.0))
    if likelihood == "categorical":
        fields["poly_epsilon"] = draw(seldom(0.0, 2.0, -1.0))
    if activation == "softmax" and outputs_are == "logits":
        fields["z_loss"] = draw(seldom(0.0, 1e-4, 0.5))
    return fields


@st.composite
def _inside_the_logarithm(draw: st.DrawFn, likelihood: str, columns: int) -> dict[str, Any]:
    if likelihood == "quadratic":
        return {}
    fields: dict[str, Any] = {"log_base": draw(one_of(Definition().log_base, 2.0, 10.0, 0.5))}
    fields["clip"] = draw(one_of(None, None, 1e-7, 0.05, 2.0**-52))
    fields["log_epsilon"] = draw(one_of(None, None, 1e-7, 0.02))
    fields["log_clamp"] = draw(one_of(None, None, -100.0, -1.5))
    if likelihood == "categorical":
        fields["renormalise"] = draw(one_of(None, None, *FIELDS["renormalise"].choices))
    elif draw(EITHER):
        fields["pos_weight"] = draw(_pos_weights(columns))
    return fields


@once
def _pos_weights(columns: int) -> st.SearchStrategy[Any]:
    return st.one_of(WEIGHT_OF_CLASS, lists(WEIGHT_OF_CLASS, columns))
