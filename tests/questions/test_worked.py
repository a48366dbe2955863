"""One row, term by term: its terms make its loss, and the numbers put into a formula give the result again."""

import math
import re

import numpy as np
import pytest
import strategies as drawn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from questions.shown import THREE_CLASSES, WEIGHTED, YES_NO, Case, own
from strategies import draws

from xentgui import Batch, Definition
from xentgui.questions.formula import plain, term_tex
from xentgui.questions.worked import worked


def line(case, card):
    return next(each for each in case.worked.lines if each.card == card)


def shown(case, card):
    """TeX without colours."""
    return plain(line(case, card).tex)


def test_the_logarithm_of_a_is_known_where_nothing_is_done_to_it():
    rows = Case(THREE_CLASSES, changes=(("log_base", 2.0),)).worked.rows
    assert [row.minus_log for row in rows] == pytest.approx([-math.log(row.activation) for row in rows], rel=1e-14)
    clipped = Case(Batch([0], [[-900.0, 0.0]]), chosen=3, more=(own("clipped", clip=1e-7),)).worked.rows
    assert all(math.isnan(row.minus_log) for row in clipped)


def test_the_three_class_picture():
    case = Case(THREE_CLASSES)
    rows = [(r.name, r.label, round(r.activation, 4), round(r.shared, 4), round(r.added, 4)) for r in case.worked.rows]
    assert rows == [("cat", 1, 0.6590, 0.4170, 0), ("dog", 0, 0.2424, 0, 0.2776), ("bird", 0, 0.0986, 0, 0.1038)]
    assert (round(case.worked.shared_total, 4), round(case.worked.added_total, 4)) == (0.4170, 0.3814)
    assert [each.card for each in case.worked.lines] == [1, 2, 0]
    assert [each.words for each in case.worked.lines] == [
        "one term survives",
        "the same, straight from the scores",
        "adds the two wrong classes",
    ]
    assert shown(case, 1) == r"-(1 \cdot \ln 0.6590 + 0 \cdot \ln 0.2424 + 0 \cdot \ln 0.0986) = 0.4170"
    assert shown(case, 2) == r"-\ln\left(\frac{e^{2.0}}{e^{2.0} + e^{1.0} + e^{0.1}}\right) = 0.4170"
    assert shown(case, 0) == "0.4170 + 0.2776 + 0.1038 = 0.7984"
    assert [(piece.tex, piece.role) for piece in line(case, 0).pieces][1] == ("+ 0.2776 + 0.1038", "added")
    assert case.worked.added_tex is not None


def test_the_first_run_picture():
    case = Case(YES_NO, "binary")
    rows = [(r.name, r.label, round(r.activation, 4), round(r.shared, 4)) for r in case.worked.rows]
    assert rows == [("cat: yes", 1, 0.8808, 0.1269), ("cat: no", 0, 0.1192, 0)]
    assert case.worked.added_tex is None
    assert [each.card for each in case.worked.lines] == [0, 1, 2]
    assert [each.words for each in case.worked.lines] == [
        "both answers in one line",
        "one term a class",
        "the same, straight from the scores",
    ]
    assert shown(case, 0) == r"-(1 \cdot \ln 0.8808 + (1 - 1) \cdot \ln(1 - 0.8808)) = 0.1269"
    assert shown(case, 1) == r"-(1 \cdot \ln 0.8808 + 0 \cdot \ln 0.1192) = 0.1269"
    assert shown(case, 2) == r"-\ln\left(\frac{e^{2.0}}{e^{2.0} + e^{0}}\right) = 0.1269"


def test_the_weighted_picture():
    case = Case(WEIGHTED, changes=(("class_weights", (1, 2, 4)),))
    assert [round(row.added, 4) for row in case.worked.rows] == [0, 0.3854, 0.1596]
    assert round(case.worked.added_total, 4) == 0.5450
    assert "w_j" in case.worked.shared_tex


def test_a_factor_that_is_a_number_stands_before_the_weights_and_is_no_power_of_them():
    """The head of the column read −wⱼ3 · yⱼ."""
    weights = {"likelihood": "bernoulli", "class_weights": (1.0, 2.0, 4.0)}
    for factor in ({"pos_weight": 3.0}, {"alpha": 0.25}):
        definition = Definition(**weights, **factor)
        yes, no = (plain(term_tex(definition, complement=complement)) for complement in (False, True))
        assert not re.search(r"w_j *[\d]", yes + no)
        assert re.match(r"-(3|0\.25) \\cdot w_j y_j", yes)
    assert no.startswith(r"-0.75 \cdot w_j (1 - y_j)")


