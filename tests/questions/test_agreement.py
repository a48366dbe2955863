"""Which definitions agree: when a condition holds on the data they do, to the last digits."""

import math

import numpy as np
import pytest
import strategies as drawn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui import DataError, Definition
from xentgui.losses.batch import Batch, Block
from xentgui.questions import agreement

THREE = ["nielsen", "tensorflow-intro", "cs231n"]
OVER_SOFTMAX = Definition(likelihood="bernoulli")  # (63) applied to softmax outputs
moderate = settings(max_examples=draws(60), deadline=None)


def close(one: float, two: float, tolerance: float = 1e-12) -> bool:
    return one == two or abs(one - two) <= max(tolerance * max(abs(one), abs(two)), 1e-300)


@st.composite
def logits(draw, columns=None):
    rows = draw(st.integers(1, 5))
    width = columns or draw(st.integers(2, 6))
    return draw(drawn.tables(rows, width, drawn.scores()))


# one yes/no output


@moderate
@given(st.data())
def test_on_one_output_with_labels_0_or_1_all_three_give_the_same_number(data):
    z = data.draw(st.lists(drawn.scores(), min_size=1, max_size=6))
    y = data.draw(st.lists(st.sampled_from([0, 1]), min_size=len(z), max_size=len(z)))
    comparison = xentgui.compare(y, z)
    assert comparison.groups == (tuple(THREE),)
    assert [each.kind for each in comparison.agreements] == ["equal", "equal"]
    assert all(each.difference == 0 for each in comparison.agreements)
    assert "one-output" in comparison.agreements[0].conditions
    assert "one-hot-labels" in comparison.agreements[1].conditions


def test_on_one_output_with_a_soft_label_the_true_class_is_not_defined():
    comparison = xentgui.compare([0.3, 1], [1.0, 2.0])
    assert comparison.groups == (("nielsen", "tensorflow-intro"), ("cs231n",))
    undefined = comparison.agreements[1]
    assert undefined.kind == "undefined"
    assert "soft-labels" in undefined.conditions
    assert math.isnan(undefined.difference)
    assert "cs231n is not defined" in undefined.text
    assert "row 0" in undefined.text


def test_the_terms_of_an_agreement_are_those_of_the_second_less_those_of_the_first():
    found = xentgui.compare([0, 1], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]], ["softmax", "multi-sigmoid"]).agreements[0]
    assert found.terms == pytest.approx(found.pair.second.terms - found.pair.first.terms, rel=1e-14)
    assert found.terms.sum() / 2 == pytest.approx(found.difference, rel=1e-12)
    assert found.difference > 0


# one-hot labels


@moderate
@given(logits(), st.data())
def test_one_hot_labels_leave_one_term_of_the_categorical_sum(f, data):
    y = data.draw(drawn.one_hot_rows(*f.shape))
    found = xentgui.compare(y, f).between("tensorflow-intro", "cs231n")
    assert (found.kind, found.difference, found.ratio) == ("equal", 0.0, 1.0)
    assert "one-hot-labels" in found.conditions
    assert "one-hot" in found.text


@moderate
@given(logits(), st.data())
def test_class_indices_are_one_hot_rows(f, data):
    y = data.draw(st.lists(st.integers(0, f.shape[1] - 1), min_size=len(f), max_size=len(f)))
    by_index, by_table = (xentgui.compare(labels, f) for labels in (y, np.eye(f.shape[1])[y]))
    assert by_index.groups == by_table.groups
    assert [each.conditions for each in by_index.agreements] == [each.conditions for each in by_table.agreements]


@moderate
@given(logits(), st.data())
def test_the_bernoulli_sum_over_softmax_outputs_is_higher_by_the_wrong_classes(f, data):
    assume(f.shape[1] > 2)
    y = data.draw(drawn.one_hot_rows(*f.shape))
    found = xentgui.compare(y, f, ["softmax", OVER_SOFTMAX], reduction="sum").agreements[0]
    wrong = found.pair.second.terms[y == 0]
    added = math.fsum(wrong)
    if added > 1e-6 * found.pair.first.value:
        assert found.kind in ("different", "multiple")
        assert found.difference == pytest.approx(added, rel=1e-9, abs=1e-300)
    assert found.terms[y == 1] == pytest.approx(np.zeros(len(f)), abs=1e-12 * max(1.0, found.pair.first.value))
    assert "label-zero-terms" in found.conditions or found.kind == "equal"


