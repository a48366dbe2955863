"""What evaluate gives, sentence by sentence of the interface."""

import dataclasses
import math

import numpy as np
import pytest

import xentgui
from xentgui import DataError, Definition, evaluate

LN2 = math.log(2)
SIGMOIDS = {"activation": "sigmoid", "likelihood": "bernoulli"}


def test_the_number_of_the_learner_s_question():
    """CS231n's figure: scores -2.85, 0.86, 0.28, true class 2; the printed 0.452 is base 10."""
    assert evaluate([2], [[-2.85, 0.86, 0.28]]).value == pytest.approx(1.0401905, abs=1e-7)
    assert evaluate([2], [[-2.85, 0.86, 0.28]], log_base=10).value == pytest.approx(0.4517490, abs=1e-7)
    assert evaluate([0], [[40.0, 0.0]]).value == pytest.approx(4.248354255291589e-18, rel=8 * 2**-52)


def test_one_column_means_the_same_to_all_three_sources():
    values = {evaluate([1, 0, 1], [2.0, -0.5, -1e3], name).value for name in ("nielsen", "tensorflow-intro", "cs231n")}
    assert len(values) == 1
    probabilities = evaluate([1, 0], [0.7, 0.2], "cs231n", outputs_are="probabilities")
    assert probabilities.per_sample == pytest.approx([-math.log(0.7), -math.log(0.8)], rel=1e-15)


@pytest.mark.parametrize(("labels", "outputs", "classes"), [([1, 0], [[0.5, -1.0, 2.0], [0.0, 1.0, 1.0]], 3),
    ([1, 0], [0.5, -1.0], 2), ([[1], [0]], [[0.5], [-1.0]], 1)])  # fmt: skip
@pytest.mark.parametrize("fields", [{}, SIGMOIDS, {"likelihood": "quadratic"}, {"normalise_by": "weights"}])
def test_one_class_weight_is_that_of_every_class(labels, outputs, classes, fields):
    one, each = (evaluate(labels, outputs, class_weights=w, **fields) for w in (0.3, [0.3] * classes))
    assert (one.value, one.divisor, one.definition.class_weights) == (each.value, each.divisor, 0.3)
    np.testing.assert_array_equal(one.terms, each.terms)
    np.testing.assert_array_equal(one.gradient, each.gradient)


@pytest.mark.parametrize(
    ("reduction", "over_outputs"), [(r, o) for r in ("mean", "sum", "none") for o in ("sum", "mean", "none")]
)
@pytest.mark.parametrize("one_dimensional", [True, False])
def test_shapes_and_the_divisor(reduction, over_outputs, one_dimensional):
    outputs = [0.5, -1.0] if one_dimensional else [[0.5, -1.0, 2.0], [0.0, 1.0, 1.0]]
    labels = [1, 0] if one_dimensional else [[1, 0, 1], [0, 0, 1]]
    found = evaluate(labels, outputs, "nielsen", reduction=reduction, over_outputs=over_outputs)
    shape = (2, 1) if one_dimensional else (2, 3)
    assert found.terms.shape == found.gradient.shape == found.activations.shape == shape
    assert found.per_sample.shape == (2,)
    elements = over_outputs == "none" and not one_dimensional
    assert np.shape(found.value) == ({True: shape, False: (2,)}[elements] if reduction == "none" else ())
    assert np.shape(found.entropy) == np.shape(found.kl) == np.shape(found.value)
    assert found.divisor == (1 if reduction != "mean" else 6 if elements else 2)
    assert np.sum(found.value) == pytest.approx(found.terms.sum() / found.divisor, rel=1e-15)
    assert found.per_sample == pytest.approx(found.terms.sum(axis=1), rel=1e-15)


