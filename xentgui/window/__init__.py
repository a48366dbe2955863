"""The window: all that knows Qt. From here on every class that stands in for one of Qt's is guarded as it is made.

What Qt calls may not raise: that ends the program, or leaves a painter at work. It answers nothing, and reports.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

import xentgui.opening  # noqa: F401  # what knows no Qt comes first: PySide reads the source of all that comes after it

# isort: split
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from shiboken6 import Shiboken

OURS, FOREIGN = "xentgui.", ("PySide6.", "pyqtgraph.")
EMPTY: dict[str, Callable[[], object]] = {  # what an override answers when it fails, by what it says that it returns
    "None": lambda: None,
    "Any": lambda: None,
    "QWidget": lambda: None,
    "bool": bool,
    "int": int,
    "QSize": QSize,
    "QRectF": QRectF,
    "Qt.ItemFlag": lambda: Qt.ItemFlag.NoItemFlags,
    "list[str]": list,
    "list[tuple[float, list[float]]]": list,
}
_told: set[tuple[str, int]] = set()  # files and lines of what was reported


def guard(kind: type) -> None:
    """Guards the methods of a class of ours that stand in for one of Qt's or of the plots'."""
    if kind.__module__.startswith(OURS):
        for name in overrides(kind):
            setattr(kind, name, guarded(vars(kind)[name]))


def overrides(kind: type) -> list[str]:
    """The names of those methods."""
    foreign = [base for base in kind.__mro__[1:] if base.__module__.startswith(FOREIGN)]
    methods = (name for name, method in vars(kind).items() if inspect.isfunction(method) and not name.startswith("_"))
    return [name for name in methods if any(name in vars(base) for base in foreign)]


def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, which reports instead of raising."""
    empty = EMPTY[method.__annotations__["return"]]

    @wraps(method)
    def call(*args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except Exception as error:
            _report(error)
            return empty()

    return call


def _report(error: Exception) -> None:
    """Once for each line that fails, after what Qt is doing now."""
    traceback.clear_frames(error.__traceback__)  # a painter among their variables is at its end
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = (frame.filename, frame.lineno or 0)
    if place not in _told:
        _told.add(place)
        QTimer.singleShot(0, lambda: sys.excepthook(type(error), error, error.__traceback__))


Shiboken.Object.__init_subclass__ = classmethod(guard)  # type: ignore[assignment,method-assign]  # of all of Qt