def test_terms_of_label_zero_are_added_by_another_likelihood_alone():
    y, f = [[1, 0, 0], [0, 1, 0]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]
    weighted = Definition(class_weights=(1.0, 2.0, 3.0))
    found = xentgui.compare(y, f, ["softmax", OVER_SOFTMAX, weighted])
    added, another = found.agreements
    assert "label-zero-terms" in added.conditions
    assert another.kind == "different"
    assert "label-zero-terms" not in another.conditions
    yes_no = xentgui.compare([1, 0], [2.0, -1.0], ["softmax", "binary"], label_smoothing=0.1).agreements[0]
    assert "label-zero-terms" not in yes_no.conditions


def test_the_three_class_case_of_the_picture():
    y = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    f = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]]
    comparison = xentgui.compare(y, f, {"Nielsen": OVER_SOFTMAX, "TensorFlow": "tensorflow-intro", "CS231n": "cs231n"})
    assert [round(each.value, 4) for each in comparison.evaluations.values()] == [1.2745, 0.7268, 0.7268]
    assert comparison.groups == (("Nielsen",), ("TensorFlow", "CS231n"))
    found = comparison.between("TensorFlow", "Nielsen")
    assert found.kind == "different"
    assert found.difference == pytest.approx(0.547734, abs=1e-6)
    assert "0.547734 higher" in found.text
    assert "whose label is 0" in found.text
    published = xentgui.compare(y, f)
    assert round(published.evaluations["nielsen"].value, 4) == 2.3535
    assert "different-activation" in published.agreements[0].conditions


# counted twice


@moderate
@given(logits(columns=2), st.data())
def test_the_bernoulli_sum_over_both_of_two_outputs_is_exactly_twice(f, data):
    first = data.draw(st.lists(st.sampled_from([0.0, 1.0, 0.25, 0.5]), min_size=len(f), max_size=len(f)))
    y = np.stack([first, 1 - np.array(first)], axis=1)
    comparison = xentgui.compare(y, f, ["softmax", OVER_SOFTMAX])
    once, twice = comparison.evaluations.values()
    assert close(twice.value, 2 * once.value)
    found = comparison.agreements[0]
    if once.value > 1e-300:
        assert found.kind == "multiple"
        assert found.ratio == pytest.approx(2, rel=1e-12)
        assert "counted-twice" in found.conditions
        assert {"two-outputs", "labels-sum-to-one", "outputs-sum-to-one"} <= set(found.conditions)
        assert "exactly twice" in found.text


@moderate
@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=5), st.data())
def test_counted_twice_for_typed_probabilities_is_to_rounding(a, data):
    p = np.round(np.stack([a, 1 - np.array(a)], axis=1), 4)
    y = data.draw(drawn.one_hot_rows(*p.shape))
    assume((p > 0).all())
    found = xentgui.compare(y, p, outputs_are="probabilities").agreements[0]
    assert found.kind == "multiple"
    assert found.ratio == pytest.approx(0.5, rel=1e-9)
    assert "counted-twice" in found.conditions


@moderate
@given(logits(columns=2), st.data())
def test_two_labels_that_do_not_sum_to_1_are_not_counted_twice(f, data):
    y = data.draw(drawn.tables(*f.shape, drawn.inner_shares()))
    assume((abs(y.sum(axis=1) - 1) > 1e-3).all())
    found = xentgui.compare(y, f, ["softmax", OVER_SOFTMAX]).agreements[0]
    assert "counted-twice" not in found.conditions
    assert "labels-sum-to-one" not in found.conditions


def test_the_mean_over_both_outputs_takes_the_two_back():
    y, p = [[1, 0], [0, 1]], [[0.75, 0.25], [0.5, 0.5]]
    mean = Definition(likelihood="bernoulli", over_outputs="mean")
    found = xentgui.compare(y, p, ["softmax", mean], outputs_are="probabilities").agreements[0]
    assert found.kind == "equal"
    assert {"counted-twice", "different-reduction"} <= set(found.conditions)
    assert "halves" in found.text


