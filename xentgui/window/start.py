"""Starts Qt: the window on the desktop, or a picture of it without one."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from types import TracebackType

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from xentgui.examples import FIRST, examples
from xentgui.formulas import set_anew
from xentgui.opening import Opening, of_example
from xentgui.window.appearance import suit_screen
from xentgui.window.application import application
from xentgui.window.filing.recent import data_folder, large_file, remembered
from xentgui.window.filing.recovering import Recovering
from xentgui.window.main import MainWindow
from xentgui.window.sizes import px
from xentgui.window.status import BETWEEN

TITLE_BAR = 32  # pixels that a desktop puts over a window
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]
FIRST_FRAME = 300  # milliseconds, after which the window has painted itself and what is read can take its time


class FirstFrame(QObject):
    """Tells once that the window has painted itself."""

    painted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.painted.emit)
        return False


def _complete(put_in_plots: Callable[[], None]) -> None:
    """What the first frame did not wait for. All that is there by then stays, and is not looked through for garbage any
    more: that takes a tenth of a second, now and then in the midst of scrolling."""
    put_in_plots()
    gc.freeze()
    Thread(target=_read_typesetter).start()


def _read_typesetter() -> None:
    """Beside the window: the first formula with numbers of one's own would wait for it a third of a second."""
    set_anew("1")
    gc.freeze()


def show(
    start: Opening | None, *, size: tuple[int, int] | None, dark: bool, fresh: bool, file: Path | None = None
) -> int:
    """The window on the desktop, until it is closed; `file` is a large one, which is read when the window is there."""
    app = application(dark=dark, as_desktop=True)
    settings = None if fresh else QSettings()
    first_run = start is None and file is None and (settings is None or not settings.contains("entry"))
    last = large_file(settings) if start is None and file is None else None
    nothing, doubtful = Opening(examples["empty"].entry), start is not None and start.doubtful
    asked = replace(start or nothing, entry=nothing.entry, words="") if file or last or doubtful else start
    if start is not None and start.lesson is not None:  # it is left for what was there before
        asked = replace(remembered(settings) or of_example(FIRST), lesson=start.lesson)
    free = app.primaryScreen().availableGeometry()
    suited = suit_screen(QSize(*size) if size else free.size(), settings)
    window = MainWindow(asked or remembered(settings), settings=settings, first_run=first_run)
    if suited:
        window.say(BETWEEN.join(filter(None, (asked.words if asked else "", suited))))
    sys.excepthook = _report_to(window.help.show_error)
    if settings is not None and settings.contains("geometry"):
        window.restoreGeometry(settings.value("geometry"))
    else:
        window.resize(min(px(1440), free.width()), min(px(900), free.height() - TITLE_BAR))
    if size is not None:
        window.resize(*size)
    FirstFrame(window).painted.connect(partial(_complete, window.put_in_plots))
    window.show()
    window.filing.asks_always = fresh
    window.filing.recovering = Recovering(window.filing, data_folder() / "unsaved")
    if not fresh:
        window.filing.recovering.offer()
    if file is not None:
        QTimer.singleShot(FIRST_FRAME, lambda: window.filing.open_path(str(file)))
    if last is not None:
        QTimer.singleShot(FIRST_FRAME, lambda: window.filing.open_last(last))
    if start is not None and start.doubtful is not None:
        data, name = start.doubtful
        QTimer.singleShot(0, lambda: window.filing.enter(data, name, f"Import {name}"))
    return int(app.exec())


def screenshot(start: Opening | None, path: Path, size: tuple[int, int], *, dark: bool) -> int:
    """The window as a PNG; says where it is."""
    application(dark=dark)
    window = MainWindow(start, first_run=start is None, in_place=True)
    picture = picture_of(window, size)
    if not picture.save(str(path)):
        print(f"xentgui: the picture could not be written to {path}", file=sys.stderr)
        return 2
    print(f"wrote {path.resolve()} ({size[0]}x{size[1]})")
    return 0


def picture_of(window: MainWindow, size: tuple[int, int]) -> QImage:
    """A window at a size, painted without a screen."""
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    window.put_in_plots()
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    return window.grab().toImage()


def _report_to(show: Callable[[str], None]) -> Hook:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        words = "".join(traceback.format_exception(kind, error, trace))
        print(words, file=sys.stderr)
        show(words)

    return hook