def test_of_many_classes_the_true_one_the_largest_and_the_others_together():
    f = np.array([[0.31, 1.0, -0.5, -0.01, -0.44, 5.0, 2.7, 0.2]])
    case = Case(Batch([3], f))
    rows = case.worked.rows
    assert rows[0].name == "fish"
    assert [row.name for row in rows[1:]] == ["horse", "ship", "dog", "cat", "truck", "the other 2 together"]
    assert [row.rest for row in rows] == [0, 0, 0, 0, 0, 0, 2]
    assert math.fsum(row.activation for row in rows) == pytest.approx(1, rel=1e-14)
    assert math.fsum(row.added for row in rows) == pytest.approx(case.worked.added_total, rel=1e-14)
    assert re.fullmatch(r"-1 \\cdot \\ln 0\.00\d+ = 5\.\d{4}", shown(case, 1))
    assert line(case, 0).words == "adds the seven wrong classes"
    assert shown(case, 0).count("+") == 1
    assert r"\cdots" in shown(case, 2)


def test_as_many_classes_are_named_whichever_is_the_largest():
    f = np.linspace(-2, 2, 8)
    counts = {len(Case(Batch([3], np.where(np.arange(8) == 3, score, f)[None])).worked.rows) for score in range(-9, 9)}
    assert counts == {7}


def test_the_class_at_the_edge_is_not_called_others():
    assert all(row.rest == 0 for row in Case(Batch([0], np.zeros((1, 6)))).worked.rows)
    seven = Case(Batch([6], np.array([[7.0, 6, 5, 4, 3, 2, 1]]))).worked.rows
    assert len(seven) == 7
    assert all(row.rest == 0 for row in seven)


@settings(max_examples=draws(60), deadline=None)
@given(st.data())
def test_the_terms_of_the_row_make_its_loss(data):
    """Shared for a categorical card, shared and added for a Bernoulli one; to 1e-12 of the loss."""
    rows, columns = data.draw(st.integers(1, 3)), data.draw(st.sampled_from([2, 3, 8]))
    f = data.draw(drawn.tables(rows, columns, drawn.scores(300)))
    y = data.draw(drawn.tables(rows, columns, st.sampled_from([0.0, 1.0, 0.25])))
    mode = data.draw(st.sampled_from(["softmax", "multi-sigmoid"]))
    weights = data.draw(st.none() | st.lists(st.floats(0, 5), min_size=columns, max_size=columns))
    changes = (("class_weights", tuple(weights)),) if weights else ()
    chosen, row = data.draw(st.integers(0, 1)), data.draw(st.integers(0, rows - 1))
    base = data.draw(st.sampled_from([math.e, 2.0, 10.0]))
    case = Case(Batch(y, f), mode, chosen, row, changes=(*changes, ("log_base", base)))
    worked_row = case.worked
    total = worked_row.shared_total + (worked_row.added_total if chosen == 0 else 0)
    assert total == pytest.approx(case.cards[chosen].row_value, rel=1e-12, abs=1e-300)
    shared = math.fsum(each.shared for each in worked_row.rows)
    assert shared == pytest.approx(worked_row.shared_total, rel=1e-12, abs=1e-300)


@settings(max_examples=draws(60), deadline=None)
@given(st.lists(st.floats(-12, 12), min_size=2, max_size=4), st.data())
def test_the_numbers_put_in_give_the_result_again(f, data):
    """A probability has as many digits as its logarithm needs: -ln of the shown one rounds to the shown result."""
    true = data.draw(st.integers(0, len(f) - 1))
    case = Case(Batch([true], [f]))
    text = shown(case, 1)
    probabilities = re.findall(r"1 \\cdot \\ln[ (]([\d.]+(?: \\cdot 10\^\{-\d+\})?)", text)
    assert len(probabilities) == 1
    assume(case.cards[1].row_value > 1e-4)
    a = float(probabilities[0].replace(r" \cdot 10^{", "e").rstrip("}"))
    assert f"{-math.log(a):.4f}" == text.split("= ")[1]


def test_a_probability_that_is_all_but_1_is_written_as_what_is_missing():
    text = shown(Case(Batch([0], [[40.0, 0.0]])), 1)
    assert (
        text == r"-(1 \cdot \ln(1 - 4.248 \cdot 10^{-18}) + 0 \cdot \ln(4.248 \cdot 10^{-18})) = 4.248 \cdot 10^{-18}"
    )


def test_all_probabilities_of_a_line_have_as_many_decimals():
    several = Case(Batch([[1, 1, 0]], [[2.0, 1.0, -1.5]]), "multi-sigmoid")
    assert shown(several, 1) == r"-(1 \cdot \ln 0.88080 + 1 \cdot \ln 0.73106 + 0 \cdot \ln 0.18243) = 0.4402"


