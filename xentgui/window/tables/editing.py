"""The editor of a cell: a field for a number, a choice for a class."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xentgui.window.keyboard import ENTER
from xentgui.window.sizes import px
from xentgui.window.tables.grid import EDIT
from xentgui.window.tables.painting import PaintedTable

Index = QModelIndex | QPersistentModelIndex
KEYS = Qt.Key
SIDEWAYS = {KEYS.Key_Left: (0, -1), KEYS.Key_Right: (0, 1)}
UP_AND_DOWN = {KEYS.Key_Up: (-1, 0), KEYS.Key_Down: (1, 0)}
ARROWS = SIDEWAYS | UP_AND_DOWN
STEPS = UP_AND_DOWN | {
    KEYS.Key_Return: (1, 0), KEYS.Key_Enter: (1, 0), KEYS.Key_Tab: (0, 1), KEYS.Key_Backtab: (0, -1),
}  # fmt: skip


class Choice(QComboBox):
    """A list of classes. Letters typed without opening it move in it; a click or Enter in the open list picks."""

    picked = Signal()

    def __init__(self, parent: QWidget, **properties: object) -> None:
        super().__init__(parent, **properties)
        self._opened = False
        self.activated.connect(self._pick)

    def showPopup(self) -> None:
        self._opened = True
        super().showPopup()

    def hidePopup(self) -> None:
        super().hidePopup()
        QTimer.singleShot(0, self, self._closed)  # after the signal that tells of the choice

    def _closed(self) -> None:
        self._opened = False

    def _pick(self) -> None:
        if self._opened:
            self.picked.emit()


class CellEditor(QStyledItemDelegate):
    """Opens the editor of a cell, reads it out, and says which way the keys leave it."""

    opened = Signal()
    closed = Signal()
    left = Signal(int, int, bool)  # by a key that leads so many rows down and columns across; whether by an arrow

    def __init__(self, sheet: PaintedTable) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self.typing = False  # whether the open editor was opened by typing
        self._open: QWidget | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        name = self._sheet.grid.data(index, 11).partition(":")[0]
        self.opened.emit()
        self._open = self._choice(parent, name) if self._sheet.choices else _field(parent, name)
        return self._open

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self._open:
            self._open = None
            self.closed.emit()
        super().destroyEditor(editor, index)

    def cancel(self) -> None:
        """Close the editor without a change: the current cell moves, and not by the user's hand."""
        if self._open is not None:
            self.closeEditor.emit(self._open, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def _choice(self, parent: QWidget, name: str) -> QWidget:
        box = Choice(parent, accessibleName=name)
        box.addItems(self._sheet.choices)
        box.picked.connect(lambda: self._finish(box, (0, 0)))
        if not self.typing:
            QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = index.data(EDIT) or ""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(px(2), px(2), -px(2), -px(3)))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and self._keeps(editor, event):
            return True
        if editor is not self._open:  # what was taken from it has moved the current cell, which closed it
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            step = self._step(editor, event)
            if step is not None:
                self._finish(editor, step, by_arrow=event.key() in ARROWS)
                return True
        return super().eventFilter(editor, event)

    def _keeps(self, editor: QObject, event: QFocusEvent) -> bool:
        """Whether an editor that loses the keyboard stays open, because what it holds is refused."""
        if editor is not self._open or event.reason() == Qt.FocusReason.PopupFocusReason:
            return False
        return not self._taken()

    def _step(self, editor: QWidget, event: QKeyEvent) -> tuple[int, int] | None:
        """Which way a key leaves the editor."""
        key = KEYS(event.key())
        if isinstance(editor, QComboBox) and key in (KEYS.Key_Up, KEYS.Key_Down):
            return None
        if key in SIDEWAYS:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return SIDEWAYS[key] if self.typing and not shift else None
        down, across = STEPS.get(key, (None, None))
        if down is None or across is None:
            return None
        back = key in ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return (-down if back else down, across)

    def _finish(self, editor: QWidget, step: tuple[int, int], *, by_arrow: bool = False) -> None:
        if self.take():
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            if any(step):
                self.left.emit(*step, by_arrow)

    def take(self) -> bool:
        """Whether what stands in the open editor is taken; what is refused stays there, with the reason beside it."""
        if self._open is None or self._taken():
            return True
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self._open, QLineEdit):
            self._open.selectAll()
        return False

    def _taken(self) -> bool:
        self._sheet.set_refused(None)
        self.commitData.emit(self._open)
        return self._sheet.refused is None


def _field(parent: QWidget, name: str) -> QWidget:
    field: QLineEdit = QLineEdit(parent, accessibleName=name)
    field.setFrame(False)
    field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return field
