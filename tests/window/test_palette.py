"""The command palette, the shortcuts page, About, and the dialog of an error, with real keys."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton, QTextBrowser, QTreeWidget

from xentgui.window.help import Palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(opened):
    return opened(size=(1280, 720), plots=False)


@pytest.fixture
def palette(window, qtbot):
    qtbot.keyClick(window, KEYS.Key_P, CTRL | SHIFT)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), Palette))
    return QApplication.activeWindow()


def offered(palette):
    tree = palette.findChild(QTreeWidget)
    return [tree.topLevelItem(k).text(0) for k in range(tree.topLevelItemCount())]


def press(qtbot, palette, *keys):
    for key in keys:
        target = palette.focusWidget()
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)


def test_every_command_that_applies_is_offered_with_its_menu_and_key(palette, window):
    applying = [action for action in window.actions_by_id.values() if action.isEnabled() and action.menu() is None]
    applies = {action.property("words") or action.text().replace("&", "") for action in applying}
    assert set(offered(palette)) == applies
    assert "Copy values as Markdown" in applies
    tree = palette.findChild(QTreeWidget)
    save = tree.findItems("Save", Qt.MatchFlag.MatchExactly)[0]
    assert (save.text(1), save.text(2)) == ("File", "Ctrl+S")


def test_what_is_typed_narrows_it_and_enter_does_the_first(palette, window, qtbot):
    press(qtbot, palette, "binary")
    assert offered(palette) == ["Binary"]
    press(qtbot, palette, KEYS.Key_Return)
    assert window.document.entry.mode == "binary"
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def test_arrows_go_through_the_list(palette, window, qtbot):
    press(qtbot, palette, "softmax")
    names = offered(palette)
    press(qtbot, palette, KEYS.Key_Up)
    tree = palette.findChild(QTreeWidget)
    assert tree.currentItem().text(0) == names[-1]
    press(qtbot, palette, KEYS.Key_Down)
    assert tree.currentItem().text(0) == names[0]


def test_the_menu_s_name_is_searched_too_and_its_words_in_any_order(palette, qtbot):
    press(qtbot, palette, "decimals view 6")
    assert offered(palette) == ["6 decimals"]


def test_words_that_no_command_has_are_told_and_enter_does_nothing(palette, window, qtbot):
    before = window.document.entry
    press(qtbot, palette, "xyzzy")
    assert offered(palette) == ["No command has these words"]
    press(qtbot, palette, KEYS.Key_Return, KEYS.Key_Down)
    assert palette.isVisible()
    assert window.document.entry is before


def test_escape_closes_it(palette, window, qtbot):
    press(qtbot, palette, KEYS.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def test_it_goes_when_another_window_is_turned_to(palette, window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def in_dialog(act, done):
    """Does something with the dialog that comes up, and closes it."""

    def answer():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, answer)
            return
        done.append(act(dialog))
        dialog.close()

    QTimer.singleShot(20, answer)


def test_the_shortcuts_page_has_every_key_of_every_command(window, qtbot):
    done = []
    in_dialog(lambda dialog: dialog.findChild(QTextBrowser).toPlainText(), done)
    qtbot.keyClick(window, KEYS.Key_F1)
    keys = [action for action in window.actions_by_id.values() if not action.shortcut().isEmpty()]
    assert len(keys) > 25
    for action in keys:
        assert action.shortcut().toString() in done[0]
        assert action.text().replace("&", "") in done[0]
    assert "Switch a label on or off" in done[0]


def test_about_has_the_versions_and_copies_them(window):
    done = []

    def copy(dialog):
        QTest.mouseClick(
            next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy text"), Qt.MouseButton.LeftButton
        )
        return dialog.windowTitle()

    in_dialog(copy, done)
    window.actions_by_id["about"].trigger()
    copied = QGuiApplication.clipboard().text()
    assert done == ["About xentgui"]
    for part in ("xentgui ", "numpy ", "PySide6-Essentials ", "Python " + sys.version.split()[0]):
        assert part in copied


def test_an_error_of_ours_is_shown_once_with_a_report_and_the_window_goes_on(window, qtbot):
    window.help.show_error("Traceback: first")
    window.help.show_error("Traceback: second")
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert len(dialogs) == 1
    report = dialogs[0].findChild(QPlainTextEdit).toPlainText()
    assert "first" in report
    assert "second" in report
    assert "xentgui " in report
    dialogs[0].close()
    window.help.show_error("Traceback: third")
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert "third" in dialogs[0].findChild(QPlainTextEdit).toPlainText()
    dialogs[0].close()


FAILING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from xentgui.window.application import application
from xentgui.window.start import show

def fail():
    raise RuntimeError("a slot of ours")

def look():
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    print([dialog.windowTitle() for dialog in dialogs], flush=True)
    QApplication.closeAllWindows()

application()
QTimer.singleShot(200, fail)
QTimer.singleShot(400, look)
raise SystemExit(show(None, size=None, dark=False, fresh=False))
"""


def test_an_uncaught_error_shows_the_dialog_and_the_program_goes_on():
    told = subprocess.run([sys.executable, "-c", FAILING], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout == "['An error']\n"
    assert "RuntimeError: a slot of ours" in told.stderr


def test_a_verb_with_a_dialog_of_its_own_may_be_chosen_in_it(palette, window, qtbot):
    seen = []

    def close():
        seen.append(QApplication.activeModalWidget())
        seen[-1].close()

    press(qtbot, palette, "About")
    QTimer.singleShot(200, close)
    press(qtbot, palette, KEYS.Key_Return)
    assert isinstance(seen[0], QDialog)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))
