"""The losses that people train with: focal, poly, tempered, capped, z-loss, divergence, groups and half precision."""

import math

import mpmath
import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from losses import reference, whole
from losses.reference import ulps
from strategies import draws

from xentgui import Batch, DataError, Definition, evaluate
from xentgui.losses.arrays import rounded

SIGMOIDS = {"activation": "sigmoid", "likelihood": "bernoulli"}
rows = st.integers(1, 7).flatmap(strategies.rows_of_scores)


def wanted(labels, scores, definition):
    with mpmath.workdps(reference.DIGITS):
        return whole.evaluate(np.array(labels), np.array(scores), definition)


@pytest.mark.parametrize("kind", [{}, SIGMOIDS])
@settings(max_examples=draws(40))
@given(scores=rows, gamma=st.sampled_from([0.5, 1.0, 2.0, 5.0]), data=st.data())
def test_a_focal_loss_keeps_the_digits_that_its_power_leaves(kind, scores, gamma, data):
    """(1 - a)^gamma comes from 1 - a itself; a power multiplies a relative error by gamma."""
    definition = Definition(focal_gamma=gamma, **kind, **({"alpha": 0.25} if kind else {}))
    label = np.eye(len(scores))[data.draw(st.integers(0, len(scores) - 1))]
    found = evaluate([label], [scores], definition)
    assert ulps(found.value, wanted([label], [scores], definition)["value"]) <= 8 + 2 * gamma


def test_a_confident_right_answer_is_no_zero():
    """mpmath: log1p(exp(-40)) * (exp(-40) / (1 + exp(-40)))**2 at 60 digits."""
    with mpmath.workdps(60):
        small = mpmath.exp(-40)
        exact = mpmath.log1p(small) * (small / (1 + small)) ** 2
    found = evaluate([0], [[40.0, 0.0]], focal_gamma=2)
    assert ulps(found.value, exact) <= 12
    assert found.gradient[0, 1] == pytest.approx(float(3 * exact), rel=1e-14)


@settings(max_examples=draws(40))
@given(scores=rows, data=st.data())
def test_a_polynomial_term_and_a_z_loss_have_last_digits_right(scores, data):
    label = np.eye(len(scores))[data.draw(st.integers(0, len(scores) - 1))]
    poly = Definition(poly_epsilon=2)
    assert ulps(evaluate([label], [scores], poly).value, wanted([label], [scores], poly)["value"]) <= 8
    above = (np.array(scores) - max(scores)).tolist()  # ln sum e^z >= 0: nothing cancels
    z_loss = Definition(z_loss=1e-4)
    assert ulps(evaluate([label], [above], z_loss).value, wanted([label], [above], z_loss)["value"]) <= 8


@settings(max_examples=draws(40))
@given(scores=rows, temperature=st.sampled_from([0.3, 0.5, 2.0, 3.7]), data=st.data())
def test_a_temperature_loses_what_the_quotient_lost_and_no_more(scores, temperature, data):
    label = np.eye(len(scores))[data.draw(st.integers(0, len(scores) - 1))]
    definition = Definition(temperature=temperature)
    bound = 8 + 2 * np.abs(scores).max() / temperature * (temperature not in (0.5, 2.0))
    found = evaluate([label], [scores], definition).value
    with mpmath.workdps(reference.DIGITS):
        exact = wanted([label], [scores], definition)["value"]
        assert ulps(found, exact) <= bound or abs(found - exact) <= bound * 2.0**-52 * abs(exact)


@settings(max_examples=draws(40))
@given(scores=rows, cap=st.sampled_from([1.0, 15.0, 30.0]), data=st.data())
def test_a_softcap_loses_the_last_digits_of_the_cap_and_no_more(scores, cap, data):
    label = np.eye(len(scores))[data.draw(st.integers(0, len(scores) - 1))]
    definition = Definition(softcap=cap)
    exact = wanted([label], [scores], definition)["value"]
    assert ulps(evaluate([label], [scores], definition).value, exact) <= 8 + 8 * cap


@settings(max_examples=draws(40))
@given(scores=rows, data=st.data())
def test_a_divergence_loses_no_more_than_its_two_parts(scores, data):
    labels = data.draw(st.lists(strategies.shares(), min_size=len(scores), max_size=len(scores)))
    definition = Definition(divergence=True)
    found, plain = evaluate([labels], [scores], definition), evaluate([labels], [scores])
    exact = wanted([labels], [scores], definition)["value"]
    assert abs(found.value - exact) <= 8 * 2.0**-52 * (plain.value + abs(plain.entropy)) + 5e-324
    assert found.kl == pytest.approx(found.value, rel=1e-12, abs=1e-300)
    assert found.entropy == plain.entropy


def test_a_divergence_of_one_hot_labels_is_the_loss_to_the_last_digit():
    scores = [[3.0, -1.0, 0.5], [40.0, 0.0, -7.0]]
    assert evaluate([0, 0], scores, divergence=True).value == evaluate([0, 0], scores).value
    table = evaluate(np.eye(3)[[0, 0]], scores, divergence=True, label_smoothing=0.0)
    assert table.value == evaluate([0, 0], scores).value


