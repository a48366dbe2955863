"""The agreement strip: the pictures' sentences, and the lines for data that break them."""

import dataclasses
import math

import numpy as np
import pytest
from questions.shown import THREE_CLASSES, WEIGHTED, YES_NO, Case, own, said

from xentgui import Batch, definitions
from xentgui.questions import card
from xentgui.questions.agreement import compare
from xentgui.questions.card import Titled
from xentgui.questions.saying import strip

Z = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]


def test_the_three_class_picture():
    case = Case(THREE_CLASSES)
    assert case.lines == [
        "= CS231n equals TensorFlow intro: the labels are 0 except for the true class k, so only −ln aₖ is left.",
        "≠ Nielsen is 0.5477 higher: it adds −ln(1 − aⱼ) for the 2 wrong classes. "
        "A softmax picks one class; this sum pretends that each class was decided by itself: no likelihood.",
        "ln TensorFlow intro is the negative log-likelihood of one class per row (categorical). "
        "0.7268 is how surprised the model is by the true classes: "
        "the mean of −ln(the probability that it gave them).",
    ]
    assert [line.link for line in case.strip] == ["all-agree", None, None]
    names = [(run.text, run.card) for line in case.strip for run in line.runs if run.role == "definition"]
    assert names == [("CS231n", 2), ("TensorFlow intro", 1), ("Nielsen", 0), ("TensorFlow intro", 1)]
    assert [run.card for run in case.strip[1].runs if run.role == "added"] == [0]
    assert [run.text for run in case.strip[0].runs if run.role == "shared"] == ["−ln aₖ"]


def test_the_first_run_picture():
    case = Case(YES_NO, "binary")
    assert case.lines == [
        "= All three give 0.5816: a yes/no question has one output a, and the other class gets 1 − a. "
        "The three sums have the same terms.",
        "2× Nielsen (63), summed over both classes as two outputs, would count every term twice, 1.1632: "
        "−ln 0.8808 comes again as −ln(1 − 0.1192).",
        "ln TensorFlow intro is the negative log-likelihood of one of two classes (Bernoulli). "
        "0.5816 is how surprised the model is by the true classes: "
        "the mean of −ln(the probability that it gave them).",
    ]
    assert [line.link for line in case.strip] == [None, None, None]


def test_the_term_that_would_come_again_is_that_of_the_true_answer():
    lines = Case(Batch([0.0], [0.8], outputs_are="probabilities"), "binary").lines
    assert lines[1].endswith("would count every term twice, 3.2189: −ln 0.2 comes again as −ln(1 − 0.8).")


def test_the_weighted_picture():
    lines = Case(WEIGHTED, changes=(("class_weights", (1, 2, 4)),)).lines
    assert lines[1].startswith("≠ Nielsen is 1.1797 higher")
    assert lines[2].startswith("ln TensorFlow intro, weighted, is the negative log-likelihood")


def test_two_classes_are_counted_twice():
    case = Case(Batch([0, 1], [[2.0, 1.0], [-0.5, 1.0]]))
    assert case.strip[1].mark == "2×"
    assert case.strip[1].link == "enter-difference-logit"
    assert case.lines[1] == (
        "2× Nielsen is exactly twice TensorFlow intro: (63) over two outputs that sum to 1 counts every term twice: "
        "−ln 0.7311 comes again as −ln(1 − 0.2689). (57) takes one, with the logit f(cat) − f(dog)."
    )
    sure = Case(Batch([0, 1], [[40.0, 0.0], [0.0, 40.0]]))
    assert "every term twice: −ln 0.7 comes again as −ln(1 − 0.3)." in sure.lines[1]
    probabilities = Case(Batch([0, 1], [[0.7, 0.3], [0.4, 0.6]], outputs_are="probabilities"))
    assert probabilities.strip[1].mark == "2×"
    assert probabilities.strip[1].link is None
    assert "half TensorFlow" not in probabilities.lines[1]
    assert "are exactly half Nielsen" in Case(Batch([0, 1], [[2.0, 1.0], [-0.5, 1.0]]), chosen=0).lines[1]


def test_two_probabilities_that_sum_to_1_but_for_rounding_are_twice_to_rounding():
    case = Case(Batch([0, 1], [[0.7, 0.3], [0.4, 0.6000004]], outputs_are="probabilities"))
    assert case.lines[1].startswith("2× Nielsen is to rounding twice TensorFlow intro: ")


