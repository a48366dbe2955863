"""A document and the tables, connected as the window connects them, driven by real keys and clicks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from xentgui.entry import Entry, Focus
from xentgui.window.document import Document
from xentgui.window.tables.view import TablesView

KEYS, CTRL, SHIFT, NONE = (
    Qt.Key,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier(0),
)
OUTPUTS = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]]


def three_classes(**fields: object) -> Entry:
    return Entry.of(np.eye(3)[[0, 1, 2, 0]], OUTPUTS, ("cat", "dog", "bird"), **fields)


def ten_classes(rows: int = 200, **fields: object) -> Entry:
    random = np.random.default_rng(7)
    names = tuple(["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"])
    return Entry.of(np.eye(10)[random.integers(0, 10, rows)], random.normal(size=(rows, 10)).round(2), names, **fields)


class Bench:
    """The tables on a document; what they said, and what somebody does to them."""

    def __init__(self, entry: Entry, focus: Focus | None = None, size: tuple[int, int] = (416, 790)) -> None:
        self.document = Document(entry, focus)
        self.view = TablesView()
        self.said: list[str] = []
        self.numbers: list[str] = []
        self.view.edited.connect(self.document.apply)
        self.view.focused.connect(self.document.look)
        self.document.changed.connect(self.view.receive)
        self.document.refused.connect(self.view.show_refusal)
        self.view.said.connect(self.said.append)
        self.view.number_pasted.connect(self.numbers.append)
        self.view.resize(*size)
        self.view.receive(self.document.analysis)
        self.view.show()
        self.view.activateWindow()
        QTest.qWaitForWindowActive(self.view)

    @property
    def entry(self) -> Entry:
        return self.document.entry

    @property
    def focus(self) -> tuple[int, int]:
        return self.document.focus.row, self.document.focus.column

    def sheet(self, name: str) -> QTableView:
        """A table by what assistive software calls it."""
        return next(sheet for sheet in self.view.findChildren(QTableView) if sheet.accessibleName() == name)

    def texts(self, name: str) -> list[list[str]]:
        """What stands in the cells of a table."""
        model = self.sheet(name).model()
        columns = range(model.columnCount())
        return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]

    def names(self, name: str, orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> list[str]:
        model = self.sheet(name).model()
        count = model.columnCount() if orientation == Qt.Orientation.Horizontal else model.rowCount()
        return [model.headerData(section, orientation) for section in range(count)]

    def words(self) -> list[str]:
        """The accessible names of everything that is visible."""
        return [widget.accessibleName() for widget in self.view.findChildren(QWidget) if widget.isVisible()]

    def refusal(self) -> str | None:
        """The reason that stands beside a cell."""
        found = [name.removeprefix("Refused: ") for name in self.words() if name.startswith("Refused: ")]
        return found[0] if found else None

    def click(
        self, name: str, row: int, column: int, modifier: Qt.KeyboardModifier = NONE, *, double: bool = False
    ) -> None:
        sheet = self.sheet(name)
        index: QModelIndex = sheet.model().index(row, column)
        sheet.scrollTo(index)
        where = sheet.visualRect(index).center()
        QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, modifier, where)
        if double:
            QTest.mouseDClick(sheet.viewport(), Qt.MouseButton.LeftButton, modifier, where)

    def click_header(self, name: str, section: int, *, down: bool = False, double: bool = False) -> None:
        header = self.sheet(name).verticalHeader() if down else self.sheet(name).horizontalHeader()
        start = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
        where = header.viewport().rect().center()
        where.setY(start) if down else where.setX(start)
        act = QTest.mouseDClick if double else QTest.mouseClick
        act(header.viewport(), Qt.MouseButton.LeftButton, NONE, where)

    def type(self, text: str) -> None:
        """Characters into whatever has the keyboard; \\n and \\t are Enter and Tab."""
        for character in text:
            if character in "\n\t":
                self.key(KEYS.Key_Return if character == "\n" else KEYS.Key_Tab)
            else:
                QTest.keyClicks(self.keyboard(), character)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.keyboard(), key, modifier)

    def keyboard(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.key(KEYS.Key_V, CTRL)

    def undo(self) -> str:
        """Undoes a step and says which."""
        text = self.document.stack.undoText()
        self.document.stack.undo()
        return text
