"""The loss of one sample along one of its outputs: where it passes, how it slopes, what is refused."""

import math

import numpy as np
import pytest
import strategies as drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui import DataError, Definition
from xentgui.losses.batch import Batch
from xentgui.questions import curve as curves

Y = [[1, 0, 0], [0, 1, 0]]
F = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]
P = [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25]]
moderate = settings(max_examples=draws(40), deadline=None)


def at_here(curve, values):
    return float(values[curve.x == curve.here][0])


@moderate
@given(st.data())
def test_it_passes_through_the_sample_as_entered(data):
    given_ = data.draw(drawn.data())
    row = data.draw(st.integers(0, len(given_.outputs) - 1))
    columns = 1 if np.ndim(given_.outputs) == 1 else np.shape(given_.outputs)[1]
    column = data.draw(st.integers(0, columns - 1))
    rest = data.draw(st.sampled_from(["kept", "rescaled"])) if given_.outputs_are != "probabilities" else "kept"
    definition = data.draw(drawn.definitions_for(given_))
    batch = Batch(given_.labels, given_.outputs, outputs_are=given_.outputs_are, sample_weights=given_.sample_weights)
    curve = curves.curve(batch, row, column, {"it": definition}, rest=rest, points=21)
    if not curve.losses:
        with pytest.raises(ValueError, match=r"\w"):
            xentgui.evaluate(given_.labels, given_.outputs, definition, outputs_are=given_.outputs_are)
        return
    whole = xentgui.evaluate(
        given_.labels,
        given_.outputs,
        definition,
        outputs_are=given_.outputs_are,
        sample_weights=given_.sample_weights,
    )
    assert curve.x.shape == (21,)
    assert (np.diff(curve.x) > 0).all()
    assert np.array_equal(at_here(curve, curve.losses["it"]), whole.per_sample[row], equal_nan=True)


@moderate
@given(st.data())
def test_the_gradient_is_the_slope_of_the_curve(data):
    """Central differences over 1e-4, where the third derivative is at most about 1: to 1e-7 of the largest slope."""
    f = data.draw(drawn.tables(2, 3, st.floats(-4, 4)))
    y = data.draw(drawn.tables(2, 3, drawn.inner_shares()))
    column = data.draw(st.integers(0, 2))
    here = f[1, column]
    curve = xentgui.curve(y, f, 1, column, ["softmax", "nielsen"], limits=(here - 1e-4, here + 1e-4), points=3)
    for name, losses in curve.losses.items():
        slope = (losses[2] - losses[0]) / (curve.x[2] - curve.x[0])
        assert curve.gradients[name][1] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("definition", ["softmax", "nielsen", Definition(log_base=2, label_smoothing=0.1)])
@pytest.mark.parametrize("column", [0, 2])
def test_the_gradient_of_rescaled_probabilities_moves_the_others_too(definition, column):
    here = P[0][column]
    curve = xentgui.curve([[0.5, 0.3, 0.2]] * 2, P, 0, column, {"it": definition}, outputs_are="probabilities",
                          rest="rescaled", limits=(here - 1e-5, here + 1e-5), points=3)  # fmt: skip
    slope = (curve.losses["it"][2] - curve.losses["it"][0]) / (curve.x[2] - curve.x[0])
    assert curve.gradients["it"][1] == pytest.approx(slope, rel=1e-6)


def test_losses_are_of_the_sample_alone_and_not_reduced():
    curve = xentgui.curve(Y, F, 1, 0)
    alone = xentgui.evaluate(Y[1:], F[1:], "softmax").value
    assert list(curve.losses) == ["nielsen", "tensorflow-intro", "cs231n"]
    assert at_here(curve, curve.losses["tensorflow-intro"]) == alone
    in_bits = xentgui.curve(Y, F, 1, 0, log_base=2, reduction="sum")
    assert at_here(in_bits, in_bits.losses["cs231n"]) == pytest.approx(alone / math.log(2), rel=1e-15)


def test_each_point_is_the_row_with_that_output():
    curve = xentgui.curve(Y, F, 0, 2, ["nielsen"], points=9)
    rows = np.repeat([F[0]], 9, axis=0)
    rows[:, 2] = curve.x
    expected = xentgui.evaluate([Y[0]] * 9, rows, "nielsen").per_sample
    assert np.array_equal(curve.losses["nielsen"], expected)


