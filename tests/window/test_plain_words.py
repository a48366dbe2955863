"""Names are shown as they are: no class, row, card or file that looks like markup is read as such, anywhere."""

from html import escape

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QMenu, QMessageBox, QWidget

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus, ShownCard
from xentgui.files import open_file
from xentgui.losses.definition import Definition
from xentgui.opening import Opening
from xentgui.window.filing.importing import ImportDialog
from xentgui.window.widgets.notice import Notice
from xentgui.window.widgets.plain import agreed, tell

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NASTY = ('<img src="file:///x">', "<s>", "<b>a</b> &amp; b")
ENTRY = Entry.of(
    np.eye(3)[[0, 1, 2, 0]],
    [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]],
    NASTY,
    sample_names=(*NASTY, "<i>row</i>"),
    cards=(
        ShownCard("mine", NASTY[0], NASTY[1], Definition()),
        ShownCard("yours", NASTY[1], NASTY[1], Definition(label_smoothing=0.1)),
        ShownCard("theirs", NASTY[2], NASTY[2], Definition(activation="sigmoid", likelihood="bernoulli")),
    ),
)


def read_as_markup(root: QWidget) -> list[str]:
    """Every text on a widget, and in what it holds, that Qt reads as markup although it was not meant."""
    return [text for widget in [root, *root.findChildren(QWidget)] for text in _texts(widget) if _is_markup(text)]


def _is_markup(text: str) -> bool:
    return Qt.mightBeRichText(text) and any(name in text for name in (*NASTY, "<i>row</i>"))


def _texts(widget: QWidget):
    yield widget.toolTip()
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield widget.text()
    if isinstance(widget, QMenu):
        yield from (action.toolTip() for action in widget.actions() if widget.toolTipsVisible())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model, tool = widget.model(), Qt.ItemDataRole.ToolTipRole
        rows, columns = range(model.rowCount()), range(model.columnCount())
        yield from (str(model.index(i, j).data(tool) or "") for i in rows for j in columns)
        yield from (str(model.headerData(j, Qt.Orientation.Horizontal, tool) or "") for j in columns)
        yield from (str(model.headerData(i, Qt.Orientation.Vertical, tool) or "") for i in rows)


def boxed(act):
    """What a message box shows that an act opens; and whether any of it is markup."""
    seen = []

    def look():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, look)
            return
        seen.append((box.text(), read_as_markup(box)))
        box.reject()

    QTimer.singleShot(10, look)
    act()
    return seen[0]


def test_the_walk_finds_markup(qtbot):
    label = QLabel(NASTY[0])
    qtbot.addWidget(label)
    assert read_as_markup(label) == [NASTY[0]]


@pytest.mark.parametrize("mode", ["softmax", "binary", "multi-sigmoid"])
def test_everywhere_in_the_window(opened, mode):
    window = opened(Opening(ENTRY, Focus(), words=f"Opened {NASTY[0]}"), first_run=True)
    window.document.apply(Edit(f"Mode {NASTY[0]}", lambda entry: edits.set_mode(entry, mode, 1)))
    for row in range(4):
        for chosen in range(3):
            window.document.look(Focus(row=row, column=1, chosen=chosen))
    window.tables.go_to_loss()
    window.actions_by_id["frameworks"].trigger()
    window.say(f"Saved {NASTY[0]}")
    Notice("Changed file", f"{NASTY[1]} was changed", [("Reload", lambda: None)]).show_in(window.centralWidget())
    assert read_as_markup(window) == []
    assert any(label.text() == f"Saved {NASTY[0]}" for label in window.findChildren(QLabel))


def test_on_the_training_page(opened):
    window = opened(ENTRY)
    window.pages.open_training()
    page = window.pages.training
    QTest.mouseClick(page.kinds.button("outputs"), Qt.MouseButton.LeftButton)
    page.running.look(3)
    QTest.mouseClick(page.side.follow, Qt.MouseButton.LeftButton)
    assert read_as_markup(window) == []
    assert any(NASTY[1] in label.text() for label in page.findChildren(QLabel))


def test_in_a_refusal_and_in_the_folded_tables(opened):
    names = tuple(f"<s>{k}</s>" for k in range(9))
    window = opened(Entry.of(np.eye(9), np.eye(9), names))
    window.document.apply(Edit("Rename", lambda entry: edits.rename_class(entry, 1, "<s>0</s>")))
    tips = [tip for widget in window.findChildren(QWidget) for tip in _texts(widget) if Qt.mightBeRichText(tip)]
    assert not [tip for tip in tips if any(name in tip for name in names)]
    assert any(escape(names[3]) in tip for tip in tips)


def test_in_my_number(opened, qtbot):
    window = opened(ENTRY)
    for number in ("0.7267", "1.06", "12.5", "<s>", "0.72678906197"):
        qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        qtbot.keyClicks(field, number)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert read_as_markup(window) == []


def test_in_message_boxes(opened):
    window = opened(plots=False)
    assert boxed(lambda: tell(window, f"{NASTY[0]} is no file")) == (f"{NASTY[0]} is no file", [])
    assert boxed(lambda: agreed(window, NASTY[1])) == (NASTY[1], [])


def test_in_the_import_dialog(qtbot, tmp_path):
    (tmp_path / "a.csv").write_text('<s>,<img src="x">,c\n1,2,<b>a</b> &amp; b\n4,5,<s>\n')
    with pytest.raises(open_file.UnclearError) as unclear:
        open_file.read_file(tmp_path / "a.csv")
    dialog = ImportDialog(unclear.value.imported, NASTY[0])
    qtbot.addWidget(dialog)
    assert read_as_markup(dialog) == []
    assert any(NASTY[0] in label.text() for label in dialog.findChildren(QLabel))
