"""assert_agrees: silent where the number is right, and an error that a person can act on where it is not."""

import math

import numpy as np
import pytest

import xentgui

LABELS, LOGITS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
PLAIN = xentgui.evaluate(LABELS, LOGITS).value
CROSS_ENTROPY = "torch.nn.CrossEntropyLoss"


def test_it_is_silent_within_the_tolerance_and_loud_beyond():
    xentgui.assert_agrees(PLAIN, LABELS, LOGITS)
    xentgui.assert_agrees(np.float32(PLAIN), LABELS, LOGITS, CROSS_ENTROPY)
    xentgui.assert_agrees(PLAIN * (1 + 9e-7), LABELS, LOGITS)
    xentgui.assert_agrees(PLAIN * 1.009, LABELS, LOGITS, rtol=0.01)
    for number in (PLAIN * (1 + 2e-6), PLAIN + 0.1, -PLAIN, math.nan, math.inf):
        with pytest.raises(AssertionError):
            xentgui.assert_agrees(number, LABELS, LOGITS)


def test_a_text_is_compared_by_its_digits():
    xentgui.assert_agrees("0.55", LABELS, LOGITS)
    with pytest.raises(AssertionError):
        xentgui.assert_agrees("0.5501", LABELS, LOGITS)


def test_one_loss_a_row_is_compared_row_by_row():
    each = xentgui.evaluate(LABELS, LOGITS, reduction="none").value
    xentgui.assert_agrees(each, LABELS, LOGITS, reduction="none")
    with pytest.raises(AssertionError, match=r"of shape \(4,\)"):
        xentgui.assert_agrees(each, LABELS, LOGITS)


def test_infinite_and_undefined_values_agree_with_themselves():
    xentgui.assert_agrees(math.inf, [0], [[0.0, 1.0]], outputs_are="probabilities")
    xentgui.assert_agrees(math.nan, [-100], [[0.0, 1.0]], CROSS_ENTROPY)


def test_the_error_has_both_numbers_and_the_first_explanation():
    weighted = xentgui.evaluate(LABELS, LOGITS, CROSS_ENTROPY, class_weights=[1, 2, 4]).value
    with pytest.raises(AssertionError) as raised:
        xentgui.assert_agrees(weighted, LABELS, LOGITS, class_weights=[1, 2, 4])
    told = str(raised.value)
    assert f"{weighted:.10g}" in told
    assert f"{xentgui.evaluate(LABELS, LOGITS, class_weights=[1, 2, 4]).value:.10g}" in told
    assert "divided by the weights used" in told
    assert "xentgui.explain" in told


def test_labels_and_outputs_in_the_order_of_torch_are_taken():
    xentgui.assert_agrees(PLAIN, LOGITS, LABELS, CROSS_ENTROPY)


def test_images_and_sequences_are_taken_with_their_class_axis():
    images, truth = np.arange(24.0).reshape(2, 3, 2, 2) / 7, np.arange(8).reshape(2, 2, 2) % 3
    value = xentgui.evaluate(truth, images, class_axis=1).value
    xentgui.assert_agrees(value, truth, images, CROSS_ENTROPY)
    xentgui.assert_agrees(value, images, truth, class_axis=1)


def test_what_can_not_be_compared_is_refused_in_words():
    with pytest.raises(xentgui.DataError, match="number"):
        xentgui.assert_agrees(None, LABELS, LOGITS)
    with pytest.raises(ValueError, match="softmax"):
        xentgui.assert_agrees(0.55, LABELS, LOGITS, "sotfmax")
