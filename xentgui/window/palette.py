"""The command palette: type a few letters, Enter does it; and the page of shortcuts. Both are made from the actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget


class Palette(QDialog):
    """All verbs that apply now, narrowed by what is typed."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName("Command palette")
        self._actions = [action for action in actions if action.isEnabled()]
        self._field = QLineEdit(placeholderText="What do you want to do?", accessibleName="Command")
        self._field.setProperty("field", True)
        self._list = QListWidget(accessibleName="Commands")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textEdited.connect(self._narrow)
        self._field.returnPressed.connect(self._do)
        self._list.itemClicked.connect(self._do)
        self._field.installEventFilter(self)
        self._narrow("")
        self.resize(520, 380)

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        self._list.clear()
        for action in self._actions:
            name = action.text().replace("&", "")
            if all(word in name.lower() for word in words):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                item = QListWidgetItem(f"{name}   {keys}" if keys else name)
                item.setData(Qt.ItemDataRole.UserRole, action)
                self._list.addItem(item)
        self._list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self._list.count():
                self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
                return True
        return super().eventFilter(watched, event)

    def _do(self) -> None:
        item = self._list.currentItem()
        self.close()
        if item is not None:
            item.data(Qt.ItemDataRole.UserRole).trigger()


def shortcuts_text(actions: Iterable[QAction]) -> str:
    """A table of the shortcuts, as HTML."""
    native = QKeySequence.SequenceFormat.NativeText
    rows = [
        (action.shortcut().toString(native), action.text().replace("&", ""))
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    rows += [
        ("Enter, Tab, arrows", "Go on in a table"),
        ("F2 or typing", "Edit the cell"),
        ("Space", "Switch a label on or off"),
        ("Delete", "Set cells to 0"),
        ("Esc", "Leave the cell, then the table; in a drag, take it back"),
        ("← →, with Shift", "In the curve: move the point by one or ten hundredths of the axis"),
        ("Alt+↑ Alt+↓", "Move the chosen card"),
    ]
    lines = "".join(f"<tr><td><b>{keys}</b>&nbsp;&nbsp;&nbsp;</td><td>{text}</td></tr>" for keys, text in rows)
    return f"<table cellspacing='4'>{lines}</table>"