def test_default_limits():
    assert (xentgui.curve(Y, F, 0, 0).x[0], xentgui.curve(Y, F, 0, 0).x[-1]) == (0.1 - 6, 2.0 + 6)
    assert xentgui.curve(Y, F, 0, 0).x.shape == (401,)
    probabilities = xentgui.curve(Y, P, 0, 0, outputs_are="probabilities")
    assert (probabilities.x[0], probabilities.x[-1]) == (0.0, 1.0)
    assert probabilities.losses["tensorflow-intro"][0] == math.inf
    logarithms = xentgui.curve(Y, np.log(P), 0, 0, outputs_are="log-probabilities")
    assert logarithms.x[0] == pytest.approx(math.log(0.1) - 6)
    one_column = xentgui.curve([1, 0], [2.0, -0.5], 1, 0)
    assert (one_column.x[0], one_column.x[-1], one_column.here) == (-6.5, 5.5, -0.5)
    without_infinite = xentgui.curve(Y, [[-math.inf, 0.0, 1.0], F[1]], 0, 1)
    assert (without_infinite.x[0], without_infinite.x[-1]) == (-6.0, 7.0)


@moderate
@given(st.floats(0, 1), st.integers(1, 12))
def test_the_entered_x_is_always_one_of_x(here, points):
    curve = xentgui.curve([[1, 0]], [[here, 0.5]], 0, 0, outputs_are="probabilities", points=points)
    assert curve.here == here
    assert curve.here in curve.x
    assert curve.x.shape == (points,)
    assert points == 1 or (np.diff(curve.x) > 0).all()
    if points > 2:
        assert (curve.x[0], curve.x[-1]) == (0, 1)


def test_kept_and_rescaled():
    kept, rescaled = (
        xentgui.curve(Y, P, 0, 1, ["softmax"], outputs_are="probabilities", rest=rest, points=11)
        for rest in ("kept", "rescaled")
    )
    assert np.ptp(kept.losses["softmax"]) == 0
    share = 0.7 / 0.8
    assert rescaled.losses["softmax"][5] == pytest.approx(-math.log(share * 0.5), rel=1e-14)
    assert at_here(kept, kept.losses["softmax"]) == at_here(rescaled, rescaled.losses["softmax"])
    assert rescaled.losses["softmax"][-1] == math.inf


def test_where_the_others_are_0_they_share_equally():
    curve = xentgui.curve([[0, 1, 0]], [[1.0, 0.0, 0.0]], 0, 0, ["softmax"], outputs_are="probabilities",
                          rest="rescaled", points=5)  # fmt: skip
    assert curve.losses["softmax"][:4] == pytest.approx(-np.log((1 - curve.x[:4]) / 2), rel=1e-14)


def test_rest_says_nothing_for_logits():
    kept, rescaled = (xentgui.curve(Y, F, 0, 1, rest=rest) for rest in ("kept", "rescaled"))
    assert np.array_equal(kept.losses["nielsen"], rescaled.losses["nielsen"])


@pytest.mark.parametrize("place", [(-1, 0), (2, 0), (0, 3), (0, -1), (0.0, 0), (None, 0), ("0", 0), (True, 0)])
def test_a_row_or_column_that_does_not_exist(place):
    with pytest.raises(ValueError, match=r"row|column"):
        xentgui.curve(Y, F, *place)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rest": "moved"},
        {"points": 0},
        {"points": 2.5},
        {"points": True},
        {"limits": (3, 1)},
        {"limits": (1, 1)},
        {"limits": (0, math.inf)},
        {"limits": (0, math.nan)},
        {"limits": (0, 1, 2)},
        {"limits": 4},
        {"limits": (3, 4)},
        {"definitions": []},
        {"definitions": ["sofmax"]},
        {"clap": 1},
    ],
)
def test_what_can_not_be_asked_is_a_value_error(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        xentgui.curve(Y, F, 0, 0, **wrong)


def test_limits_of_probabilities_stay_within_0_and_1():
    with pytest.raises(ValueError, match="within 0 and 1"):
        xentgui.curve(Y, P, 0, 0, outputs_are="probabilities", limits=(-0.5, 1))


def test_an_infinite_logit_lies_outside_every_limits():
    with pytest.raises(ValueError, match="outside the limits"):
        xentgui.curve([0], [[math.inf, 0.0]], 0, 0)


def test_definitions_that_do_not_take_the_data_are_refused():
    curve = xentgui.curve(Y, F, 0, 0, ["binary", "softmax"])
    assert list(curve.losses) == list(curve.gradients) == ["softmax"]
    assert isinstance(curve.refused["binary"], DataError)
    with pytest.raises(DataError):
        xentgui.curve(Y, F, 0, 0, ["binary"])
    curve = xentgui.curve(Y, F, 0, 0, pos_weight=2.0)
    assert list(curve.losses) == ["nielsen"]


def test_the_true_class_of_soft_labels_has_no_curve_but_nan():
    curve = xentgui.curve([[0.5, 0.5]], [[1.0, 2.0]], 0, 0)
    assert np.isnan(curve.losses["cs231n"]).all()
    assert np.isfinite(curve.losses["tensorflow-intro"]).all()


def test_the_arrays_can_not_be_changed():
    curve = xentgui.curve(Y, F, 0, 0)
    for array in (curve.x, curve.losses["nielsen"], curve.gradients["nielsen"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
