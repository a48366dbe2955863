"""Hides a part of the window, without moving anything, until a question is answered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from xentgui.window.sizes import px
from xentgui.window.widgets.plain import Label

ROOMY = 300  # pixels of width from which there is room for words, but for a line


class Cover(Label):
    """In the place of a widget while that is hidden, also from assistive software."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(parent=over.parentWidget(), alignment=Qt.AlignmentFlag.AlignCenter)
        self.setProperty("panel", True)
        self._over = over
        policy = over.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        over.setSizePolicy(policy)
        over.parentWidget().installEventFilter(self)
        self.hide()

    def cover(self, covers: bool) -> None:
        """Cover it, or show it again."""
        if covers == self.isHidden():
            self._over.setVisible(not covers)
            self.setVisible(covers)
            for inside in self._over.findChildren(QWidget):
                inside.updateGeometry()  # what came into it meanwhile takes its place
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and not self.isHidden():
            QTimer.singleShot(0, self, self._place)
        return False

    def _place(self) -> None:
        self.setGeometry(self._over.geometry())
        roomy = self.width() >= px(ROOMY) and self.height() >= 2 * self.fontMetrics().height()
        self.setText("?  Hidden until you answer" if roomy else "?")
        self.raise_()
