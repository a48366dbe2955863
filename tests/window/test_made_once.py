"""What a window is made of is made when it is asked for, and styled as few times as can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from xentgui.analysis import Analysis
from xentgui.opening import of_example
from xentgui.window.curves.view import GradientCurve
from xentgui.window.likelihood import LikelihoodView
from xentgui.window.lower_right import GRADIENT, LIKELIHOOD, SURFACE
from xentgui.window.main import MainWindow
from xentgui.window.surface.view import SurfaceView
from xentgui.window.view import View


class Stylings(QObject):
    """Counts how often Qt gives a widget a style."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


@pytest.fixture
def stylings(qapp: QApplication) -> Iterator[Stylings]:
    counting = Stylings()
    qapp.installEventFilter(counting)
    yield counting
    qapp.removeEventFilter(counting)


@pytest.mark.parametrize(
    ("tab", "kind"), [(GRADIENT, GradientCurve), (SURFACE, SurfaceView), (LIKELIHOOD, LikelihoodView)]
)
def test_a_plot_is_made_when_its_tab_first_comes_to_the_front(opened, tab, kind):
    window = opened("three-classes")
    assert window.findChildren(kind) == []
    window.lower_right.show_tab(tab)
    (made,) = window.findChildren(kind)
    assert made.isVisible()
    assert made.analysis is window.document.analysis
    window.lower_right.show_tab("Loss curve")
    window.lower_right.show_tab(tab)
    assert window.findChildren(kind) == [made]


class Counting(View):
    """What it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Analysis] = []

    def receive(self, analysis: Analysis) -> None:
        self.given.append(analysis)
        super().receive(analysis)


def test_a_plot_that_comes_later_is_given_what_is_shown_once(opened, qtbot):
    window, plot = opened("three-classes", plots=False), Counting()
    qtbot.addWidget(plot)
    window.lower_right.made.emit(plot)
    assert [each is window.shown for each in plot.given] == [True]


def test_parts_are_put_into_the_window_from_the_outside_in(stylings, qtbot):
    """Else each is styled as often as it lies deep: it was nine times, and half of what a window takes."""
    window = MainWindow(of_example("three-classes"), in_place=True)
    qtbot.addWidget(window)
    assert stylings.count < 4 * len(window.findChildren(QWidget))
