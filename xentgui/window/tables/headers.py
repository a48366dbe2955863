"""The names over the columns and beside the rows: flat, the current one bold, renamed in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from xentgui.window.keyboard import ENTER
from xentgui.window.sizes import px
from xentgui.window.tables.grid import RIGHT, GridModel
from xentgui.window.tables.painting import LEFT, PADDING, faces
from xentgui.window.theme import theme


class Header(QHeaderView):
    """Paints its sections flat. A double click, or `rename`, puts a field over a section."""

    renamed = Signal(int, str)
    closed = Signal()  # the field of a name
    picked = Signal(int)  # a press on a section that selects it
    pressed_button = Signal()  # a press on a header that is a button
    menu_wanted = Signal(int, object)  # of which section, and where, in global coordinates

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)  # one that grows, as while a panel has the screen, makes sections larger for good
        self.may_leave: Callable[[], bool] = lambda: True  # whether a press here is heard
        self.renamable = True
        self.button = False  # a press selects nothing: it asks for something
        self.words = False  # names of a column of words stand at the left
        self.colour: str | None = None
        self.strong: int | None = None  # the current section, in bold
        self.grid: GridModel | None = None  # whose rows it names, where it stands beside rows
        self.sectionDoubleClicked.connect(self.rename)
        self.sectionPressed.connect(self.picked)

    def set_size(self, pixels: int) -> None:
        """The size of every section; Qt paints all of the table again, also where it is as it was."""
        if pixels != self.defaultSectionSize():
            self.setDefaultSectionSize(pixels)

    def set_strong(self, section: int | None) -> None:
        """Which name is bold."""
        if section != self.strong:
            self.strong = section
            self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme()
        down = self.orientation() == Qt.Orientation.Vertical
        text = str(self.model().headerData(section, self.orientation()) or "")
        bold = section == self.strong and text != "+"
        title = ""
        if self.grid is not None and self.grid.run and text != "+":
            block, text = self.grid.row_name(section)
            title = block if section % self.grid.run == 0 or section == self.visualIndexAt(0) else ""
        painter.save()
        painter.setFont(faces()[bold])
        painter.setPen(QColor(colours.text if bold else self.colour or colours.secondary))
        metrics = QFontMetrics(faces()[bold])
        room = rect.adjusted(px(4) if down else px(PADDING), 0, -px(PADDING), -1)
        if metrics.horizontalAdvance(text) > room.width():
            room = rect.adjusted(px(2), 0, -px(4), -1)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, LEFT if self.words and not down else RIGHT, text)
        if title:
            self._title(
                painter,
                rect.adjusted(px(PADDING), 0, -px(PADDING) - metrics.horizontalAdvance(text) - px(6), -1),
                title,
            )
        ends = self.grid is not None and self.grid.ends_block(section)
        painter.setPen(QColor(colours.secondary if ends else colours.hair if down else colours.line))
        if not down or section < self.count() - 1:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if down:
            painter.setPen(QColor(colours.line))
            painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()

    def _title(self, painter: QPainter, room: QRect, title: str) -> None:
        """The name of a block, in its first row that is in sight."""
        painter.setFont(faces()[True])
        painter.setPen(QColor(theme().text))
        text = QFontMetrics(faces()[True]).elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, LEFT, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.may_leave():
            return
        if not self.button:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.pressed_button.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(event.pos())
        if section >= 0 and not self.button:
            self.menu_wanted.emit(section, event.globalPos())
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.button:
            self.pressed_button.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def rename(self, section: int) -> None:
        """A field over a name; Enter or leaving it renames, Escape does not."""
        text = self.model().headerData(section, self.orientation())
        if self.renamable and text and text != "+":
            NameField(self, section, str(text))

    def refused(self, section: int, old: str) -> bool:
        """Whether the name of a class is still the old one; those of rows may be as one likes."""
        return (
            self.orientation() == Qt.Orientation.Horizontal
            and self.model().headerData(section, self.orientation()) == old
        )

    def box(self, section: int) -> QRect:
        """Where a section is, in the viewport."""
        start, size = self.sectionViewportPosition(section), self.sectionSize(section)
        if self.orientation() == Qt.Orientation.Horizontal:
            return QRect(start, 0, size, self.height())
        return QRect(0, start, self.width(), size)


class NameField(QLineEdit):
    """The field over a header's name."""

    def __init__(self, header: Header, section: int, text: str) -> None:
        super().__init__(text, header.viewport())
        self._header, self._section, self._old = header, section, text
        sideways = header.orientation() == Qt.Orientation.Horizontal
        what = "class" if sideways else "row"
        self.setAccessibleName(f"New name of {what} {text}")
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        box = header.box(section)
        self.setGeometry(box.adjusted(0, 1, 0, -1) if sideways else box)
        self.editingFinished.connect(self._finish)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close(self._old)
        elif event.key() in ENTER:
            self._finish()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        self._close(self.text())

    def _close(self, name: str) -> None:
        if self._section < 0:
            return
        section, self._section = self._section, -1
        if name.strip() != self._old:
            self._header.renamed.emit(section, name)
            if self._header.refused(section, self._old):  # it stays, with the reason beside it
                self._section = section
                self.selectAll()
                return
        self._header.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()
        self.hide()
        self._header.closed.emit()