@pytest.mark.parametrize(
    "fields",
    [
        {"focal_gamma": 2.0},
        {"focal_gamma": 0.5, "label_smoothing": 0.1},
        {"focal_gamma": 2.0, "alpha": 0.3, **SIGMOIDS},
        {"focal_gamma": 1.5, "clip": 0.05},
        {"focal_gamma": 2.0, "log_epsilon": 0.1, "log_clamp": -1.5},
        {"poly_epsilon": -1.0, "log_base": 2.0},
        {"z_loss": 0.3, "over_outputs": "mean", "log_base": 10.0},
        {"softcap": 2.0, "temperature": 3.0, "temperature_squared": True},
        {"divergence": True, "label_smoothing": 0.2},
        {"over_groups": "mean"},
        {"over_groups": "sum", "normalise_by": "sample-weights"},
        {"over_groups": "mean", "reduction": "sum"},
    ],
)
def test_a_gradient_is_the_slope_of_its_value(fields):
    draw = np.random.default_rng(4)
    labels, scores, weights = draw.random((4, 3)), draw.normal(size=(4, 3)), draw.random(4) + 0.5
    more = {"groups": [0, 1, 1, 0], "sample_weights": weights}
    found = evaluate(labels, scores, Definition(**fields), **more)
    for place in np.ndindex(4, 3):
        step = np.zeros((4, 3))
        step[place] = 1e-5
        ahead, behind = (evaluate(labels, scores + sign * step, Definition(**fields), **more) for sign in (1, -1))
        assert (ahead.value - behind.value) / 2e-5 == pytest.approx(found.gradient[place], rel=1e-6, abs=1e-8)
    assert found.terms.sum() / found.divisor == pytest.approx(found.value, rel=1e-13)


def test_each_at_its_default_is_the_plain_loss():
    draw = np.random.default_rng(1)
    labels, scores = draw.dirichlet(np.ones(3), 5), draw.normal(size=(5, 3))
    plain = evaluate(labels, scores)
    for fields in ({"focal_gamma": 0.0}, {"temperature_squared": True}, {"z_loss": 0.0}, {"poly_epsilon": 0.0}):
        assert evaluate(labels, scores, **fields).value == plain.value
    assert evaluate(labels, scores, softcap=1e9).value == pytest.approx(plain.value, rel=1e-9)
    half = evaluate(labels, scores, "multi-sigmoid", alpha=0.5).value
    assert half == pytest.approx(evaluate(labels, scores, "multi-sigmoid").value / 2, rel=1e-15)


def test_the_mean_of_group_means_is_not_the_mean_of_all():
    scores, labels = [[1.0, 2.0], [0.5, 0.0], [3.0, 1.0]], [0, 1, 1]
    found = evaluate(labels, scores, over_groups="mean", groups=["a", "a", "b"])
    each = evaluate(labels, scores, reduction="none").value
    assert found.value == pytest.approx((each[:2].mean() + each[2]) / 2, rel=1e-15)
    assert found.value != pytest.approx(each.mean(), rel=1e-3)
    assert found.divisor == pytest.approx(each.sum() / found.value, rel=1e-15)
    assert evaluate(labels, scores, over_groups="sum", groups=["a", "a", "b"]).value == 2 * found.value
    alone = evaluate(labels, scores, over_groups="mean", groups=0)
    assert (alone.value, alone.divisor) == (evaluate(labels, scores).value, 3)


def test_a_group_that_is_ignored_is_an_empty_mean():
    scores, labels = [[1.0, 2.0], [0.5, 0.0], [3.0, 1.0]], [0, 1, -100]
    more = {"over_groups": "mean", "ignore_index": -100, "groups": [0, 0, 1]}
    assert math.isnan(evaluate(labels, scores, **more).value)
    found = evaluate(labels, scores, **more, empty_mean="zero")
    assert found.value == pytest.approx(evaluate(labels[:2], scores[:2]).value / 2, rel=1e-15)
    assert found.gradient[2].tolist() == [0, 0]
    assert evaluate([], np.zeros((0, 2)), over_groups="mean", groups=[], empty_mean="zero").value == 0


def test_over_groups_without_groups_is_refused():
    with pytest.raises(DataError, match="groups"):
        evaluate([0], [[1.0, 2.0]], over_groups="mean")


@pytest.mark.parametrize("fields", [{"temperature": 2.0}, {"softcap": 30.0}, {"z_loss": 0.1}])
@pytest.mark.parametrize("outputs_are", ["probabilities", "log-probabilities"])
def test_what_acts_on_logits_refuses_other_outputs(fields, outputs_are):
    outputs = [[0.5, 0.5]] if outputs_are == "probabilities" else [[-0.5, -0.9]]
    with pytest.raises(DataError, match="logits") as caught:
        evaluate([0], outputs, outputs_are=outputs_are, **fields)
    assert (caught.value.table, caught.value.where) == ("outputs", None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alpha": 0.25}, "bernoulli"),
        ({"poly_epsilon": 1.0, "likelihood": "bernoulli"}, "categorical"),
        ({"z_loss": 1.0, "activation": "sigmoid"}, "softmax"),
        *(
            ({name: value, "likelihood": "quadratic"}, "quadratic")
            for name, value in {
                "focal_gamma": 1.0,
                "alpha": 0.5,
                "poly_epsilon": 1.0,
                "z_loss": 1.0,
                "divergence": True,
            }.items()
        ),
        ({"alpha": 1.5, "likelihood": "bernoulli"}, "from 0 to 1"),
        ({"focal_gamma": -1}, ">= 0"),
        ({"temperature": 0}, "> 0"),
        ({"softcap": -1}, "> 0"),
        ({"over_groups": "max"}, "'mean', 'sum'"),
        ({"precision": "bfloat"}, "did you mean 'bfloat16'"),
    ],
)
def test_what_does_not_go_together_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        Definition(**fields)


