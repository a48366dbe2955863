"""What every framework's function gives on the same data, with the arguments that the known facts become."""

from itertools import pairwise

import numpy as np
import pytest

import xentgui
from xentgui.questions.functions import functions
from xentgui.sources import sources

LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
LABELS = np.array([0, 1, 2, 0])
WEIGHTS = (1.0, 2.0, 4.0)


def asked(labels=LABELS, **changes):
    """Everything that is told, by name."""
    answer = functions(xentgui.Batch(labels, LOGITS), changes)
    return {told.source.name: told for group in (*answer.groups, answer.refused) for told in group}


def test_every_source_is_asked_once():
    answer = functions(xentgui.Batch(LABELS, LOGITS))
    names = [told.source.name for group in (*answer.groups, answer.refused) for told in group]
    assert sorted(names) == sorted(sources)


def test_a_group_is_one_value_and_groups_differ():
    answer = functions(xentgui.Batch(LABELS, LOGITS))
    values = [[told.value for told in group] for group in answer.groups]
    assert all(np.ptp(group) <= 3e-7 * max(group) for group in values)
    firsts = sorted(group[0] for group in values)
    assert all(after - before > 1e-12 * after for before, after in pairwise(firsts))
    assert [len(group) for group in values] == sorted(map(len, values), reverse=True)


def test_the_mean_over_rows_and_the_mean_over_outputs_stand_apart():
    told = asked()
    rows = np.log(np.exp(LOGITS).sum(axis=1)) - LOGITS[range(4), LABELS]
    assert told["torch.nn.CrossEntropyLoss"].value == pytest.approx(rows.mean(), rel=1e-14)
    labels, a = np.eye(3)[LABELS], 1 / (1 + np.exp(-LOGITS))
    by_hand = -(labels * np.log(a) + (1 - labels) * np.log(1 - a)).mean()
    assert told["torch.nn.BCEWithLogitsLoss"].value == pytest.approx(by_hand, rel=1e-14)


def test_class_weights_are_passed_where_there_is_an_argument_and_taken_by_hand_elsewhere():
    told = asked(class_weights=WEIGHTS)
    torch, optax = told["torch.nn.CrossEntropyLoss"], told["optax.softmax_cross_entropy"]
    assert torch.call == "torch.nn.CrossEntropyLoss(weight=[1, 2, 4])"
    assert torch.by_hand == told["liger_kernel.LigerCrossEntropyLoss"].by_hand == ()
    assert torch.value == pytest.approx(0.45905921671666605, rel=1e-14)
    assert told["keras.losses.CategoricalFocalCrossentropy"].call.endswith(
        "CategoricalFocalCrossentropy(alpha=[1, 2, 4])"
    )
    assert optax.call == "optax.softmax_cross_entropy"
    assert optax.by_hand == ("mean of its rows", "class weights by hand")
    assert optax.value == pytest.approx(0.9181184334333321, rel=1e-14)


def test_a_sum_is_asked_for_in_each_function_s_own_words():
    told, mean = asked(reduction="sum"), asked()
    assert told["torch.nn.CrossEntropyLoss"].passed == ('reduction="sum"',)
    assert told["sklearn.metrics.log_loss"].passed == ("normalize=False",)
    assert told["optax.softmax_cross_entropy"].by_hand == ("sum of its rows",)
    for name in ("torch.nn.CrossEntropyLoss", "sklearn.metrics.log_loss", "optax.softmax_cross_entropy"):
        assert told[name].value == pytest.approx(4 * mean[name].value, rel=1e-14)


def test_a_sum_by_hand_is_the_mean_times_what_is_said():
    factors = {"times the number of rows": 4, "times the number of rows times outputs": 12}
    told, mean = asked(reduction="sum"), asked()
    by_hand = {name: factors[each.by_hand[-1]] for name, each in told.items() if each.by_hand[-1:] != ()
               and each.by_hand[-1] in factors}  # fmt: skip
    assert by_hand["xgboost.logloss"] == 12
    for name, factor in by_hand.items():
        assert told[name].value == pytest.approx(factor * mean[name].value, rel=1e-6), name


def test_a_variant_is_called_with_its_argument():
    told = asked(reduction="sum")
    variant = told["keras.losses.BinaryCrossentropy:from_logits"]
    assert variant.call == 'keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum")'
    assert told["sklearn.metrics.log_loss:eps=1e-15"].call == "sklearn.metrics.log_loss(eps=1e-15, normalize=False)"
    assert told["tf.compat.v1.losses.softmax_cross_entropy"].passed == ("reduction=Reduction.SUM",)


