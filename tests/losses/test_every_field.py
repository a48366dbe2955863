"""Every field, alone and together, against the formulas in mpmath; the gradient against differences at 60 digits."""

import math

import mpmath
import numpy as np
import strategies
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from losses import whole
from strategies import Data, draws

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate


@st.composite
def cases(draw):
    data = draw(strategies.data())
    return data, draw(strategies.definitions_for(data, family=draw(st.booleans())))


def close(got, wanted, size=0.0, ulps=32.0):
    """Within so many u of the result, or of the largest number that was added."""
    got, wanted = np.asarray(got, float), np.array([float(each) for each in np.ravel(wanted)])
    with np.errstate(invalid="ignore"):
        error = np.abs(got.ravel() - wanted)
    near = error <= ulps * 2.0**-52 * (np.abs(wanted) + size) + 1e-300
    return bool(np.all(near | (got.ravel() == wanted)))


def added(definition):
    """A bound of what is added to a term and may cancel in it; 0 where all that is added is >= 0."""
    cancels = definition.log_epsilon or definition.renormalise or definition.likelihood == "quadratic"
    scale = definition.temperature**2 if definition.temperature_squared else 1.0
    less = definition.divergence or definition.poly_epsilon < 0 or definition.z_loss
    return (10.0 if cancels else 0.0) * scale + (400.0 if less else 0.0) * scale


def digits(definition, outputs):
    """Last digits that may be lost: a power multiplies a relative error, exp makes one of an absolute error."""
    scores = np.abs(outputs).max(initial=0.0) / definition.temperature if definition.softcap is None else 60.0
    changed = definition.temperature != 1 or definition.softcap is not None
    return 32.0 + 2 * definition.focal_gamma + (2 * scores * (1 + definition.focal_gamma) if changed else 0.0)


# An output on the clip itself, where the derivative is that of either side.
ON_THE_CLIP = Data(np.array([[1.0, 0.0]]), np.array([[0.05, 0.5]]), "probabilities"), Definition(clip=0.05)


@settings(max_examples=draws(150))
@example(ON_THE_CLIP)
@given(cases())
def test_terms_divisor_value_and_gradient_are_the_formulas(case):
    data, definition = case
    event(f"{definition.likelihood}, {definition.activation}, {data.outputs_are}")
    batch = Batch(
        data.labels,
        data.outputs,
        outputs_are=data.outputs_are,
        sample_weights=data.sample_weights,
        groups=data.groups,
    )
    evaluation = evaluate(batch, definition)
    wanted = whole.evaluate(data.labels, data.outputs, definition, data.outputs_are, data.sample_weights, data.groups)
    size, ulps = added(definition), digits(definition, data.outputs)
    assert close(evaluation.terms, wanted["terms"], size, ulps)
    assert close(evaluation.per_sample, wanted["per_sample"], size, ulps)
    if wanted["divisor"] is not None:
        assert close(evaluation.divisor, wanted["divisor"])
    if wanted["empty"]:
        check_empty(evaluation, wanted, definition)
        return
    least = wanted["least_divisor"]
    if definition.reduction != "none":
        assert isinstance(evaluation.value, float)
        assert close(evaluation.value, wanted["value"], 4 * size / least + 1e-300 / least, ulps)
    sides = np.array(wanted["gradients"], float)
    finite = np.isfinite(sides).all(axis=0)
    scale = (100 + 10 * size) / least + np.abs(sides[:, finite]).max(initial=0.0)
    near = np.isclose(evaluation.gradient, sides, rtol=ulps * 4e-15, atol=1e-14 * scale).any(axis=0)
    assert near[finite].all()
    if evaluation.kl is not None and definition.reduction != "none":
        parts = evaluation.kl if definition.divergence else evaluation.entropy + evaluation.kl
        assert math.isclose(parts, evaluation.value, rel_tol=1e-12, abs_tol=1e-12 * (1 + size))


def check_empty(evaluation, wanted, definition):
    """Where a divisor is 0 the mean is what empty_mean says, and so is the derivative."""
    empty = 0.0 if definition.empty_mean == "zero" else math.nan
    none = np.isnan(np.array(wanted["gradients"][0], float))
    assert np.array_equal(evaluation.gradient[none], np.full(none.sum(), empty), equal_nan=True)
    if math.isnan(empty):
        assert math.isnan(evaluation.value)
    else:
        assert math.isclose(evaluation.value, float(wanted["value"]), rel_tol=1e-12, abs_tol=1e-12)


def test_the_reference_does_not_cancel():
    """60 digits are 60 digits for a loss of 1e-8685 too: two classes, 20,000 apart."""
    first, _ = whole.probabilities([mpmath.mpf(10000), mpmath.mpf(-10000)], "logits", "softmax")
    assert mpmath.almosteq(first.yes, mpmath.exp(-20000), rel_eps=1e-14)