def test_one_column_of_two_dimensions_is_one_class_for_a_softmax():
    found = xentgui.compare([[1], [0]], [[2.0], [-1.0]]).agreements[0]
    assert found.kind == "different"
    assert "one-class" in found.conditions
    assert "one-output" not in found.conditions


def test_three_outputs_are_not_counted_twice():
    p = np.full((2, 3), 1 / 3)
    assert "counted-twice" not in xentgui.compare([0, 1], p, outputs_are="probabilities").agreements[0].conditions


@moderate
@given(logits(columns=2), st.data())
def test_the_yes_no_logit_of_a_two_class_softmax_is_the_difference(f, data):
    y = data.draw(drawn.one_hot_rows(*f.shape))
    softmax = xentgui.evaluate(y, f, "softmax").value
    binary = xentgui.evaluate(y[:, 0], f[:, 0] - f[:, 1], "binary").value
    assert close(softmax, binary, 1e-9)


# labels and outputs of other kinds


@moderate
@given(logits(), st.data())
def test_soft_labels_leave_the_true_class_undefined(f, data):
    y = data.draw(drawn.tables(*f.shape, drawn.inner_shares()))
    y /= y.sum(axis=1, keepdims=True)
    found = xentgui.compare(y, f).between("tensorflow-intro", "cs231n")
    assert found.kind == "undefined"
    assert "soft-labels" in found.conditions
    assert "one-hot-labels" not in found.conditions
    assert ("cs231n",) in xentgui.compare(y, f).groups


def test_several_labels_and_no_label():
    conditions = xentgui.compare([[1, 1, 0], [0, 0, 0]], np.ones((2, 3))).agreements[0].conditions
    assert {"several-labels", "no-label"} <= set(conditions)
    assert "labels-sum-to-one" not in conditions


def test_rows_that_do_not_sum_to_1_are_said():
    rows = [[0.7, 0.2, 0.1], [0.5, 0.3, 0.5]]
    conditions = xentgui.compare([0, 1], rows, outputs_are="probabilities").agreements[0].conditions
    assert "outputs-do-not-sum-to-one" in conditions
    assert "outputs-sum-to-one" not in conditions
    conditions = xentgui.compare([0, 1], [rows[0]] * 2, outputs_are="probabilities").agreements[0].conditions
    assert "outputs-sum-to-one" in conditions


# kinds


def test_other_bases_are_multiples_even_of_one_sample():
    found = xentgui.compare([0], [[1.0, 2.0, 3.0]], ["softmax", Definition(log_base=2)]).agreements[0]
    assert found.kind == "multiple"
    assert found.ratio == pytest.approx(1 / math.log(2), rel=1e-15)
    assert found.conditions[-1] == "different-log-base"
    assert "2 instead of e" in found.text


def test_fields_that_do_not_act_on_the_data_leave_a_factor_of_one_sample():
    in_bits = Definition(activation="sigmoid", log_base=2)
    found = xentgui.compare([1], [[0.3, 0.7]], ["cs231n", in_bits], outputs_are="probabilities").agreements[0]
    assert found.kind == "multiple"
    assert found.ratio == pytest.approx(1 / math.log(2), rel=1e-12)
    assert found.text.endswith("the logarithms differ in their base, 2 instead of e.")


def test_one_sample_alone_shows_no_factor():
    found = xentgui.compare([0], [[1.0, 2.0, 3.0]]).agreements[0]
    assert found.kind == "different"


def test_two_samples_of_different_size_show_a_factor():
    double = Definition(activation="sigmoid", likelihood="bernoulli", pos_weight=2)
    found = xentgui.compare([1, 1], [0.5, 2.0], ["nielsen", double]).agreements[0]
    assert found.kind == "multiple"
    assert found.ratio == pytest.approx(2, rel=1e-15)
    assert xentgui.compare([1], [0.5], ["nielsen", double]).agreements[0].kind == "different"


def test_sum_and_mean_differ_by_the_number_of_samples():
    found = xentgui.compare([0, 1], [[1.0, 2.0], [0.5, 3.0]], ["softmax", Definition(reduction="sum")]).agreements[0]
    assert (found.kind, found.ratio) == ("multiple", 2.0)
    assert "in every sample" not in found.text  # the samples are equal, the values are not
    assert "different-reduction" in found.conditions


