"""The first-run strip: its question is read as a whole at every width of the window."""

import pytest
from PySide6.QtWidgets import QLabel

from xentgui.window.banner import QUESTION, Banner


@pytest.mark.parametrize("width", [1248, 1408, 1888])
def test_the_question_is_not_cut(qtbot, width):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(width, 58)
    banner.show()
    qtbot.waitExposed(banner)
    question = next(label for label in banner.findChildren(QLabel) if label.text() == QUESTION)
    assert not question.cut
