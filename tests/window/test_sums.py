"""Numbers that a person adds up by hand come out, or the sign says that they do so roughly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.examples import examples
from xentgui.questions.saying.runs import equals
from xentgui.window.cards.choice import relation_words
from xentgui.window.numbers import show_number
from xentgui.window.report import report_html
from xentgui.window.report.edition import HAND_OUT
from xentgui.window.strip.sentence import fragments, spoken

numbers = st.lists(st.floats(0, 5), min_size=9, max_size=9)


@given(numbers, numbers)
def test_the_strip_s_entropy_and_divergence_add_up_or_do_so_roughly(labels, logits):
    shares = np.reshape(labels, (3, 3)) + 0.01
    entry = Entry.of(shares / shares.sum(axis=1, keepdims=True), np.reshape(logits, (3, 3)))
    for line in Analysis(entry, Focus()).strip:
        words = spoken(fragments(line.runs))
        if "divergence" in words:
            sign = "≈" if "≈" in words else "="
            left, right = words.rstrip(".").split(f" {sign} entropy of the labels ")
            assert equals(left.split()[-1], right.split(" + divergence ")) == sign


@given(numbers)
def test_a_difference_is_that_of_the_cards_as_they_are_shown_or_roughly_so(logits):
    analysis = Analysis(Entry.of(np.eye(3), np.reshape(logits, (3, 3))), Focus(chosen=1))
    nielsen, chosen = (show_number(analysis.cards[place].value) for place in (0, 1))
    *rough, shown = relation_words(analysis.cards[0]).split()
    assert equals(nielsen, (chosen, shown)) == ("≈" if rough else "=")
    said = next(spoken(fragments(line.runs)) for line in analysis.strip if line.mark == "≠")
    assert said.startswith(f"Nielsen is {' '.join([*rough, shown[1:]])} higher")


@given(numbers)
def test_what_would_be_counted_twice_is_twice_the_card_as_it_is_shown_or_roughly_so(logits):
    analysis = Analysis(Entry.of(np.eye(9)[:, :1], np.reshape(logits, (9, 1)), mode="binary"), Focus())
    said = next(spoken(fragments(line.runs)) for line in analysis.strip if line.mark == "2×")
    *rough, shown = said.partition("every term twice, ")[2].partition(": ")[0].split()
    once = show_number(analysis.cards[0].value)
    assert rough == ([] if equals(shown, (once, once)) == "=" else ["≈"])


def test_a_difference_on_a_hand_out_is_that_of_its_values_or_roughly_so():
    page = report_html(Analysis(examples["soft-labels"].entry, Focus(chosen=1)), edition=HAND_OUT)
    assert all(f">{text}<" in page for text in ("1.2801", "0.7191", "≈ +0.5611"))


@pytest.mark.parametrize(
    ("total", "parts", "sign"),
    [
        ("0.7984", ("0.4170", "0.3814"), "="),
        ("0.7984", ("0.4170", "0.3815"), "≈"),
        ("8.497e−18", ("4.248e−18", "4.248e−18"), "≈"),
        ("−0.5", ("0.25", "−0.75"), "="),
        ("∞", ("∞", "0"), "="),
        ("undefined", ("0.1", "undefined"), "="),
    ],
)
def test_the_sign_is_of_the_numbers_as_they_are_written(total, parts, sign):
    assert equals(total, parts) == sign


@pytest.mark.parametrize("sign", ["=", "≈"])
def test_a_sum_in_the_table_of_terms_that_does_not_come_out_says_so(opened, sign):
    def added(entry):
        worked = Analysis(entry, Focus()).worked
        return f"{worked.added_total:.4f}", [f"{row.added:.4f}" for row in worked.rows]

    entries = (Entry.of(np.eye(3)[:1], [[value, 0.37, -0.21]]) for value in np.linspace(-3, 3, 40))
    entry = next(entry for entry in entries if equals(*added(entry)) == sign)
    total = next(w for w in opened(entry).findChildren(QLabel) if "sum of what is added" in w.accessibleName())
    assert total.text() == {"=": "", "≈": "≈ "}[sign] + added(entry)[0]