def test_it_is_frozen_and_its_arrays_can_not_be_written():
    found = evaluate([0, 1], [[1.0, 2.0], [3.0, 4.0]], "softmax", log_base=2)
    assert isinstance(found.value, float)
    assert found.definition == Definition(log_base=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.definition = Definition()
    for name in ("terms", "per_sample", "activations", "gradient"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[0] = 1.0


@pytest.mark.parametrize(
    ("changes", "labels", "outputs"),
    [
        ({}, [0, 0], [[-1e308, 7e307]] * 2),
        (SIGMOIDS, [[1, 0]], [[-1.7e308, 1.7e308]]),
        ({"log_base": 1.0000001, "reduction": "none"}, [0], [[-1e308, 0.0]]),
    ],
)
def test_a_loss_beyond_the_largest_float_is_said(changes, labels, outputs):
    found = evaluate(labels, outputs, **changes)
    assert np.isinf(found.value).all()
    assert [warning.code for warning in found.warnings] == ["loss-too-large"]


def test_weights_whose_product_overflows_are_said():
    found = evaluate([[1, 0]], [[1, 0]], outputs_are="probabilities", sample_weights=1e200, class_weights=[1e200, 1])
    assert math.isnan(found.value)
    assert "the weights" in found.warnings[0]


def test_rows_of_negative_numbers_are_divided_by_their_sum_too():
    found = evaluate([1], [[-1.0, -3.0]], activation="identity", renormalise="before-clip")
    assert found.activations.tolist() == [[0.25, 0.75]]
    assert found.value == pytest.approx(-math.log(0.75), rel=1e-15)
    assert found.gradient[0] == pytest.approx([-1 / 4, 1 / 12], rel=1e-14)


def test_no_samples():
    for outputs, labels in (([], []), (np.zeros((0, 3)), []), (np.zeros((0, 3)), np.zeros((0, 3)))):
        assert math.isnan(evaluate(labels, outputs).value)
        assert evaluate(labels, outputs, empty_mean="zero").value == 0.0
        assert evaluate(labels, outputs, reduction="sum").value == 0.0
        assert evaluate(labels, outputs, reduction="none").value.shape == (0,)
        assert evaluate(labels, outputs).gradient.shape == evaluate(labels, outputs).terms.shape
        assert [caution.code for caution in evaluate(labels, outputs).warnings] == ["empty-mean"]


@pytest.mark.parametrize(
    ("scores", "label", "loss", "gradient"),
    [
        ([math.inf, 0.0], 0, 0.0, [0.0, 0.0]),
        ([math.inf, 0.0], 1, math.inf, [1.0, -1.0]),
        ([-math.inf, 0.0, 0.0], 1, LN2, [0.0, -0.5, 0.5]),
        ([-math.inf, 0.0, 0.0], 0, math.inf, [-1.0, 0.5, 0.5]),
        ([math.inf, -math.inf], 0, 0.0, [0.0, 0.0]),
        ([math.inf, math.inf, 0.0], 0, math.nan, None),
        ([-math.inf, -math.inf], 0, math.nan, None),
        ([1e308, -1e308], 0, 0.0, [0.0, 0.0]),
        ([1e308, -1e308], 1, math.inf, [1.0, -1.0]),
        ([1e308, 1e308], 1, LN2, [0.5, -0.5]),
    ],
)
@pytest.mark.parametrize("table", [False, True])
def test_infinite_scores_give_the_limit_or_nan(scores, label, loss, gradient, table):
    labels = [np.eye(len(scores))[label]] if table else [label]
    found = evaluate(labels, [scores])
    assert found.value == pytest.approx(loss, nan_ok=True)
    if gradient is not None:
        assert found.gradient[0].tolist() == gradient
    codes = [caution.code for caution in found.warnings]
    assert codes == {math.inf: ["infinite-loss"]}.get(loss, ["undefined-loss"] if math.isnan(loss) else [])
    if codes:
        assert found.warnings[0].where == (0, label)


def test_one_output_of_two_dimensions_under_softmax_is_one_class():
    found = evaluate([1, 1], [[3.0], [-math.inf]])
    assert found.value == 0
    assert found.activations.tolist() == [[1], [1]]
    assert found.gradient.tolist() == [[0], [0]]
    assert [caution.code for caution in found.warnings] == ["one-class"]


def test_a_factor_of_exactly_zero_gives_zero():
    found = evaluate([[1, 0], [0, 1]], [[1.0, 0.0], [1.0, 0.0]], outputs_are="probabilities", sample_weights=[1, 0])
    assert found.terms.tolist() == [[0, 0], [0, 0]]
    assert found.warnings == ()
    assert evaluate([0, 1], [[1.0, 2.0], [math.inf, math.inf]], sample_weights=[1, 0]).gradient[1].tolist() == [0, 0]
    assert evaluate([1], [[0.0, 0.0]], class_weights=[1, 0]).value == 0
    found = evaluate([[1, 1]], [[1.0, 1.0]], "nielsen", outputs_are="probabilities")
    assert found.per_sample.tolist() == [0]
    assert math.copysign(1, found.value) == 1


def test_no_zero_is_minus_zero():
    found = evaluate([0, 1], [[1e3, -1e3], [0.0, 800.0]], log_base=0.5)
    for array in (found.value, found.terms, found.per_sample, found.gradient, found.activations, found.entropy):
        array = np.asarray(array)
        assert not np.any(np.signbit(array) & (array == 0))


def test_labels_that_name_no_class_are_nan_where_one_class_is_needed():
    found = evaluate([[1, 0], [0.5, 0.5], [0, 0]], np.zeros((3, 2)), "cs231n")
    assert np.isnan(found.per_sample).tolist() == [False, True, True]
    assert math.isnan(found.value)
    assert np.isnan(found.gradient[1:]).all()
    (caution,) = found.warnings
    assert (caution.code, caution.where) == ("not-one-class", (1,))
    assert caution.startswith("labels[1]: ")
    assert caution == f"labels[1]: {caution.reason}"


@pytest.mark.parametrize(
    ("definition", "labels", "outputs", "outputs_are", "code", "where"),
    [
        ({}, [[1, 0], [1, 0]], [[0.5, 0.5], [0.5, 0.6]], "probabilities", "outputs-do-not-sum-to-one", (1,)),
        ({}, [0, 1], [[0.5, 0.5], [0.5, 0.6]], "probabilities", "outputs-do-not-sum-to-one", (1,)),
        ({"activation": "sigmoid"}, [0], [[1.0, 2.0]], "logits", "outputs-do-not-sum-to-one", (0,)),
        ({}, [[1, 0], [1, 1]], [[0.5, 0.5], [0.5, 0.6]], "logits", "labels-do-not-sum-to-one", (1,)),
        (SIGMOIDS, [0, 1], [-1.0, 0.5], "log-probabilities", "log-probability-above-zero", (1,)),
        ({"log_base": 0.5}, [0], [[1.0, 2.0]], "logits", "log-base-below-one", None),
        (SIGMOIDS, [0, 1], [0.5, 0.0], "probabilities", "infinite-loss", (1,)),
        (SIGMOIDS, [[0, 1]], [[0.5, 0.0]], "probabilities", "infinite-loss", (0, 1)),
        ({"activation": "identity"}, [[0, 1]], [[2.0, -1.0]], "logits", "undefined-loss", (0, 1)),
        ({"ignore_index": 1}, [1], [[1.0, 2.0]], "logits", "empty-mean", None),
        (
            {"normalise_by": "weights", "class_weights": [1e308, 1e308]},
            [0, 1, 0],
            np.zeros((3, 2)),
            "logits",
            "weights-too-large",
            None,
        ),
    ],
)
def test_what_the_data_break_is_said_with_its_place(definition, labels, outputs, outputs_are, code, where):
    found = evaluate(labels, outputs, Definition(**definition), outputs_are=outputs_are)
    by_code = {caution.code: caution for caution in found.warnings}
    assert code in by_code
    assert by_code[code].where == where
    assert by_code[code].reason in by_code[code]


def test_rounded_probabilities_are_taken_without_a_word():
    assert evaluate([0], [[0.3333333, 0.3333333, 0.3333334]], outputs_are="probabilities").warnings == ()
    assert evaluate([0, 2], [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]).warnings == ()


@pytest.mark.parametrize(
    ("fields", "labels", "outputs", "table", "where", "words"),
    [
        ({"one_output": True}, [[1, 0]], [[1.0, 2.0]], "outputs", None, "multi-sigmoid"),
        ({"class_weights": [1, 2]}, [0], [[1.0, 2.0, 3.0]], "class_weights", None, "3"),
        ({"class_weights": [1]}, [0], [1.0], "class_weights", None, "two"),
        ({"class_weights": [1, 2]}, [0], [[1.0]], "class_weights", None, "1"),
        ({"pos_weight": [1, 2, 3], **SIGMOIDS}, [[0, 1]], [[1.0, 2.0]], "pos_weight", None, "2"),
        ({}, [0, 3], [[1.0, 2.0], [3.0, 4.0]], "labels", (1,), "0 to 1"),
        ({}, [0, -100], [[1.0, 2.0], [3.0, 4.0]], "labels", (1,), "0 to 1"),
        ({"ignore_index": -100}, [0, 2], [[1.0, 2.0], [3.0, 4.0]], "labels", (1,), "count from 0"),
        ({}, [0, 2], [1.0, 2.0], "labels", (1,), "between 0 and 1"),
        ({}, [[0], [2]], [[1.0], [2.0]], "labels", (1, 0), "between 0 and 1"),
        ({"ignore_index": 1}, [[0, 1]], [[1.0, 2.0]], "labels", None, "weight of 0"),
    ],
)
def test_what_a_definition_does_not_take(fields, labels, outputs, table, where, words):
    with pytest.raises(DataError, match=words) as caught:
        evaluate(labels, outputs, Definition(**fields))
    assert (caught.value.table, caught.value.where) == (table, where)


def test_probabilities_above_one_need_to_be_renormalised():
    with pytest.raises(DataError, match="no probability") as caught:
        evaluate([0, 1], [[0.5, 0.5], [2.0, 1.0]], outputs_are="probabilities")
    assert (caught.value.table, caught.value.where) == ("outputs", (1, 0))
    with pytest.raises(DataError, match="no probability") as caught:
        evaluate([0, 1], [0.5, 2.0], outputs_are="probabilities")
    assert caught.value.where == (1,)
    found = evaluate([0], [[2.0, 6.0]], outputs_are="probabilities", renormalise="before-clip")
    assert found.value == pytest.approx(math.log(4), rel=1e-15)


def test_ignored_samples_count_for_nothing():
    scores = [[1.0, 2.0], [5.0, 0.0], [0.0, 0.0]]
    found = evaluate([0, -100, 1], scores, "torch.nn.CrossEntropyLoss")
    without = evaluate([0, 1], [scores[0], scores[2]])
    assert found.value == without.value
    assert found.gradient[1].tolist() == [0, 0]
    assert evaluate([0, -1, 1], [1.0, 2.0, 3.0], "binary", ignore_index=-1).divisor == 2
    assert evaluate([0, -100, 1], scores, "torch.nn.CrossEntropyLoss", normalise_by="all-samples").divisor == 3
    assert evaluate([[0, 1]], [[1.0, 2.0]], ignore_index=-100).value == evaluate([[0, 1]], [[1.0, 2.0]]).value


def test_an_empty_mean():
    found = evaluate([1, 1], [[1.0, 2.0], [3.0, 4.0]], ignore_index=1)
    assert math.isnan(found.value)
    assert np.isnan(found.gradient).all()
    found = evaluate([1, 1], [[1.0, 2.0], [3.0, 4.0]], ignore_index=1, empty_mean="zero")
    assert (found.value, found.entropy, found.kl, found.divisor) == (0, 0, 0, 0)
    assert found.gradient.tolist() == [[0, 0], [0, 0]]
    assert evaluate([1], [[1.0, 2.0]], ignore_index=1, reduction="sum").value == 0


@pytest.mark.parametrize(
    "fields", [{}, SIGMOIDS, {"log_base": 2.0, "label_smoothing": 0.2, "class_weights": [1, 2, 3]}]
)
def test_cross_entropy_is_entropy_and_divergence(fields):
    draw = np.random.default_rng(3)
    labels = draw.dirichlet(np.ones(3), 5)
    found = evaluate(labels, draw.normal(size=(5, 3)), Definition(**fields))
    assert found.entropy + found.kl == pytest.approx(found.value, rel=1e-14)
    assert found.kl > 0
    own = evaluate(labels, labels, Definition(**fields), outputs_are="probabilities", label_smoothing=0)
    assert own.kl == pytest.approx(0, abs=1e-15)
    assert own.kl >= 0
    assert evaluate([0], [[1.0, 2.0]]).entropy == 0
    assert evaluate([0], [[1.0, 2.0]], "quadratic").entropy is None
    assert evaluate([0], [[1.0, 2.0]], "quadratic").kl is None


def test_entropies_are_those_of_the_labels():
    found = evaluate([[0.25, 0.75], [1, 0]], [[0.0, 0.0], [1.0, 2.0]], reduction="none", log_base=2)
    assert found.entropy == pytest.approx([0.25 * 2 + 0.75 * math.log2(4 / 3), 0], rel=1e-15)
    both = evaluate([[0.25, 0.5]], [[0.0, 0.0]], "nielsen", log_base=2)
    assert both.entropy == pytest.approx(0.25 * 2 + 0.75 * math.log2(4 / 3) + 1, rel=1e-15)


def test_float32_gives_the_digits_of_frameworks():
    """Keras' clip: 1 - 1e-7 is 0.99999988 in float32, and 1 less that is 1.19e-7; so the two ends differ."""
    binary = evaluate(
        [1.0, 0.0], [0.0, 1.0], "keras.losses.BinaryCrossentropy", outputs_are="probabilities", reduction="none"
    )
    assert binary.value.dtype == np.float32
    assert binary.value == pytest.approx([16.118095, 15.942385], rel=4 * 2.0**-23)
    twice = evaluate(
        [1.0, 0.0],
        [0.0, 1.0],
        "keras.losses.BinaryCrossentropy",
        outputs_are="probabilities",
        log_epsilon=1e-7,
        reduction="none",
    )
    assert twice.value == pytest.approx([15.424949, 15.333239], abs=1e-6)
    for name in ("terms", "per_sample", "gradient", "activations"):
        assert getattr(binary, name).dtype == np.float32
    assert isinstance(evaluate([0], [[1.0, 2.0]], precision="float32").value, float)


def test_float64_clips_to_exactly_epsilon():
    found = evaluate([0.0], [1.0], "binary", outputs_are="probabilities", clip=1e-15)
    assert found.value == pytest.approx(-math.log(1e-15), rel=1e-15)


def test_clip_and_clamp_hold_a_value_and_its_slope():
    held = evaluate([[1, 0]], [[0.0, 1.0]], outputs_are="probabilities", clip=1e-3)
    assert held.per_sample == pytest.approx([-math.log(1e-3)], rel=1e-15)
    assert held.gradient.tolist() == [[0, 0]]
    clamped = evaluate([1.0, 1.0], [0.0, 0.5], "torch.nn.BCELoss", outputs_are="probabilities", reduction="sum")
    assert clamped.terms.ravel() == pytest.approx([100, LN2], rel=1e-15)
    assert clamped.gradient.ravel().tolist() == [0, -2]


def test_the_changes_and_the_names_of_definitions_are_checked():
    with pytest.raises(ValueError, match="did you mean 'log_base'"):
        evaluate([0], [[1.0, 2.0]], log_bass=2)
    with pytest.raises(ValueError, match="did you mean 'softmax'"):
        evaluate([0], [[1.0, 2.0]], "softmaks")
    with pytest.raises(ValueError, match="definition"):
        evaluate([0], [[1.0, 2.0]], 3)
    assert not hasattr(xentgui, "no_such_name")


@pytest.mark.parametrize(
    "fields", [{}, SIGMOIDS, {"likelihood": "quadratic"}, {"clip": 0.01, "renormalise": "after-clip"}]
)
def test_rows_are_the_same_alone_and_in_the_batch(fields):
    draw = np.random.default_rng(9)
    batch = xentgui.Batch(draw.random((5, 30_000)), draw.normal(size=(5, 30_000)))
    assert len(batch.blocks) == 2
    found = xentgui.evaluate(batch.labels, batch.outputs, Definition(**fields))
    losses, activations = found.rows(3, 5)
    assert losses.tolist() == found.per_sample[3:].tolist()
    assert np.array_equal(activations, found.activations[3:])
    assert found.rows(2, 2)[0].shape == (0,)


def test_slopes_at_the_ends_are_limits_too():
    """Two classes, one of them impossible: of the other one's rest it has all."""
    found = evaluate([[0.0, 1.0]], [[0.0, -math.inf]], likelihood="bernoulli")
    assert found.gradient.tolist() == [[2, -2]]
    one = evaluate([[0.5]], [[1e-320]], outputs_are="probabilities", renormalise="before-clip")
    assert one.gradient.tolist() == [[0]]


@pytest.mark.parametrize(
    ("rows", "shown"), [(1, "[0.0]"), (6, "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]"), (7, "float64 (7,): 0.0 ... 0.0")]
)
def test_up_to_six_losses_are_printed_and_more_by_their_ends(rows, shown):
    assert f"value={shown}" in repr(evaluate([1] * rows, [[-math.inf, 0.0]] * rows, reduction="none"))


def test_a_table_of_losses_is_printed_by_its_shape_however_few_they_are():
    found = evaluate([[1, 0]] * 3, [[800.0, -800.0]] * 3, "nielsen", over_outputs="none", reduction="none")
    assert "value=float64 (3, 2): 0.0 ... 0.0" in repr(found)
