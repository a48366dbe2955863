"""Which of the leading axes is shown as blocks of rows: a switch over the names of the rows, and verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Focus
from xentgui.window.actions import Verb

ORDER = ("first", "second", "third")


class BlockSwitch(QPushButton):
    """Says what the blocks are, and opens the choice of them."""

    picked = Signal(object)  # the axis, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("link", True)
        self.setToolTip("Which axis is shown as blocks of rows")
        self._analysis: Analysis | None = None
        self.clicked.connect(self._open)

    def display(self, analysis: Analysis) -> None:
        self._analysis = analysis
        axis, names = analysis.focus.blocks, analysis.entry.axes
        word = "" if axis is None or not names else names[axis]
        self.setText(f"{word} ▾" if word else "▾")
        self.setAccessibleName(f"Blocks of rows: {word or 'none'}")

    def _open(self) -> None:
        assert self._analysis is not None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for axis, words in _choices(self._analysis):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(axis == self._analysis.focus.blocks)
            action.triggered.connect(partial(self.picked.emit, axis))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


def _choices(analysis: Analysis) -> Iterator[tuple[int | None, str]]:
    for axis, name in enumerate(analysis.entry.axes[:-1]):
        yield axis, f"A block for each {name}"
    yield None, "No blocks"


def verbs(shown: Callable[[], Analysis | None], focused: Callable[[Focus], object]) -> Iterator[Verb]:
    """A choice of the View menu, for as many axes as people have."""

    def show(axis: int | None) -> None:
        analysis = shown()
        if analysis is not None:
            focused(replace(analysis.focus, blocks=axis))

    def chosen(axis: int | None) -> bool:
        analysis = shown()
        return analysis is not None and analysis.focus.blocks == axis

    def there(axis: int | None, analysis: Analysis) -> bool:
        return len(analysis.entry.axes) >= (2 if axis is None else axis + 2)

    for axis in (0, 1, 2, None):
        words = "No blocks" if axis is None else f"Along the {ORDER[axis]} axis"
        whole = "No blocks of rows" if axis is None else f"Blocks of rows along the {ORDER[axis]} axis"
        yield Verb(
            f"blocks-{'none' if axis is None else axis}", "View/Blocks of rows", 3, words, partial(show, axis),
            when=partial(there, axis), group="blocks", chosen=partial(chosen, axis), words=whole,
        )  # fmt: skip