def test_means_over_all_elements_and_over_outputs_first_are_one():
    f = [[1.0, -2.0], [0.5, 3.0]]
    mean_first = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="mean")
    found = xentgui.compare([[1, 0], [0, 1]], f, ["torch.nn.BCEWithLogitsLoss", mean_first]).agreements[0]
    assert found.kind == "equal"


def test_the_same_value_from_other_samples_is_a_coincidence():
    weighted = Definition(class_weights=(0.5, 1.5))
    comparison = xentgui.compare([0, 1], [[1.0, -1.0], [-1.0, 1.0]], ["softmax", weighted])
    assert comparison.agreements[0].kind == "coincidence"
    assert "not sample by sample" in comparison.agreements[0].text
    assert len(comparison.groups) == 2


def test_float32_agrees_to_rounding():
    found = xentgui.compare([0, 1], [[1.0, 2.0, 3.0], [0.1, 0.2, 0.3]], ["softmax", Definition(precision="float32")])
    assert found.agreements[0].kind == "rounding"
    assert found.groups == (("softmax", "softmax, precision=float32"),)
    assert "float32" in found.agreements[0].text


def test_losses_of_0_are_equal_in_every_unit():
    wrong_by_nothing = xentgui.compare([0, 0], [[800.0, 0.0], [900.0, 0.0]], ["softmax", Definition(log_base=2)])
    assert wrong_by_nothing.agreements[0].kind == "equal"
    assert wrong_by_nothing.groups == (("softmax", "softmax, log_base=2"),)


def test_infinite_losses_are_equal_in_every_unit_unless_finite_ones_beside_them_are_not():
    in_bits = ["softmax", Definition(log_base=2)]
    certain = xentgui.compare([1, 1], [[1, 0], [1, 0]], in_bits, outputs_are="probabilities")
    assert certain.agreements[0].kind == "equal"
    beside = xentgui.compare([1, 1, 0], [[1, 0], [0.5, 0.5], [0.25, 0.75]], in_bits, outputs_are="probabilities")
    assert beside.agreements[0].kind == "multiple"
    assert beside.agreements[0].ratio == pytest.approx(1 / math.log(2), rel=1e-12)


def test_a_sum_of_elements_is_a_multiple_of_the_mean_of_one_column():
    pair = ["binary", "tf.nn.sigmoid_cross_entropy_with_logits"]
    found = xentgui.compare([0, 1], [3.0, -5.0], pair).agreements[0]
    assert (found.kind, found.ratio) == ("multiple", 2.0)
    assert "in every sample" not in found.text  # the samples are equal, the values are not


def test_two_infinities_are_equal_and_a_finite_value_is_not():
    p = [[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]]
    comparison = xentgui.compare(
        [1, 0], p, ["softmax", "cs231n", "sklearn.metrics.log_loss"], outputs_are="probabilities"
    )
    equal, different = comparison.agreements
    assert (equal.kind, equal.difference, equal.ratio) == ("equal", 0.0, 1.0)
    assert different.kind == "different"
    assert different.difference == -math.inf
    assert "softmax is infinite (row 0)" in different.text


def test_one_definition_under_two_names():
    found = xentgui.compare([0], [[1.0, 2.0]], ["softmax", "tensorflow-intro"]).agreements[0]
    assert "same-definition" in found.conditions
    assert "two names" in found.text


# what is asked


def test_a_definition_that_does_not_take_the_data_or_the_changes_is_refused():
    comparison = xentgui.compare([0, 1], [[1.0, 2.0, 3.0]] * 2, ["binary", "softmax", "nielsen"])
    assert list(comparison.refused) == ["binary"]
    assert isinstance(comparison.refused["binary"], DataError)
    assert [each.first for each in comparison.agreements] == ["softmax"]
    comparison = xentgui.compare([0, 1], [[1.0, 2.0]] * 2, pos_weight=2.0)
    assert set(comparison.refused) == {"tensorflow-intro", "cs231n"}
    assert comparison.agreements == ()


