"""show: the window in a process of its own, with the data in a private folder that goes away."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time

import numpy as np
import pytest
from notebook.standins import torch_loss
from PySide6.QtWidgets import QLabel

import xentgui
from xentgui.notebook.arguments import sorted_out
from xentgui.notebook.showing import entered
from xentgui.opening import UnreadableError, hand_over, take_over
from xentgui.window.main import MainWindow

LABELS, LOGITS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]


def entry_of(
    labels, outputs, *, criterion=None, outputs_are=None, definition="softmax", sample_weights=None, **changes
):
    return entered(
        sorted_out(
            labels, outputs, criterion=criterion, outputs_are=outputs_are, definition=definition,
            sample_weights=sample_weights, changes=changes,
        )
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where folders for windows are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_window_holds_the_tables_and_the_weights_and_the_chosen_card_gives_the_value():
    criterion = torch_loss("CrossEntropyLoss", weight=[1, 2, 4])
    entry, focus = entry_of(LOGITS, LABELS, criterion=criterion, sample_weights=[1, 1, 2, 1])
    assert entry.table("outputs").tolist() == LOGITS
    assert entry.table("labels").argmax(axis=1).tolist() == LABELS
    assert entry.class_weights == (1, 2, 4)
    assert entry.blocks[0].weights.ravel().tolist() == [1, 1, 2, 1]
    assert entry.cards[focus.chosen].in_mode(entry).normalise_by == "weights-of-indices"


@pytest.mark.parametrize(
    ("labels", "outputs", "how", "mode", "outputs_are"),
    [
        (LABELS, LOGITS, {}, "softmax", "logits"),
        ([0, 1], [[0.7, 0.3], [0.2, 0.8]], {}, "softmax", "probabilities"),
        ([0, 1], [[0.7, 0.3], [0.2, 0.8]], {"outputs_are": "logits"}, "softmax", "logits"),
        ([0, 1], np.log([[0.7, 0.3], [0.2, 0.8]]), {"outputs_are": "log-probabilities"}, "softmax", "logits"),
        ([1, 0], [0.5, -2.0], {}, "binary", "logits"),
        ([1, 0], [0.5, 0.25], {}, "binary", "probabilities"),
        ([[1, 1], [0, 1]], [[3.0, -1.0], [2.0, 0.5]], {"definition": "multi-sigmoid"}, "multi-sigmoid", "logits"),
    ],
)
def test_the_mode_and_the_kind_of_outputs_are_those_of_the_data(labels, outputs, how, mode, outputs_are):
    entry, _ = entry_of(labels, outputs, **how)
    assert (entry.mode, entry.outputs_are) == (mode, outputs_are)


def test_a_definition_that_no_card_shows_gets_a_card_that_is_chosen():
    entry, focus = entry_of(LABELS, LOGITS, log_base=2, reduction="sum")
    assert entry.cards[focus.chosen].in_mode(entry) == xentgui.Definition(log_base=2, reduction="sum")
    entry, focus = entry_of(LABELS, LOGITS, definition="cs231n")
    assert (len(entry.cards), entry.cards[focus.chosen].name) == (3, "cs231n")


def test_what_is_handed_over_is_private_comes_back_and_is_gone(folder):
    entry, focus = entry_of(LABELS, LOGITS)
    place = hand_over(entry, focus, "0.4591")
    if os.name == "posix":
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    start = take_over(place)
    assert start.entry.same_as(entry)
    assert (start.number, start.path) == ("0.4591", None)
    assert not place.exists()
    with pytest.raises(UnreadableError):
        take_over(place)


def test_the_window_is_asked_about_the_number_that_was_handed_over(qtbot):
    entry, focus = entry_of(LABELS, LOGITS)
    window = MainWindow(take_over(hand_over(entry, focus, "0.5500")), in_place=True)
    qtbot.addWidget(window)
    window.show()
    told = [label.text() for label in window.findChildren(QLabel)]
    assert any(text.endswith("0.5500 on these 4 rows") for text in told)


def test_several_windows_open_at_once_and_take_their_data_away(folder):
    before = "PySide6" in sys.modules
    windows = [xentgui.show(LABELS, LOGITS, number) for number in (None, 0.55)]
    try:
        wait_for(lambda: not list(folder.iterdir()))
        assert all(window.running for window in windows)
        assert "open" in repr(windows[0])
        with pytest.raises(TimeoutError):
            windows[0].wait(0.01)
    finally:
        for window in windows:
            window.close()
    assert not any(window.running for window in windows)
    assert "closed" in repr(windows[0])
    assert ("PySide6" in sys.modules) == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a display")
def test_without_a_display_it_says_so_and_that_explain_works(monkeypatch, folder):
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(RuntimeError, match=r"no display .* xentgui.explain works"):
        xentgui.show(LABELS, LOGITS)
    assert not list(folder.iterdir())


def test_data_that_can_not_be_shown_are_refused_before_anything_is_started(folder):
    for labels, outputs in (([0, 5], [[1, 2], [3, 4]]), ([], np.empty((0, 2))), ([0, 1], [["a", 2], [3, 4]])):
        with pytest.raises(xentgui.DataError):
            xentgui.show(labels, outputs)
    assert not list(folder.iterdir())


@pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")
def test_a_window_comes_up_on_a_screen_and_closes(folder, tmp_path):
    program = (
        "import subprocess, time, xentgui\n"
        f"shown = xentgui.show({LABELS}, {LOGITS}, '0.55')\n"
        "for _ in range(300):\n"
        "    if subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'untitled'], "
        "capture_output=True).stdout: break\n"
        "    time.sleep(0.2)\n"
        "else: raise SystemExit('no window')\n"
        "import sys; assert 'PySide6' not in sys.modules\n"
        "assert shown.running; shown.close(); assert not shown.running\n"
    )
    hidden = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"], pass_fds=[write],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        display = os.read(read, 16).decode().strip()
        words = [sys.executable, "-c", program]
        shown = hidden | {"DISPLAY": f":{display}"}
        told = subprocess.run(words, env=shown, capture_output=True, text=True, timeout=120, check=False)
        assert told.returncode == 0, told.stderr
    finally:
        screen.terminate()
        screen.wait()
        os.close(read)
        os.close(write)
