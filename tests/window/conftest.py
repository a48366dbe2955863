"""How the window's tests open it, and their guards: what a test opened is gone after it, also from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window.tables_harness import Bench, three_classes

from xentgui.entry import Entry
from xentgui.opening import Opening, of_example
from xentgui.window.appearance import USUAL, set_zoom
from xentgui.window.main import MainWindow
from xentgui.window.numbers import Digits, digits
from xentgui.window.theme import look, set_appearance

PATIENCE = 60_000  # milliseconds: on a busy machine everything takes long, and nothing here is a test of speed


class PatientBot(QtBot):
    """Waits as long as it takes; what never comes is still a failure."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def _let_go(window: MainWindow) -> None:
    window.document.stack.setClean()
    window.lessons.discard()


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[..., MainWindow]:
    """Opens windows on an example, an entry or an opening; what is left in them is not asked about."""

    def make(
        start: str | Entry | Opening = "three-classes",
        size: tuple[int, int] = (1440, 900),
        *,
        plots: bool = True,
        in_place: bool = True,
        **how: object,
    ) -> MainWindow:
        opening = of_example(start) if isinstance(start, str) else Opening(start) if isinstance(start, Entry) else start
        window = MainWindow(opening, in_place=in_place, **how)
        qtbot.addWidget(window, before_close_func=_let_go)
        window.resize(*size)
        window.show()
        if plots:
            window.put_in_plots()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        return window

    return make


@pytest.fixture
def window(opened: Callable[..., MainWindow], dialogs_of_qt: None) -> MainWindow:
    """An example without its plots, in which a test can also type into file dialogs."""
    return opened(plots=False)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings of a window, which outlive it."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    """Puts tables on the screen, those of three classes where no entry is given."""

    def make(entry: Entry | None = None, **given: object) -> Bench:
        made = Bench(entry or three_classes(), **given)
        qtbot.addWidget(made.view)
        return made

    return make


@pytest.fixture
def tables(bench: Callable[..., Bench]) -> Bench:
    return bench()


@pytest.fixture
def dialogs_of_qt(qapp: QApplication) -> Iterator[None]:
    """File dialogs are Qt's own, whose fields a test can type into."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.fixture(autouse=True)
def _own_clipboard(qapp: QApplication) -> Iterator[None]:
    """Without a desktop the clipboard outlives the interpreter, and what Python put into it would end in a crash."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def _usual_decimals() -> Iterator[None]:
    """They are one setting for all windows and views of a process, which a test may have changed."""
    yield
    digits.decimals = Digits.usual


@pytest.fixture(autouse=True)
def _usual_zoom() -> Iterator[None]:
    """So is the zoom."""
    yield
    set_zoom(USUAL)


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> None:
    """Fonts and style sheet are those of the program, whichever test is the first."""
    set_appearance("light")


@pytest.fixture(autouse=True)
def _usual_appearance(dressed: None) -> Iterator[None]:
    """And so is the appearance."""
    yield
    if look.appearance != "light":
        set_appearance("light")


@pytest.fixture(autouse=True)
def _pointer_at_rest(qapp: QApplication) -> Iterator[None]:
    """The pointer is one too: a button that a test left pressed, or where it left off, is no start of another.

    Where the pointer already stands, going there is no move.
    """
    yield
    hand = QWidget()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        if QGuiApplication.mouseButtons() & button:
            QTest.mouseRelease(hand, button)
    QCursor.setPos(QGuiApplication.primaryScreen().geometry().bottomRight())


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a window on the screen; frees widgets, which without an event loop would all live on."""
    before = set(QApplication.topLevelWidgets())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in before and widget.isVisible()]
    assert not left, f"left behind: {left}"
