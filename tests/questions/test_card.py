"""What each card shows: the pictures' numbers and words, and the data that break an assumption."""

import math

import numpy as np
import pytest
from questions.shown import THREE_CLASSES, WEIGHTED, YES_NO, Case, own

from xentgui import Batch, definitions
from xentgui.questions.card import Titled

P = [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25]]
Z = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]


def rounded(cards):
    return [(round(each.value, 4), round(each.row_value, 4)) for each in cards]


def test_the_three_class_picture():
    nielsen, tensorflow, cs231n = Case(THREE_CLASSES).cards
    assert rounded((nielsen, tensorflow, cs231n)) == [(1.2745, 0.7984), (0.7268, 0.4170), (0.7268, 0.4170)]
    assert [each.relation for each in (nielsen, tensorflow, cs231n)] == ["different", "chosen", "equal"]
    assert round(nielsen.difference, 4) == 0.5477
    assert (nielsen.holds, nielsen.assumption) == (False, "(63) on softmax outputs")
    assert (tensorflow.holds, tensorflow.assumption) == (True, "outputs sum to 1")
    assert (cs231n.holds, cs231n.assumption) == (True, "one true class per row")
    assert [each.why for each in (nielsen, tensorflow, cs231n)] == ["adds the wrong classes", "compared with", "equal"]
    assert {(each.unit, each.rows) for each in (nielsen, tensorflow, cs231n)} == {("nats", "mean of 4 rows")}


def test_soft_labels_add_the_term_of_every_class():
    case = Case(Batch([[0.9, 0.05, 0.05], [0.1, 0.8, 0.1]], Z))
    assert case.cards[0].why == "adds −(1 − yⱼ) ln(1 − aⱼ) of every class"


def test_the_first_run_picture():
    cards = Case(YES_NO, "binary").cards
    assert rounded(cards) == [(0.5816, 0.1269)] * 3
    assert [each.relation for each in cards] == ["equal", "chosen", "equal"]
    assert [each.assumption for each in cards] == [
        "(57) one yes/no output",
        "two classes: a and 1 − a",
        "two classes: scores f and 0",
    ]
    assert all(each.holds for each in cards)


def test_the_weighted_picture():
    nielsen, tensorflow, _ = Case(WEIGHTED, changes=(("class_weights", (1, 2, 4)),)).cards
    assert rounded((nielsen, tensorflow))[0][0] == 2.0979
    assert rounded((nielsen, tensorflow))[1] == (0.9181, 0.2413)
    assert round(nielsen.difference, 4) == 1.1797


def test_several_labels():
    nielsen, tensorflow, cs231n = Case(Batch([[1, 0, 1], [0, 1, 0]], Z), "multi-sigmoid").cards
    assert (nielsen.holds, nielsen.assumption) == (True, "(63) sigmoids, several labels")
    assert (tensorflow.holds, tensorflow.assumption) == (False, "ignores outputs whose label is 0")
    assert (cs231n.holds, cs231n.assumption) == (False, "several labels in row 1")
    assert cs231n.relation == "undefined"
    assert cs231n.why == "not defined: row 1 names no single class"
    assert nielsen.why == "adds the outputs with label 0"


def test_scores_read_by_another_activation():
    cs231n = Case(Batch([0, 1], Z), "multi-sigmoid").cards[2]
    assert (cs231n.holds, cs231n.assumption) == (False, "softmax of f, not the table’s a")
    assert cs231n.why == "softmax of the scores"
    torch = Titled("bce", "bce", "bce", definitions["torch.nn.BCEWithLogitsLoss"])
    card = Case(Batch([0, 1], Z), more=(torch,)).cards[3]
    assert (card.holds, card.assumption) == (False, "sigmoids of f, not the table’s a")