def test_soft_labels():
    lines = Case(Batch([[0.7, 0.2, 0.1], [0, 1, 0]], Z)).lines
    assert [line[0] for line in lines] == ["≠", "l"]
    assert "it adds −(1 − yⱼ) ln(1 − aⱼ) for every class" in lines[0]
    assert "CS231n has no value: row 1 has soft labels, and the formula needs one true class" in lines[0]
    assert (
        "is the negative log-likelihood of one class per row (categorical), averaged over the soft labels." in lines[1]
    )
    assert "entropy of the labels 0.4009 + divergence 0.1170" in lines[1]


def test_soft_labels_on_one_output():
    lines = Case(Batch([1, 0.25], [2.0, 1.0]), "binary").lines
    assert lines[0].startswith("= Nielsen equals TensorFlow intro: a yes/no question has one output")
    assert lines[0].endswith("Both sums have the same terms.")
    assert lines[1].startswith("≠ CS231n has no value: row 2 has soft labels")


def test_several_labels():
    lines = Case(Batch([[1, 0, 1], [0, 1, 0]], Z), "multi-sigmoid").lines
    assert "it adds −ln(1 − aⱼ) for every output whose label is 0" in lines[0]
    assert "row 1 has several labels" in lines[0]
    assert lines[1] == (
        "ln TensorFlow intro is no likelihood here: each output is a yes/no question of its own, and this sum ignores "
        "those whose label is 0."
    )
    chosen = Case(Batch([[1, 0, 1], [0, 1, 0]], Z), "multi-sigmoid", chosen=0).lines
    assert "they leave out" not in chosen[0]
    assert "it leaves out −ln(1 − aⱼ)" in chosen[0]
    assert chosen[-1].startswith(
        "ln Nielsen is the negative log-likelihood of yes/no outputs, each decided by itself (Bernoulli)."
    )


def test_outputs_that_do_not_sum_to_1():
    case = Case(Batch([0, 1], [[0.7, 0.2, 0.1], [0.5, 0.3, 0.5]], outputs_are="probabilities"))
    assert case.lines[-1] == "ln TensorFlow intro is no likelihood here: the outputs of row 2 do not sum to 1."
    assert "no likelihood" not in case.lines[1]


def test_an_infinite_value_names_its_cell():
    lines = Case(Batch([0, 1], [[0.7, 0.2, 0.1], [0.5, 0.0, 0.5]], outputs_are="probabilities")).lines
    assert lines[0].startswith("= CS231n equals")
    assert "It is infinite: row 2 gives dog the label 1 and the probability 0." in lines[2]
    nielsen = Case(Batch([0, 1], [[0.7, 1.0, 0.1], [0.5, 0.3, 0.2]], outputs_are="probabilities")).lines
    assert "Nielsen is infinite: row 1 gives dog the label 0 and the probability 1." in nielsen[1]


def test_an_undefined_chosen_card():
    lines = Case(Batch([[0, 0, 0], [0, 1, 0]], Z), chosen=2).lines
    assert lines[-1].startswith("ln CS231n is not defined here: row 1 has no label")
    assert "TensorFlow intro gives" in lines[0]


def test_a_refused_card_is_named_with_its_reason():
    mine = own("mine", likelihood="bernoulli", one_output=True)
    assert "mine does not take this data: 3 columns" in Case(THREE_CLASSES, more=(mine,)).lines[1]
    assert Case(THREE_CLASSES, chosen=3, more=(mine,)).lines[-1].startswith("ln mine does not take this data")


def test_a_list_says_the_first_in_full_and_the_next_in_short():
    more = (
        own("binary_cross_entropy", likelihood="bernoulli", over_outputs="none"),
        Titled("log_loss", "log_loss", "log_loss", definitions["sklearn.metrics.log_loss"]),
        own("smooth", label_smoothing=0.1),
    )
    lines = Case(THREE_CLASSES, more=more).lines
    assert lines[0].startswith("= CS231n and log_loss equal TensorFlow intro: the labels are 0")
    assert lines[1] == (
        "≠ Nielsen is 0.5477 higher: it adds −ln(1 − aⱼ) for the 2 wrong classes. "
        "binary_cross_entropy divides that by 3. smooth differs too: smoothed labels."
    )


def test_a_sentence_has_a_shorter_form_with_the_same_number_and_names():
    for case in (Case(THREE_CLASSES), Case(YES_NO, "binary")):
        for line in (line for line in case.strip if line.short):
            assert len(said(line.short)) <= len(said(line.runs))
            assert line.short[0] == line.runs[0]
        assert said(case.strip[-1].short).count("0.") == said(case.strip[-1].runs).count("0.") == 1
    assert "is −ln of the categorical likelihood." in said(Case(THREE_CLASSES).strip[-1].short)