def test_a_formula_of_a_text_has_its_title_and_says_that_it_takes_sigmoids():
    told = asked()
    assert told["nielsen"].call == "Nielsen, ch. 3"
    assert told["nielsen"].by_hand == ("on sigmoid outputs",)
    assert told["tensorflow-intro"].by_hand == ()


def test_functions_of_classes_get_two_columns_for_one_yes_or_no():
    answer = functions(xentgui.Batch([1, 0], [2.0, -0.5]))
    told = {each.source.name: each for group in answer.groups for each in group}
    assert told["torch.nn.CrossEntropyLoss"].by_hand == ("two columns, of no and yes",)
    assert told["torch.nn.BCEWithLogitsLoss"].by_hand == ()
    two = xentgui.evaluate([1, 0], [[0.0, 2.0], [0.0, -0.5]], "torch.nn.CrossEntropyLoss").value
    assert told["torch.nn.CrossEntropyLoss"].value == pytest.approx(two, rel=1e-14)


def test_weights_of_no_and_yes_are_not_the_weights_of_outputs():
    answer = functions(xentgui.Batch([1, 0], [2.0, -0.5]), {"class_weights": (1.0, 2.0)})
    told = {each.source.name: each for group in answer.groups for each in group}
    with_logits = told["torch.nn.BCEWithLogitsLoss"]
    assert with_logits.call == "torch.nn.BCEWithLogitsLoss(pos_weight=2)"
    same = xentgui.evaluate([1, 0], [2.0, -0.5], "torch.nn.BCEWithLogitsLoss", pos_weight=2.0).value
    assert with_logits.value == pytest.approx(same, rel=1e-14)
    assert told["torch.nn.BCELoss"].by_hand == ("class weights by hand",)


def test_the_one_weight_of_one_output_is_no_pair_of_no_and_yes():
    answer = functions(xentgui.Batch([[1.0], [0.0]], [[2.0], [-0.5]]), {"class_weights": (1.0,)})
    told = {each.source.name: each for group in answer.groups for each in group}
    assert not any("pos_weight" in words for words in told["torch.nn.BCEWithLogitsLoss"].passed)


def test_one_weight_for_all_classes_is_passed_for_each():
    assert asked(class_weights=0.25)["torch.nn.CrossEntropyLoss"].passed == ("weight=[0.25, 0.25, 0.25]",)


def test_what_does_not_take_the_data_says_why():
    refused = functions(xentgui.Batch(LABELS, LOGITS)).refused
    assert "binary" in {told.source.name for told in refused}
    assert all(told.problem and np.isnan(told.value) for told in refused)


def test_a_formula_of_one_class_is_undefined_on_soft_labels_and_functions_of_indices_raise():
    soft = np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    answer = functions(xentgui.Batch(soft, LOGITS))
    undefined = next(group for group in answer.groups if np.isnan(group[0].value))
    assert {told.source.name for told in undefined} == {"cs231n"}
    refused = {told.source.name: told.problem for told in answer.refused}
    assert refused["torch.nn.NLLLoss"] == "it takes class indices alone, and row 1 has soft labels"
    assert refused["sklearn.metrics.log_loss"] == "it takes labels of 0 and 1, and row 1 has soft labels"


def test_rows_of_several_labels_are_divided_by_rows_and_refused_by_functions_of_indices():
    several = xentgui.Batch([[1, 0, 1], [0, 0, 0], [1, 1, 0]], [[2, -1, 0.5], [-0.5, 0.2, 1], [0.3, 3, -2]])
    answer = functions(several)
    told = {each.source.name: each for group in (*answer.groups, answer.refused) for each in group}
    assert told["sklearn.metrics.log_loss"].value == pytest.approx(1.6084, abs=5e-5)
    assert told["keras.metrics.CategoricalCrossentropy"].value == pytest.approx(1.6084, abs=5e-5)
    raised = told["optax.softmax_cross_entropy_with_integer_labels"]
    assert raised.problem == "it takes class indices alone, and row 1 has several labels"
    assert all(np.isfinite(each.value) for group in answer.groups for each in group if each.source.framework)


def test_a_function_that_sums_is_divided_by_hand_where_a_mean_is_asked_for():
    told = asked(reduction="mean")
    assert told["torch.nn.KLDivLoss:sum"].by_hand == ("divided by the number of rows",)
    assert asked(reduction="sum")["torch.nn.KLDivLoss"].passed == ('reduction="sum"',)