@pytest.mark.parametrize(
    ("labels", "outputs", "place", "words"),
    [
        ([0, 1], [[0.7, 0.2, 0.1], [0.5, 0.3, 0.5]], 1, "outputs of row 2 sum to 1.3"),
        ([0, 1], [[0.7, 0.2, 0.1], [0.5, 0.3, 0.5]], 2, "outputs of row 2 sum to 1.3"),
        ([0, 1], P, 0, "(63) on outputs that sum to 1"),
        ([[1, 0, 0], [1, 1, 0]], P, 1, "labels of row 2 do not sum to 1"),
        ([[1, 0, 0], [0.5, 0.5, 0]], P, 2, "soft labels in row 2"),
        ([[1, 0, 0], [0, 0, 0]], P, 2, "no label in row 2"),
    ],
)
def test_the_row_that_breaks_an_assumption(labels, outputs, place, words):
    card = Case(Batch(labels, outputs, outputs_are="probabilities")).cards[place]
    assert (card.holds, card.assumption) == (False, words)


def test_soft_labels_on_one_output():
    nielsen, tensorflow, cs231n = Case(Batch([1, 0.25], [2.0, 1.0]), "binary").cards
    assert (nielsen.relation, tensorflow.relation, cs231n.relation) == ("equal", "chosen", "undefined")
    assert (cs231n.holds, cs231n.assumption) == (False, "no one true class in row 2")
    assert math.isnan(cs231n.value)
    assert cs231n.row_value == pytest.approx(tensorflow.row_value)


def test_a_card_that_does_not_take_the_data():
    card = Case(THREE_CLASSES, more=(own("mine", likelihood="bernoulli", one_output=True),)).cards[3]
    assert (card.relation, card.holds, card.why) == ("refused", False, "does not take this data")
    assert "3 columns" in card.problem
    assert "outputs:" not in card.problem
    chosen = Case(THREE_CLASSES, chosen=3, more=(own("mine", likelihood="bernoulli", one_output=True),)).cards
    assert [each.relation for each in chosen] == ["undefined"] * 3 + ["refused"]
    assert chosen[0].why == "nothing to compare with"


def test_the_list_names_what_is_a_multiple_of_another_card():
    """As in the picture of ten classes: a mean over the outputs is Nielsen divided by their number."""
    more = (
        own("cross_entropy 0.1", label_smoothing=0.1),
        own("binary_cross_entropy", likelihood="bernoulli", over_outputs="none"),
        Titled("log_loss", "log_loss", "log_loss", definitions["sklearn.metrics.log_loss"]),
    )
    cards = Case(THREE_CLASSES, more=more).cards
    assert [each.why for each in cards[3:]] == ["smoothed labels", "Nielsen ÷ 3", "equal"]
    assert cards[4].rows == "mean of 4 rows and outputs"


@pytest.mark.parametrize(
    ("fields", "unit", "rows"),
    [
        ({"log_base": 2}, "bits", "mean of 4 rows"),
        ({"log_base": 10}, "bans (log10)", "mean of 4 rows"),
        ({"log_base": 3}, "log base 3", "mean of 4 rows"),
        ({"reduction": "sum"}, "nats", "sum of 4 rows"),
        ({"class_weights": (1, 2, 4), "normalise_by": "weights"}, "nats", "weighted mean of 4 rows"),
        ({"likelihood": "quadratic"}, "squares", "mean of 4 rows"),
    ],
)
def test_unit_and_rows_stand_beside_the_number(fields, unit, rows):
    card = Case(THREE_CLASSES, more=(own("mine", **fields),)).cards[3]
    assert (card.unit, card.rows) == (unit, rows)


def test_many_rows_and_ignored_rows():
    labels, outputs = np.zeros(1000, int), np.zeros((1000, 3))
    labels[:3] = -100
    torch = Case(Batch(labels, outputs), more=(own("mine", ignore_index=-100),)).cards[3]
    assert torch.rows == "mean of 997 of 1,000 rows"
    one = Case(Batch([0], outputs[:1])).cards[0]
    assert one.rows == "mean of 1 row"


def test_the_formula_follows_the_data():
    assert any(piece.role == "added" for piece in Case(THREE_CLASSES).cards[0].pieces)
    assert not any(piece.role == "added" for piece in Case(YES_NO, "binary").cards[0].pieces)
