"""Somebody who answers the dialog that comes up, by real clicks and keys."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton


def button(parent, text):
    found = [b for b in parent.findChildren(QPushButton) if b.isVisible() and b.text().replace("&", "") == text]
    return found[0]


def when_asked(kind, act, meant=lambda _dialog: True):
    """Does something to the dialog of this kind that comes up, as soon as it is the one that is meant."""

    def wait():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and meant(dialog):
            act(dialog)
        else:
            QTimer.singleShot(20, wait)

    QTimer.singleShot(20, wait)


def answering(qtbot, text, asked):
    """Presses a button of the message box that comes up, or Enter where none is named, and notes what it asked."""

    def meant(box):
        return text in [None, *(each.text().replace("&", "") for each in box.buttons())]

    def answer(box):
        asked.append(box.text())
        if text is None:
            qtbot.keyClick(box.defaultButton(), Qt.Key.Key_Return)
        else:
            qtbot.mouseClick(button(box, text), Qt.MouseButton.LeftButton)

    when_asked(QMessageBox, answer, meant)


def naming(qtbot, name, kind=None):
    """Gives the file dialog that comes up a name, and one of its kinds of file."""

    def act(dialog):
        if kind is not None:
            dialog.selectNameFilter(kind)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.setText(str(name))  # typed, it would open a list of files over itself
        qtbot.keyClick(field, Qt.Key.Key_Return)

    when_asked(QFileDialog, act)