@pytest.mark.parametrize("fields", [{"focal_gamma": 2.0}, {"poly_epsilon": 1.0}, {"z_loss": 0.1}])
def test_what_is_no_cross_entropy_has_no_entropy(fields):
    found = evaluate([[0.2, 0.8]], [[1.0, 2.0]], **fields)
    assert found.entropy is None
    assert found.kl is None


def test_z_loss_counts_each_sample_once_and_knows_no_base():
    scores = [[1.0, 2.0, 0.5]]
    log_sum = math.log(sum(map(math.exp, scores[0])))
    for fields in ({}, {"log_base": 2.0}, {"over_outputs": "mean"}, {"over_outputs": "mean", "log_base": 10.0}):
        more = evaluate([0], scores, z_loss=0.1, **fields).value - evaluate([0], scores, **fields).value
        assert more == pytest.approx(0.1 * log_sum**2, rel=1e-12)
    weighted = evaluate([0], scores, z_loss=0.1, sample_weights=3.0).value
    assert weighted == pytest.approx(3 * evaluate([0], scores, z_loss=0.1).value, rel=1e-15)
    assert evaluate([1], scores, z_loss=0.1, ignore_index=1, reduction="sum").value == 0
    one = evaluate([1], [3.0], z_loss=0.1, activation="softmax").value
    assert one == pytest.approx(evaluate([1], [[0.0, 3.0]], z_loss=0.1).value, rel=1e-15)


@pytest.mark.parametrize(("precision", "digits"), [("bfloat16", 8), ("float16", 11)])
def test_half_precisions_lie_on_their_grid(precision, digits):
    draw = np.random.default_rng(2)
    found = evaluate([0, 1, 2], draw.normal(size=(3, 3)), precision=precision)
    plain = evaluate([0, 1, 2], draw.normal(size=(3, 3)))
    for numbers in (found.value, found.per_sample, found.terms):
        mantissa = np.frexp(np.asarray(numbers, dtype=float))[0] * 2.0**digits
        assert np.array_equal(mantissa, np.round(mantissa))
    assert found.terms.dtype == np.float32
    assert found.gradient.shape == plain.gradient.shape


def test_rounding_to_half_precisions_is_to_nearest_even():
    numbers = np.array([1.0, 1 + 2.0**-8, 1 + 3 * 2.0**-8, 3.39e38, 3.4e38, 2.0**-133, 2.0**-134, -np.inf])
    wanted = [1.0, 1.0, 1 + 2.0**-6, float(np.float32(3.3895313892515355e38)), np.inf, 2.0**-133, 0.0, -np.inf]
    assert rounded(numbers, "bfloat16").tolist() == wanted
    halves = np.array([1 + 2.0**-11, 65519.0, 65520.0, 2.0**-24, 2.0**-25])
    assert rounded(halves, "float16").tolist() == [1.0, 65504.0, np.inf, 2.0**-24, 0.0]
    assert np.isnan(rounded(np.array([np.nan]), "bfloat16")[0])


def test_sample_weights_alone_divide_rows_of_several_labels():
    """scikit-learn's log_loss and Keras' metrics: by the weights, whatever the labels sum to."""
    labels, logits = [[1, 0, 1], [0, 0, 0], [1, 1, 0]], [[2, -1, 0.5], [-0.5, 0.2, 1], [0.3, 3, -2]]
    by_weights = evaluate(labels, logits, normalise_by="weights")
    by_samples = evaluate(labels, logits, normalise_by="sample-weights")
    assert (by_weights.divisor, by_samples.divisor) == (4, 3)
    assert round(by_weights.value, 4) == 1.2063
    assert round(by_samples.value, 4) == 1.6084
    weighted = evaluate(labels, logits, normalise_by="sample-weights", sample_weights=[1, 2, 4])
    assert weighted.divisor == 7
    each = evaluate(labels, logits, normalise_by="sample-weights", sample_weights=np.full((3, 3), [1, 2, 6]))
    assert each.divisor == 9
    assert evaluate([1, 0], [1.0, 2.0], "binary", normalise_by="sample-weights", over_outputs="none").divisor == 2


def test_groups_travel_with_a_batch():
    batch = Batch([0, 1], [[1.0, 2.0], [3.0, 4.0]], groups=["first", "second"])
    assert batch.groups.tolist() == ["first", "second"]
