"""The bounds that are promised: 8 last digits down to 1e-16, 1e-12 from there to 1e-300, against mpmath.

A gradient whose parts cancel has no relative bound; there the error is bounded by 8 u times the parts.
"""

import math

import mpmath
import numpy as np
import pytest
import strategies
from hypothesis import event, given, settings
from hypothesis import strategies as st
from losses import reference
from losses.reference import mpf, parts_error, ulps
from strategies import draws

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate

pytestmark = pytest.mark.usefixtures("road")
ULPS = 8
ONE_KIND = {("softmax", "categorical"), ("sigmoid", "bernoulli")}
KINDS = [(a, likelihood) for a in ("softmax", "sigmoid") for likelihood in ("categorical", "bernoulli")]
widths = st.sampled_from([1, 2, 3, 5, 11, 64])


def factors(labels, likelihood):
    yes = [mpf(y) for y in labels]
    return yes, [1 - y for y in yes] if likelihood == "bernoulli" else [mpf(0)] * len(yes)


def check_losses(scores, labels, activation, likelihood, outputs_are="logits"):
    """Terms and the sample's loss within the bound; the evaluation and the reference, for more."""
    evaluation = evaluate(
        Batch([labels], [scores], outputs_are=outputs_are), Definition(activation=activation, likelihood=likelihood)
    )
    with mpmath.workdps(reference.DIGITS):
        wanted = reference.sample(scores, *factors(labels, likelihood), outputs_are, activation)
        for got, term in zip(evaluation.terms[0], wanted.terms, strict=True):
            assert ulps(got, term) <= ULPS
        assert ulps(evaluation.per_sample[0], wanted.loss) <= ULPS
        assert ulps(evaluation.value, wanted.loss) <= ULPS
    return evaluation, wanted


@st.composite
def samples(draw, labels):
    columns = draw(widths)
    few = draw(strategies.rows_of_scores(min(columns, 11)))
    scores = (few * columns)[:columns] if draw(st.booleans()) else few + [0.0] * (columns - len(few))
    return scores, draw(labels(columns))


def one_hot(columns):
    return st.integers(0, columns - 1).map(lambda name: [float(name == j) for j in range(columns)])


def soft(columns):
    return st.lists(strategies.shares(), min_size=min(columns, 11), max_size=min(columns, 11)).map(
        lambda few: (few * columns)[:columns]
    )


@pytest.mark.parametrize(("activation", "likelihood"), KINDS)
@settings(max_examples=draws(40))
@given(sample=samples(one_hot))
def test_one_true_class_has_last_digits_right_in_loss_and_gradient(activation, likelihood, sample):
    evaluation, wanted = check_losses(*sample, activation, likelihood)
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            if (activation, likelihood) in ONE_KIND:
                assert ulps(got, slope) <= ULPS
            elif len(sample[0]) > 1:
                assert parts_error(got, slope, size) <= ULPS


@pytest.mark.parametrize(("activation", "likelihood"), KINDS)
@settings(max_examples=draws(40))
@given(sample=samples(soft))
def test_soft_labels_have_last_digits_right_and_gradients_to_their_parts(activation, likelihood, sample):
    evaluation, wanted = check_losses(*sample, activation, likelihood)
    event(f"{len(sample[0])} outputs")
    if len(sample[0]) == 1 and activation == "softmax":
        assert evaluation.gradient[0, 0] == 0
        return
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            assert parts_error(got, slope, size) <= ULPS


@pytest.mark.parametrize("likelihood", ["categorical", "bernoulli"])
@pytest.mark.parametrize("outputs_are", ["probabilities", "log-probabilities"])
@settings(max_examples=draws(40))
@given(data=st.data())
def test_entered_probabilities_have_last_digits_right(likelihood, outputs_are, data):
    columns = data.draw(st.integers(1, 5))
    numbers = strategies.shares() if outputs_are == "probabilities" else st.floats(-1e4, 0.0)
    outputs = data.draw(st.lists(numbers, min_size=columns, max_size=columns))
    labels = data.draw(soft(columns))
    evaluation, wanted = check_losses(outputs, labels, "softmax", likelihood, outputs_are)
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            if mpmath.isinf(size) or size > 1e300:
                assert abs(got) > 1e299
            else:
                assert parts_error(got, slope, size) <= ULPS


@pytest.mark.parametrize("columns", [1000])
@pytest.mark.parametrize("spread", [3.0, 300.0, 1e4])
@pytest.mark.parametrize(("activation", "likelihood"), KINDS)
def test_a_thousand_classes(columns, spread, activation, likelihood):
    draw = np.random.default_rng(17)
    scores = np.clip(draw.normal(size=columns) * spread, -1e4, 1e4)
    labels = np.eye(columns)[int(scores.argmax()) if spread == 300.0 else 5]
    evaluation, wanted = check_losses(scores.tolist(), labels.tolist(), activation, likelihood)
    with mpmath.workdps(reference.DIGITS):
        errors = [
            parts_error(got, slope, size)
            for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True)
        ]
    assert max(errors) <= ULPS