@pytest.mark.parametrize(
    ("definitions", "changes"),
    [
        (["softmac"], {}),
        ([], {}),
        ({}, {}),
        (None, {"clap": 1}),
        (None, {"clip": 7}),
        (["softmax"], {"pos_weight": 2}),
        ("softmax", {}),
        (3, {}),
        ([3], {}),
    ],
)
def test_what_is_wrong_for_all_is_raised(definitions, changes):
    with pytest.raises(ValueError, match=r"\w"):
        xentgui.compare([0], [[1.0, 2.0]], definitions, **changes)


def test_data_that_no_definition_takes_are_raised():
    with pytest.raises(DataError):
        xentgui.compare([0], [[1.0, 2.0]], ["binary"])
    with pytest.raises(DataError):
        xentgui.compare([0, 1], [[1.0, 2.0]])
    with pytest.raises(DataError):
        xentgui.compare(np.empty((0, 2)), np.empty((0, 2)))


@pytest.mark.parametrize("definitions", [3, np.array(3), [None], {3: "softmax"}, {"a": 3}, "softmax", Definition()])
def test_what_is_no_several_definitions_is_a_value_error(definitions):
    with pytest.raises(ValueError):  # noqa: PT011
        xentgui.compare([0], [[1.0, 2.0]], definitions)


def test_names():
    comparison = xentgui.compare([0], [[1.0, 2.0]], [Definition(log_base=2), "softmax", Definition(), "nielsen"])
    assert list(comparison.evaluations) == ["softmax, log_base=2", "softmax", "softmax (2)", "nielsen"]
    with pytest.raises(ValueError, match="nelson"):
        comparison.between("softmax", "nelson")
    with pytest.raises(ValueError, match="not compared here"):
        comparison.between("softmax", ["nielsen"])
    swapped = comparison.between("nielsen", "softmax"), comparison.between("softmax", "nielsen")
    assert swapped[0].difference == -swapped[1].difference
    assert swapped[0].kind == swapped[1].kind


@moderate
@given(logits(), st.data())
def test_every_name_is_in_one_group_and_no_name_agrees_with_another_group(f, data):
    y = data.draw(drawn.tables(*f.shape, st.sampled_from([0.0, 1.0, 0.5])))
    names = data.draw(st.lists(st.sampled_from(list(xentgui.definitions)), min_size=2, max_size=6, unique=True))
    comparison = xentgui.compare(y, f, ["softmax", *(name for name in names if name != "softmax")])
    assert sorted(sum(comparison.groups, ())) == sorted(comparison.evaluations)
    for group in comparison.groups:
        assert all(comparison.between(group[0], name).kind in ("equal", "rounding") for name in group[1:])
    for found in comparison.agreements:
        assert found.terms.shape == f.shape
        assert found.text.endswith(".")
        assert found.conditions == tuple(dict.fromkeys(found.conditions))


def test_an_edit_asks_the_edited_block_alone():
    blocks = [Block(np.eye(3), np.arange(9.0).reshape(3, 3) * k) for k in (1, 2)]
    named = {name: xentgui.definitions[name] for name in THREE}
    before = agreement.compare(Batch.of_blocks(blocks), named)
    kinds = [each.kind for each in before.agreements]
    edited = Block(np.array([[0.5, 0.5, 0.0]] + [[0.0, 1.0, 0.0]] * 2), blocks[1].outputs)
    after = agreement.compare(Batch.of_blocks([blocks[0], edited]), named)
    assert kinds == ["different", "different"]
    assert [each.kind for each in after.agreements] == ["different", "undefined"]
    assert "row 3" in after.agreements[1].text


@pytest.mark.parametrize(("changes", "sums"), [({}, True), ({"temperature": 2.0}, False), ({"softcap": 0.1}, False)])
def test_whether_outputs_sum_to_one_is_asked_of_the_a_that_the_definition_makes(changes, sums):
    thirds = [[-math.log(2)] * 3]  # of which sigmoids make 1/3 each
    independent = Definition(activation="sigmoid", likelihood="bernoulli", **changes)
    weighted = Definition(activation="sigmoid", likelihood="bernoulli", class_weights=(1, 2, 3), **changes)
    found = xentgui.compare([[1, 0, 0]], thirds, [independent, weighted]).agreements[0]
    assert ("outputs-sum-to-one" in found.conditions) is sums
    assert ("outputs-do-not-sum-to-one" in found.conditions) is not sums