def test_an_ignored_row_adds_nothing_and_says_so():
    ignored = Batch([-100, 1], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]])
    lines = Case(ignored, changes=(("ignore_index", -100),)).worked.lines
    assert [each.words for each in lines] == ["this row does not count"] * 3


def test_a_term_that_counts_for_nothing_has_the_windows_digits():
    assert r"0 \cdot \ln 1.0000" in shown(Case(Batch([1], [[12.0, 0.5, -1.0]])), 1)


def test_a_card_of_another_activation_adds_nothing_to_the_table():
    case = Case(Batch([0, 1], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]), "multi-sigmoid", chosen=2)
    assert case.worked.added_tex is None
    assert case.worked.added_total == 0
    assert [round(row.activation, 4) for row in case.worked.rows] == [0.6590, 0.2424, 0.0986]
    assert line(case, 0).words == "both answers of every output"


def test_smoothed_labels_are_shown_smoothed():
    case = Case(THREE_CLASSES, chosen=3, more=(own("smooth", label_smoothing=0.3),))
    assert [row.label for row in case.worked.rows] == pytest.approx([0.8, 0.1, 0.1])
    assert case.worked.shared_total == pytest.approx(case.cards[3].row_value, rel=1e-14)
    assert case.worked.added_tex is None
    assert "y'_j" in case.worked.shared_tex
    assert "y'_j" in case.worked.label_tex
    assert line(case, 3).words == "smoothed labels: every class counts"


def test_much_of_several_terms_is_put_in_as_their_numbers():
    """Each label times the difference of two logarithms, three times: in one line they were too small to be read."""
    case = Case(THREE_CLASSES, chosen=3, more=(own("divergence", divergence=True, label_smoothing=0.1),))
    assert shown(case, 3) == "0.3248 - 0.0661 - 0.0361 = 0.2226"


def test_labels_smoothed_over_classes_and_over_two_answers_are_not_the_same_terms():
    case = Case(THREE_CLASSES, changes=(("label_smoothing", 0.3),))
    assert case.worked.added_tex is None
    assert Case(THREE_CLASSES, chosen=0, changes=(("label_smoothing", 0.3),)).worked.added_tex is not None


def test_probabilities_and_infinite_terms():
    case = Case(Batch([[0, 1, 0]], [[0.5, 0.0, 0.5]], outputs_are="probabilities"))
    assert case.worked.shared_total == math.inf
    assert shown(case, 1).endswith(r"= \infty")
    assert shown(case, 2) == r"-1 \cdot \ln 0 = \infty"


def test_soft_labels_leave_the_true_class_undefined():
    case = Case(Batch([[0.5, 0.5, 0.0]], [[2.0, 1.0, 0.1]]))
    assert line(case, 2).words == "not defined: this row names no single class"
    assert shown(case, 2) == r"\mathrm{undefined}"
    assert line(case, 0).words == "adds −(1 − y) ln(1 − a) of every output"


def test_of_four_cards_those_that_equal_the_chosen_are_left_out():
    case = Case(THREE_CLASSES, more=(own("smooth", label_smoothing=0.1),))
    assert [each.card for each in case.worked.lines] == [1, 3, 0]


def test_the_mean_over_outputs_and_squares():
    more = (own("mean", likelihood="bernoulli", over_outputs="mean"), own("squares", likelihood="quadratic"))
    case = Case(THREE_CLASSES, more=more)
    assert shown(case, 3) == r"\frac{1}{3}(0.4170 + 0.2776 + 0.1038) = 0.2661"
    assert shown(case, 4) == r"\frac{1}{2}((1 - 0.6590)^2 + (0 - 0.2424)^2 + (0 - 0.0986)^2) = 0.0924"


def test_no_such_row_and_no_definition_that_takes_the_data():
    case = Case(THREE_CLASSES)
    assert worked(case.batch, case.shown, 1, 4, "softmax", case.names) is None
    refused = (own("mine", one_output=True),)
    assert worked(case.batch, refused, 0, 0, "softmax", case.names) is None


def test_the_digits_are_the_windows():
    case = Case(THREE_CLASSES)
    two = worked(case.batch, case.shown, 1, 0, "softmax", case.names, digits=2)
    assert plain(two.lines[2].tex) == "0.42 + 0.28 + 0.10 = 0.80"


def test_a_probability_below_the_smallest_float_is_written_as_a_power_of_e():
    case = Case(Batch([0], [[-898.0, 1.0, 0.1]]))
    assert shown(case, 1) == r"-(1 \cdot \ln e^{-899.3412} + 0 \cdot \ln 0.7109 + 0 \cdot \ln 0.2891) = 899.3412"
