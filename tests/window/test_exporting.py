"""What is taken out of the window: tables, pictures, values."""

import csv
import io

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from window.dialogs import naming

import xentgui
from xentgui.files.open_file import read_file
from xentgui.opening import of_example

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(opened, dialogs_of_qt):
    return opened(size=(1280, 720))


@pytest.fixture
def export(window, qtbot):
    """Does an action and types a name into the file dialog that it opens."""

    def make(action, path, kind=None):
        naming(qtbot, path, kind)
        window.actions_by_id[action].trigger()

    return make


def evaluated():
    entry = of_example("three-classes").entry
    return xentgui.compare(
        entry.table("labels"), entry.table("outputs"), {"63": xentgui.definitions["nielsen"]}, activation="softmax"
    )


def test_the_data_as_csv_is_read_back_as_the_same_data(export, tmp_path):
    export("export-data", tmp_path / "data.csv")
    found = read_file(tmp_path / "data.csv")
    entry = of_example("three-classes").entry
    assert found.outputs.tolist() == entry.table("outputs").tolist()
    assert found.labels.tolist() == entry.table("labels").tolist()
    assert found.class_names == ("cat", "dog", "bird")


@pytest.mark.parametrize(
    ("ending", "sign"), [(".md", "| ---: |"), (".tex", r"\begin{tabular}"), (".tsv", "logit_cat\t")]
)
def test_the_data_in_other_formats(export, tmp_path, ending, sign):
    export("export-data", tmp_path / f"data{ending}")
    text = (tmp_path / f"data{ending}").read_text()
    assert sign in text
    assert "cat" in text
    assert "2.2" in text


def test_a_name_without_an_ending_gets_that_of_the_kind(export, tmp_path):
    export("export-data", tmp_path / "data", "Markdown (*.md)")
    assert (tmp_path / "data.md").read_text().startswith("|")


def test_losses_of_all_rows_with_the_value_below(export, tmp_path):
    export("export-losses", tmp_path / "losses.csv")
    header, *rows, last = csv.reader(io.StringIO((tmp_path / "losses.csv").read_text()))
    assert header == ["", "Nielsen, ch. 3", "TensorFlow intro", "CS231n notes"]
    evaluation = evaluated().evaluations["63"]
    assert [float(row[1]) for row in rows] == evaluation.per_sample.tolist()
    assert last[0] == "mean of 4 rows"
    assert float(last[1]) == evaluation.value


def test_the_window_and_the_curve_as_pictures(export, window, tmp_path):
    export("window-picture", tmp_path / "window.png")
    assert QImage(str(tmp_path / "window.png")).width() == 2 * window.width()
    for action in ("window-picture", "plots-picture"):
        export(action, tmp_path / f"{action}.svg")
        drawing = QSvgRenderer(str(tmp_path / f"{action}.svg"))
        assert drawing.isValid()
        drawn = (tmp_path / f"{action}.svg").read_bytes()
        assert b"<path" in drawn
        assert b', sans-serif"' in drawn  # another desktop has other families
    export("plots-picture", tmp_path / "curve.png")
    assert not QImage(str(tmp_path / "curve.png")).isNull()


@pytest.mark.parametrize(
    ("action", "ending"), [("export-data", "csv"), ("window-picture", "png"), ("plots-picture", "png")]
)
def test_a_place_that_can_not_be_written_is_told(window, qtbot, tmp_path, monkeypatch, action, ending):
    told = []

    def answer():
        box = QApplication.activeModalWidget()
        told.append(box.text())
        qtbot.mouseClick(box.findChild(QPushButton), Qt.MouseButton.LeftButton)

    place = str(tmp_path / "no such folder" / f"x.{ending}")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (place, ""))
    QTimer.singleShot(50, answer)
    window.actions_by_id[action].trigger()
    assert "could not be written (No such file or directory)" in told[0]


def test_values_go_to_the_clipboard_with_all_digits(window):
    window.actions_by_id["copy-value"].trigger()
    value = float(QGuiApplication.clipboard().text())
    cards = window.document.analysis.cards
    assert value == cards[window.document.focus.chosen].value