# Two softmax classes, the right one ahead by a margin: (margin, -ln a), from mpmath.log1p(mpmath.exp(-mpf(margin)))
# at 60 digits. The usual kernels give 0 from 37 on.
AHEAD = [
    (0.0, 0.6931471805599453),
    (1.0, 0.3132616875182228),
    (20.0, 2.061153620314381e-09),
    (36.5, 1.4068617124461467e-16),
    (37.0, 8.533047625744066e-17),
    (40.0, 4.248354255291589e-18),
    (340.0, 2.1871378321977182e-148),
    (341.0, 8.046030434738165e-149),
    (680.0, 4.783571897030535e-296),
    (745.0, 5e-324),
    (20000.0, 0.0),
]


@pytest.mark.parametrize(("margin", "loss"), AHEAD)
def test_a_right_class_far_ahead_is_not_rounded_to_zero(margin, loss):
    for shift in (0.0, 128.0, -8192.0):
        evaluation = evaluate(Batch([0], [[margin + shift, shift]]), Definition())
        assert evaluation.value == pytest.approx(loss, rel=ULPS * 2**-52, abs=5e-324)
        assert evaluation.gradient[0, 1] == pytest.approx(-math.expm1(-loss), rel=ULPS * 2**-52, abs=5e-324)
        assert math.copysign(1.0, evaluation.value) == 1.0


def test_minus_log_of_one_minus_a_of_a_dominant_class_is_an_ordinary_number():
    """The others' share underflows long before its logarithm does: 1 - a is 2 exp(-20000) here."""
    evaluation = evaluate(Batch([[0, 0, 0]], [[1e4, -1e4, -1e4]]), Definition(likelihood="bernoulli"))
    assert evaluation.terms[0, 0] == pytest.approx(20000 - math.log(2), rel=1e-15)
    assert evaluation.gradient[0].tolist() == [1.0, -0.5, -0.5]


def test_bernoulli_over_softmax_where_the_gradient_changes_sign():
    """At logits (0, 2.20197, 3), label 0, float64 has no right digit; the error stays within the parts."""
    scores, labels = [0.0, 2.20197, 3.0], [1.0, 0.0, 0.0]
    evaluation, wanted = check_losses(scores, labels, "softmax", "bernoulli")
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            assert parts_error(got, slope, size) <= ULPS


def test_labels_next_to_their_probabilities():
    """y within 1e-13 of a: no relative bound can hold, 8 u of the parts does."""
    scores = [0.3, -1.2, 0.8]
    a = evaluate(Batch([0], [scores]), Definition()).activations[0]
    check = (a * (1 + 1e-13)).tolist()
    evaluation, wanted = check_losses(scores, check, "softmax", "categorical")
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            assert parts_error(got, slope, size) <= ULPS


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_the_gradient_is_the_slope_of_the_value(activation):
    """Central differences in float64, to their own 6 digits: against a gradient of another function."""
    draw = np.random.default_rng(4)
    labels, scores = draw.random((3, 4)), draw.normal(size=(3, 4))
    definition = Definition(activation=activation, likelihood="bernoulli", label_smoothing=0.1, log_base=2)
    gradient = evaluate(Batch(labels, scores), definition).gradient
    for row, column in np.ndindex(3, 4):
        step = np.zeros((3, 4))
        step[row, column] = 1e-5
        ahead, behind = (evaluate(Batch(labels, scores + sign * step), definition).value for sign in (1, -1))
        assert (ahead - behind) / 2e-5 == pytest.approx(gradient[row, column], rel=1e-6, abs=1e-9)


def test_many_subnormal_shares_are_rounded_once():
    """999 classes 720 behind: exp(-720) has 11 digits, their sum is rounded to the subnormal grid alone."""
    with mpmath.workdps(reference.DIGITS):
        wanted = float(999 * mpmath.exp(-720))
    found = evaluate(Batch([0], [[720.0, *[0.0] * 999]]), Definition())
    assert found.value == pytest.approx(wanted, rel=0, abs=5e-324)
    assert found.gradient[0, 0] == pytest.approx(-wanted, rel=0, abs=5e-324)


@pytest.mark.parametrize(
    ("changes", "factor"),
    [({"pos_weight": 1e30}, 1e30), ({"pos_weight": 3.0}, 3.0), ({"log_base": 2.0}, 1 / math.log(2)), ({}, 1.0)],
)
def test_a_factor_on_a_subnormal_loss_multiplies_its_spacing_and_no_more(changes, factor):
    """Yes, ahead by 740 and by 745: exp(-745) is 2.8e-324, which is between 0 and the smallest number."""
    definition = Definition(activation="sigmoid", likelihood="bernoulli", **changes)
    for margin in (740.0, 745.0):
        with mpmath.workdps(reference.DIGITS):
            wanted = mpmath.log1p(mpmath.exp(-margin)) * factor
            error = abs(evaluate(Batch([1.0], [margin]), definition).value - wanted)
        assert error <= (factor + 1) * 5e-324


def test_a_label_of_almost_nothing_beside_one_is_in_the_gradient():
    """Labels 1, 0, 1e-20: the others of the first are 1e-20, which 1 + 1e-20 - 1 has lost; logits 13, 0, 0."""
    evaluation, wanted = check_losses([13.0, 0.0, 0.0], [1.0, 0.0, 1e-20], "softmax", "categorical")
    with mpmath.workdps(reference.DIGITS):
        for got, slope, size in zip(evaluation.gradient[0], wanted.gradient, wanted.sizes, strict=True):
            assert parts_error(got, slope, size) <= ULPS
