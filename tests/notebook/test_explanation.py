"""explain: the window's answer as text and as HTML, with the list that match gives."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

import xentgui
from xentgui.notebook.explanation import DARK, LIGHT
from xentgui.window import theme

LABELS, LOGITS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
WEIGHTS = [1.0, 2.0, 4.0]


@pytest.fixture(scope="module")
def weighted():
    return xentgui.explain(LABELS, LOGITS, "0.4591", class_weights=WEIGHTS)


class Tags(HTMLParser):
    """Collects what a page is made of; every tag that is opened must be closed."""

    def __init__(self, page):
        super().__init__()
        self.opened, self.attributes, self.words, self.stack = [], [], [], []
        self.feed(page)
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.attributes += attrs
        self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.opened.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)


def told(matches):
    return [(match.definition, match.slips, match.value, match.hit) for match in matches]


@pytest.mark.parametrize(
    ("number", "how"), [("0.4591", {"class_weights": WEIGHTS}), (0.55, {}), ("123.4", {"near": 1})]
)
def test_the_matches_are_those_of_match(number, how):
    explanation = xentgui.explain(LABELS, LOGITS, number, **how)
    assert told(explanation.matches) == told(xentgui.match(LABELS, LOGITS, number, **how))


def test_the_text_says_headline_causes_arithmetic_and_what_tells_them_apart(weighted):
    text = str(weighted)
    assert text == weighted.text
    assert text.startswith(f"{weighted.headline}.\nKnown: class weights 1, 2, 4.")
    for words in (
        "1  Weighted mean, divided by the weights used: 0.459059216",
        "= 3.6725/(1 + 2 + 4 + 1) = 3.6725/8 = 0.459059",
        "2  Half of the loss",
        "To tell them apart, change the label of row 4",
        "Not it: the plain mean of weighted losses 0.9181",
    ):
        assert words in text


@pytest.mark.parametrize("number", ["0.4591", "16.118096", "-0.7", "0.5", ["0.24", "0.55", "0.31", "1.1"]])
def test_no_line_of_text_is_longer_than_100_columns_and_a_repr_has_at_most_20_lines(number):
    explanation = xentgui.explain(LABELS, LOGITS, number)
    assert max(map(len, explanation.text.split("\n"))) <= 100
    shown = repr(explanation).split("\n")
    assert len(shown) <= 20
    if len(explanation.text.split("\n")) > 20:
        assert "print()" in shown[-1]


def test_weights_are_asked_for_where_nothing_gives_the_number():
    assert "Then give class_weights" in xentgui.explain(LABELS, LOGITS, "0.4591").text
    assert "Then give class_weights" not in xentgui.explain(LABELS, LOGITS, "0.55").text


def test_a_number_that_is_known_by_itself_is_told_with_who_makes_it():
    explanation = xentgui.explain(LABELS, LOGITS, "16.118096")
    assert explanation.headline.startswith("16.118096 is known by itself.")
    assert "*  Keras: 16.11809565095832" in explanation.text


def test_few_digits_are_said_to_be_few():
    assert "With one digit" in xentgui.explain(LABELS, LOGITS, "0.5").text


def test_outputs_given_first_are_recognised_and_it_is_said_so():
    swapped = xentgui.explain(LOGITS, LABELS, "0.5500")
    assert "Labels and outputs were given in the other order" in swapped.text
    assert swapped.matches[0].value == xentgui.explain(LABELS, LOGITS, "0.5500").matches[0].value
    soft = [[0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0, 0, 1], [0.4, 0.3, 0.3]]
    assert "other order" in xentgui.explain(LOGITS, soft, "0.5500").text
    one_hot = np.eye(3)[LABELS]
    assert "other order" in xentgui.explain(LOGITS, one_hot, "0.5500").text
    yes_no = xentgui.explain([0.3, -1.2, 2.5], [1, 0, 1], f"{xentgui.evaluate([1, 0, 1], [0.3, -1.2, 2.5]).value:.5f}")
    assert yes_no.arguments.notes
    assert yes_no.matches


@pytest.mark.parametrize(
    ("labels", "outputs"), [(LABELS, LOGITS), (np.eye(3)[LABELS], LOGITS), ([1, -1, 1], [0, 1, 1]), ([2, 1], [0, 1])]
)
def test_the_right_order_is_left_alone(labels, outputs):
    assert not xentgui.explain(labels, outputs, "0.1234").arguments.notes


def test_the_html_stands_by_itself_with_formulas_as_svg_for_light_and_dark(weighted):
    page = weighted._repr_html_()
    tags = Tags(page)
    assert page == weighted.html
    assert tags.opened.count("svg") >= 3
    assert not {"script", "link", "img", "iframe"} & set(tags.opened)
    assert not [value for name, value in tags.attributes if name in ("src", "href") or name.startswith("on")]
    assert "url(" not in page
    assert "prefers-color-scheme:dark" in page
    for svg in re.findall(r"<svg.*?</svg>", page):
        ElementTree.fromstring(svg)
    words = " ".join(tags.words)
    assert weighted.headline in words
    assert weighted.text in words
    assert any(name == "aria-label" and "sum over" in value for name, value in tags.attributes)


def test_the_colours_of_the_html_are_those_of_the_window():
    for ours, theirs in ((LIGHT, theme.LIGHT), (DARK, theme.DARK)):
        assert ours == {name: getattr(theirs, name) for name in ours}


def test_a_formula_beside_a_slip_is_said_to_be_without_it():
    slip = xentgui.explain(LABELS, LOGITS, "-0.5500")
    assert slip.matches[0].slips
    assert "without the slip" in slip.html


def test_names_are_never_markup():
    page = xentgui.explain(LABELS, LOGITS, "0.55", definition=xentgui.Definition(), log_base=2).html
    assert "<s>" not in page
    assert "&lt;" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.S)


@pytest.mark.parametrize("number", ["abc", "1,234.5", [0.1, 0.2], None])
def test_a_number_that_is_none_is_refused_in_words(number):
    with pytest.raises(ValueError, match=r"number"):
        xentgui.explain(LABELS, LOGITS, number)


def test_neither_qt_nor_the_typesetter_is_imported_before_it_is_needed():
    program = (
        "import sys, xentgui; assert 'xentgui.notebook' not in sys.modules\n"
        "e = xentgui.explain([0, 1], [[1, 2], [3, 4]], '0.8133'); print(e)\n"
        "assert 'ziamath' not in sys.modules; e.html\n"
        "assert not {'PySide6', 'pyqtgraph'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True)
