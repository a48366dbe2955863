"""A document and one view, wired as the window wires them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from xentgui.window.document import Document

LEFT = Qt.MouseButton.LeftButton


class ViewDesk:
    def __init__(self, qtbot, entry, focus, kind, size):
        self.document = Document(entry, focus)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.view = kind(self.window)
        self.view.resize(*size)
        self.window.resize(size[0] + 18, size[1] + 20)
        self.said = []
        self.view.edited.connect(self.document.apply)
        self.view.focused.connect(self.document.look)
        self.view.said.connect(self.said.append)
        self.document.changed.connect(self.view.receive)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.document.announce()
        QApplication.processEvents()


class PointDesk(ViewDesk):
    """The view has a point that is moved."""

    def __init__(self, qtbot, entry, focus, kind):
        super().__init__(qtbot, entry, focus, kind, (542, 440))
        self.view.undo_requested.connect(self.document.stack.undo)

    @property
    def steps(self):
        stack = self.document.stack
        return [stack.text(k) for k in range(stack.index())]

    def hold(self, key, times, modifiers=Qt.KeyboardModifier.NoModifier):
        """A key held down, as the desktop repeats it."""
        QTest.keyPress(self.view.plot, key, modifiers)
        for _ in range(times - 1):
            QApplication.sendEvent(self.view.plot, QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, "", True))
        QTest.keyRelease(self.view.plot, key, modifiers)
