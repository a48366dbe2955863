"""The command line in processes of their own: what it prints, its status, and that Qt is not imported too early."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from xentgui.command_line import main
from xentgui.entry import Entry, Focus
from xentgui.examples import examples
from xentgui.files.session import save_session
from xentgui.training_examples import training_examples

ENTRY = Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]], ("cat", "dog"))


@pytest.fixture
def run(tmp_path):
    """Runs the program with no display."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}

    def make(*words, **more):
        command = [sys.executable, "-m", "xentgui", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False, env=environment | more, cwd=tmp_path
        )

    return make


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a display")
@pytest.mark.parametrize(("display", "said"), [({}, "no display"), ({"DISPLAY": ":65000"}, ":65000 does not answer")])
def test_without_a_display_it_says_so_in_a_sentence_and_how_to_get_a_picture(run, display, said):
    told = run(**display)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert said in told.stderr
    assert "--screenshot" in told.stderr


@pytest.mark.parametrize("words", [["--example", "cs231n", "--dark"], ["lesson.xent"], ["data.csv"]])
def test_a_screenshot_needs_no_display_and_says_where_it_is(run, tmp_path, words):
    save_session(tmp_path / "lesson.xent", ENTRY, Focus())
    Path(tmp_path / "data.csv").write_text("prob_cat,prob_dog,label\n0.9,0.1,cat\n0.2,0.8,dog\n")
    told = run(*words, "--screenshot", "out.png", "--size", "1280x720")
    assert told.returncode == 0, told.stderr
    assert f"wrote {tmp_path / 'out.png'} (1280x720)" in told.stdout
    header = (tmp_path / "out.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")) == (1280, 720)


def test_a_screenshot_that_can_not_be_written_is_one_line_and_status_2(run):
    told = run("--screenshot", "no such folder/out.png")
    assert told.returncode == 2
    assert "could not be written" in told.stderr


LOOKS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from xentgui.command_line import main

app = QApplication(["xentgui"])

def look():
    box = QApplication.activeModalWidget()
    if box is not None:
        print(box.text())
        box.reject()
        QTimer.singleShot(0, app.quit)

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
raise SystemExit(main(["--fresh", sys.argv[1]]))
"""


@pytest.mark.parametrize(("name", "said"), [("a.lesson", "a.lesson: line 1: it is damaged"), ("b.npy", "b.npy: ")])
def test_a_file_that_can_not_be_read_is_told_in_the_window_where_nobody_reads_standard_error(tmp_path, name, said):
    """A double click starts the program without a terminal."""
    (tmp_path / name).write_text("nothing")
    places = {place: str(tmp_path / "kept") for place in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    told = subprocess.run(
        [sys.executable, "-c", LOOKS, str(tmp_path / name)],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert said in told.stdout


def test_help_version_and_examples(run):
    assert "--list-examples" in run("--help").stdout
    assert run("--version").stdout.startswith("xentgui ")
    told = run("--list-examples")
    assert {*examples, *training_examples} <= {line.split()[0] for line in told.stdout.splitlines()}
    assert told.returncode == 0


def test_questions_are_answered_without_qt():
    program = (
        "import sys; from xentgui.command_line import main; main(['--list-examples']); print('PySide6' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--example", "cs321n"], "unknown example 'cs321n': did you mean cs231n?"),
        (["--example", "xyzzy"], "unknown example 'xyzzy': there are two-classes"),
        (["no-such-file.csv"], "no-such-file.csv: it cannot be read (No such file or directory)"),
        (["no-such-file.xent"], "no-such-file.xent cannot be read (No such file or directory)"),
    ],
)
def test_what_can_not_be_opened_is_one_line_and_status_2(capsys, monkeypatch, tmp_path, words, told):
    monkeypatch.chdir(tmp_path)
    assert main([*words, "--screenshot", "out.png"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"xentgui: {told}")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "text"), [("a.xent", "{"), ("a.csv", ""), ("a.csv", "1,2\n3\n"), ("a.pkl", "x"), ("a", "1 2\n3 x\n")]
)
def test_a_file_that_can_not_be_read_is_one_line_and_status_2(capsys, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert main([str(tmp_path / name), "--screenshot", str(tmp_path / "out.png")]) == 2
    error = capsys.readouterr().err
    assert name in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("size", ["1440", "axb", "10x10", "99999x99999", "-3x900"])
def test_a_size_that_is_none_is_refused_with_the_way_to_write_it(capsys, size):
    with pytest.raises(SystemExit) as ended:
        main([f"--size={size}"])
    assert ended.value.code == 2
    assert size in capsys.readouterr().err