@pytest.mark.parametrize("mode", ["softmax", "binary", "multi-sigmoid"])
@pytest.mark.parametrize("outputs_are", ["logits", "probabilities"])
def test_at_most_three_lines_whatever_is_shown_and_chosen(mode, outputs_are):
    """Labels of every kind and ten cards: every line is a sentence, and the last is the chosen card's principle."""
    generator = np.random.default_rng(7)
    names = [name for name in definitions if "." in name]
    for labels in (np.eye(3)[[0, 1]], np.full((2, 3), 1 / 3), np.array([[1, 1, 0], [0, 0, 0]])):
        outputs = (
            generator.dirichlet(np.ones(3), 2) if outputs_are == "probabilities" else generator.normal(size=(2, 3))
        )
        if mode == "binary":
            labels, outputs = labels[:, 0], outputs[:, 0]
        drawn = enumerate(generator.choice(names, 7, False))
        more = tuple(Titled(name, name, name, definitions[name], name, 9 - k) for k, name in drawn)
        for chosen in range(10):
            case = Case(Batch(labels, outputs, outputs_are=outputs_are), mode, chosen, more=more)
            assert 1 <= len(case.strip) <= 3
            assert case.strip[-1].mark == "ln"
            assert case.strip[-1].runs[0].card == case.shown[chosen].slot
            for line in case.lines:
                assert line.endswith((".", "?"))
                assert "nan" not in line.lower().split()
            values = [run.value for line in case.strip for run in line.runs if run.value is not None]
            assert not any(math.isnan(value) for value in values)


@pytest.mark.parametrize(("base", "word"), [(10.0, "log₁₀"), (2.0, "log₂"), (3.0, "log")])
def test_the_terms_are_written_in_the_base_of_the_window(base: float, word: str):
    case = Case(THREE_CLASSES, changes=(("log_base", base),))
    written = [run.text for line in case.strip for run in line.runs if run.role in ("shared", "added")]
    assert written == [f"−{word} aₖ", f"−{word}(1 − aⱼ)"]


def test_the_fewest_words_still_name_the_card_that_is_left():
    case = Case(Batch([[1, 1, 0], [0, 1, 0]], [[2.0, 1.0, -1.5], [-0.5, 2.2, -0.4]]), "multi-sigmoid", chosen=0)
    line = next(line for line in case.strip if line.mark == "≠")
    assert said(line.short).endswith("CS231n has no value.")


def test_what_the_added_terms_do_not_explain_alone_is_told_too():
    several = Batch([[1, 0, 1], [0, 1, 0], [0, 0, 1]], [[2, 0.5, -1], [0.1, 1.2, 0.3], [-0.5, 0, 1.5]])
    changed = {"pos_weight": (1.0, 2.0, 4.0), "label_smoothing": 0.1, "over_outputs": "mean", "log_base": 2.0}
    alone = own("ours", activation="sigmoid", likelihood="bernoulli", pos_weight=changed["pos_weight"])
    several_things = own("ours", activation="sigmoid", likelihood="bernoulli", **changed)
    for ours, words in ((alone, "weighted positive labels."), (several_things, ", 2 more.")):
        case = Case(several, "multi-sigmoid", chosen=1, more=(ours,))
        line = next(line for line in case.lines if line.startswith("≠"))
        told = next(part for part in line.split(". ") if part.lstrip("≠ ").startswith("ours"))
        assert "adds the outputs with label 0; besides: " in told
        assert f"{told}.".replace("..", ".").endswith(words)
    first, *others = Case(several, "multi-sigmoid").shown
    weighted = dataclasses.replace(first.definition, pos_weight=changed["pos_weight"])
    cards = (dataclasses.replace(first, definition=weighted), *others)
    comparison = compare(several, {each.name: each.definition for each in cards})
    answered = card.cards(several, cards, 1, 0, "multi-sigmoid")
    found = strip.strip(several, answered, 1, comparison, "multi-sigmoid", ("cat", "dog", "bird"))
    assert "for every output whose label is 0; besides: weighted positive labels." in said(found[0].runs)


def test_of_rows_some_of_which_are_ignored_the_value_is_still_a_surprise():
    batch = Batch([-100, 1, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]])
    lines = Case(batch, changes=(("ignore_index", -100),)).lines
    assert "is how surprised the model is by the true classes: the mean of −ln(" in lines[-1]
