"""There is room for what is said: at 1280x720 and 1440x900 no card cuts its words and every sentence is whole."""

import pytest

from xentgui.examples import examples
from xentgui.opening import of_example
from xentgui.window.cards.text import Value, Words
from xentgui.window.main import MainWindow
from xentgui.window.strip.sentence import Sentence

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def opened(qtbot):
    def make(name, size):
        window = MainWindow(of_example(name), in_place=True)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        return window

    return make


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (2560, 1440)], ids=str)
@pytest.mark.parametrize("name", list(examples))
def test_nothing_is_cut(opened, name, size):
    window = opened(name, size)
    words = [part for part in window.cards.findChildren(Words) if part.isVisible() and not isinstance(part, Value)]
    assert words
    assert [part.text() for part in words if part.cut] == []
    sentences = [part for part in window.strip.findChildren(Sentence) if part.isVisible()]
    assert sentences
    assert [part.text() for part in sentences if part.cut] == []


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_sentences_of_the_first_examples_take_one_line_each(opened, width):
    window = opened("three-classes", (width, 720))
    for sentence in window.strip.findChildren(Sentence):
        assert sentence.sizeHint().width() <= sentence.width(), sentence.text()
