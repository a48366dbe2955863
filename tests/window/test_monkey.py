"""A monkey that clicks, drags, types and pastes at random: nothing raises, and nothing stands still."""

import pytest
from PySide6.QtWidgets import QApplication
from window.monkey import Monkey

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.qt_no_exception_capture]


@pytest.mark.parametrize(("seed", "example"), [(1, "three-classes"), (2, "two-classes"), (3, "empty")])
def test_a_short_monkey_raises_nothing(opened, dialogs_of_qt, seed, example):
    window = opened(example, (1280, 720), first_run=True)
    monkey = Monkey(window, seed)
    monkey.run(120)
    for box in QApplication.topLevelWidgets():
        if box is not window:
            box.close()
    assert not monkey.raised, "\n".join([*monkey.acts, *monkey.raised])
