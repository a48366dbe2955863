"""Find a class by its name or its number, among very many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QVBoxLayout, QWidget

from xentgui.window.sizes import px

MOST = 50  # that are listed
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


def classes_called(text: str, names: Sequence[str]) -> list[int]:
    """The classes that a text may mean: of that name, of that number, whose names begin so, and that hold it.

    >>> classes_called("1", ["cat", "1", "10", "b1"])
    [1, 2, 3]
    """
    text = text.strip().lower()
    if not text:
        return []
    numbered = [int(text)] if text.isdecimal() and int(text) < len(names) else []
    low = [name.lower() for name in names]
    exact: list[int] = []
    starting: list[int] = []
    holding: list[int] = []
    for place, name in enumerate(low):
        if text in name:
            (exact if name == text else starting if name.startswith(text) else holding).append(place)
    return list(dict.fromkeys([*exact, *numbered, *starting[:MOST], *holding[:MOST]]))[:MOST]


class FindClass(QDialog):
    """A field, and the classes that it may mean; arrows and Enter choose."""

    found = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find a class")
        self._names = names
        self._places: list[int] = []
        self._field = QLineEdit(placeholderText=f"name or number of one of {len(names):,} classes")
        self._field.setAccessibleName("Class")
        self._field.setProperty("field", True)
        self._list = QListWidget(accessibleName="Classes found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textEdited.connect(self._narrow)
        self._field.returnPressed.connect(self._pick)
        self._list.itemClicked.connect(self._pick)
        self._list.currentTextChanged.connect(self._field.setAccessibleDescription)
        self._field.installEventFilter(self)
        self.setFocusProxy(self._field)
        self.resize(px(360), px(320))

    def _narrow(self, text: str) -> None:
        self._places = classes_called(text, self._names)
        self._list.clear()
        for place in self._places:
            number = "" if self._names[place] == str(place) else f"   (class {place:,})"
            self._list.addItem(f"{self._names[place]}{number}")
        self._list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEPS.get(Qt.Key(event.key()))
            if step and self._places:
                self._list.setCurrentRow((self._list.currentRow() + step) % len(self._places))
                return True
        return super().eventFilter(watched, event)

    def _pick(self) -> None:
        if self._places:
            self.found.emit(self._places[max(self._list.currentRow(), 0)])
            self.accept()
