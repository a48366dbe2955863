"""Every field, alone and together, against the formulas in mpmath; the gradient against differences at 60 digits."""

import math

import mpmath
import numpy as np
import strategies
from hypothesis import event, given, settings
from hypothesis import strategies as st
from losses import whole

from xentgui.losses.batch import Batch
from xentgui.losses.evaluation import evaluate


@st.composite
def cases(draw):
    data = draw(strategies.data())
    return data, draw(strategies.definitions_for(data))


def close(got, wanted, size=0.0):
    """Within 32 u of the result, or of the largest number that was added."""
    got, wanted = np.asarray(got, float), np.array([float(each) for each in np.ravel(wanted)])
    with np.errstate(invalid="ignore"):
        error = np.abs(got.ravel() - wanted)
    near = error <= 32 * 2.0**-52 * (np.abs(wanted) + size) + 1e-300
    return bool(np.all(near | (got.ravel() == wanted)))


@settings(max_examples=150)
@given(cases())
def test_terms_divisor_value_and_gradient_are_the_formulas(case):
    data, definition = case
    event(f"{definition.likelihood}, {definition.activation}, {data.outputs_are}")
    batch = Batch(data.labels, data.outputs, outputs_are=data.outputs_are, sample_weights=data.sample_weights)
    evaluation = evaluate(batch, definition)
    wanted = whole.evaluate(data.labels, data.outputs, definition, data.outputs_are, data.sample_weights)
    cancels = definition.log_epsilon or definition.renormalise or definition.likelihood == "quadratic"
    size = 1.0 if cancels else 0.0
    assert close(evaluation.terms, wanted["terms"], size * 10)
    assert close(evaluation.per_sample, wanted["per_sample"], size * 10)
    assert close(evaluation.divisor, wanted["divisor"])
    if wanted["divisor"] == 0:
        empty = 0.0 if definition.empty_mean == "zero" else math.nan
        assert np.array_equal(evaluation.value, empty, equal_nan=True)
        assert np.array_equal(evaluation.gradient, np.full(evaluation.gradient.shape, empty), equal_nan=True)
        return
    if definition.reduction != "none":
        assert isinstance(evaluation.value, float)
        assert close(evaluation.value, wanted["value"], size * 40 / float(wanted["divisor"]))
    gradient = np.array([[float(each) for each in row] for row in wanted["gradient"]])
    finite = np.isfinite(gradient)
    scale = 100 / float(wanted["divisor"]) + np.abs(gradient[finite]).max(initial=0.0)
    assert np.allclose(evaluation.gradient[finite], gradient[finite], rtol=1e-13, atol=1e-14 * scale)
    if evaluation.kl is not None and definition.reduction != "none":
        assert math.isclose(evaluation.entropy + evaluation.kl, evaluation.value, rel_tol=1e-12, abs_tol=1e-12)


def test_the_reference_does_not_cancel():
    """60 digits are 60 digits for a loss of 1e-8685 too: two classes, 20,000 apart."""
    first, _ = whole.probabilities([mpmath.mpf(10000), mpmath.mpf(-10000)], "logits", "softmax")
    assert mpmath.almosteq(first.yes, mpmath.exp(-20000), rel_eps=1e-14)
