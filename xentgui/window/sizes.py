"""How large everything is. Sizes are written as they are on a desktop whose font has 13 pixels, at a zoom of 100 %.

`px` makes them those of the screen: the one place where the desktop's font, the zoom and a full screen are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TypeVar, overload
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QFont, QFontInfo, QResizeEvent
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from shiboken6 import isValid

WRITTEN_FOR = 13  # pixels of the desktop's font
FRAME = 40  # pixels of a window's title and edges
LEVELS = (70, 80, 90, 100, 110, 125, 150, 175, 200, 225, 250)  # of the zoom, in per cent

FLUSH = 0, 0, 0, 0  # around a layout: nothing

Sizes = Callable[[], Iterable[object]]
Layout = TypeVar("Layout", bound=QLayout)

_as_written: ContextVar[bool] = ContextVar("as_written", default=False)


class Changes(QObject):
    changed = Signal()


class Scale:
    """How many pixels of the screen one written pixel has: as the desktop's font says, times the zoom.

    `grown` is by how much more while a panel has the full screen. It is no QObject, whose attributes are slow: a step
    of a drag asks for a thousand sizes.
    """

    def __init__(self) -> None:
        self.of_desktop, self.zoom, self.grown = 1.0, 100, 1.0
        self._changes = Changes()
        self.changed = self._changes.changed  # and everything has its new size

    @property
    def factor(self) -> float:
        return 1.0 if _as_written.get() else self.of_desktop * self.zoom * self.grown / 100

    def follow(self, desktop: QFont) -> None:
        """Take the size of the desktop's font for that of the window's."""
        self.of_desktop = QFontInfo(desktop).pixelSize() / WRITTEN_FOR


scale = Scale()
_kept: WeakKeyDictionary[object, dict[str, Sizes]] = WeakKeyDictionary()


@contextmanager
def as_written() -> Iterator[None]:
    """What is made and painted within has the written sizes, whatever desktop and zoom are."""
    before = _as_written.set(True)
    try:
        yield
    finally:
        _as_written.reset(before)


@overload
def px(written: int) -> int: ...
@overload
def px(written: float) -> float: ...
def px(written: float) -> float:
    """A written size in pixels of the screen: whole ones, of which something stays, where whole ones are written."""
    return _on_screen(written, scale.factor)


@lru_cache(maxsize=4096, typed=True)
def _on_screen(written: float, factor: float) -> float:
    exact = written * factor
    if not isinstance(written, int):
        return exact
    return max(1, round(exact)) if written > 0 else round(exact)


def stand_in_one_column(window: QWidget, stands: bool) -> None:
    """Whether the parts of a window's page stand one below another, which `in_one_column` tells them."""
    window.setProperty("one-column", stands)


def in_one_column(part: QWidget) -> bool:
    """Whether the page on which this part is has its parts one below another, and scrolls down to them."""
    return bool(part.window().property("one-column"))


def keep(setter: Callable[..., object], *written: int) -> None:
    """Set written sizes by a method of a widget or layout, and again whenever the scale changes."""
    keep_made(setter, lambda: map(px, written))


def spaced(layout: Layout, between: int | None = None, *, around: tuple[int, ...] | None = None) -> Layout:
    """A layout with so much between its parts, and around them: at the left, top, right and bottom."""
    if between is not None:
        keep(layout.setSpacing, between)
    if around is not None:
        keep(layout.setContentsMargins, *around)
    return layout


def keep_made(setter: Callable[..., object], sizes: Sizes) -> None:
    """The same of what is made of sizes; `sizes` holds nothing that holds the widget."""
    holder = setter.__self__  # type: ignore[attr-defined]
    _kept.setdefault(holder, {})[setter.__name__] = sizes
    setter(*sizes())


def open_as(window: QWidget, width: int, height: int) -> None:
    """Give a window its written size, or what the screen has room for beside the frame that the desktop puts around."""
    free = window.screen().availableGeometry()
    window.resize(min(px(width), free.width() - FRAME), min(px(height), free.height() - FRAME))


def set_kept() -> None:
    """What is kept gets the sizes of a new scale."""
    for holder, kept in list(_kept.items()):
        if isValid(holder):
            for setter, sizes in kept.items():
                getattr(holder, setter)(*sizes())


@contextmanager
def laid_out_once() -> Iterator[None]:
    """What changes many sizes: layouts rest within, and then every part of every window places what is in it."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    resting = [layout for window in windows for layout in window.findChildren(QLayout) if layout.isEnabled()]
    for layout in resting:
        layout.setEnabled(False)
    try:
        yield
    finally:
        for layout in filter(isValid, resting):
            layout.setEnabled(True)
            layout.invalidate()
    for window in filter(isValid, windows):
        _lay_out_again(window)


def _lay_out_again(window: QWidget) -> None:
    """Every part of a window places what is in it, as if it had been given its size just now."""
    for part in (window, *window.findChildren(QWidget)):
        part.updateGeometry()
        QApplication.sendEvent(part, QResizeEvent(part.size(), QSize()))
        part.update()
