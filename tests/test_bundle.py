"""The program without Python, where `make bundle` has built it: it starts, shows its window, and is small enough."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

DIST = Path(__file__).parent.parent / "dist"
FOLDER, ONE_FILE = DIST / "xentgui" / "xentgui", DIST / "xentgui-one-file"
MOST_BYTES = 120 * 2**20
START = 180  # seconds on a busy machine

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="not built: make bundle")


@pytest.fixture
def alone(tmp_path):
    """An environment without Python, and without a desktop's own settings."""
    return {"HOME": str(tmp_path), "PATH": "/nonexistent", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("program", [FOLDER, ONE_FILE], ids=["folder", "one file"])
def test_it_answers_and_paints_its_window_without_python(program, alone, tmp_path):
    told = subprocess.run([program, "--version"], env=alone, capture_output=True, text=True, timeout=START, check=True)
    assert told.stdout.startswith("xentgui ")
    picture = tmp_path / "out.png"
    words = [program, "--example", "cs231n", "--screenshot", picture]
    subprocess.run(words, env=alone, capture_output=True, timeout=START, check=True)
    assert picture.stat().st_size > 20_000


def test_the_one_file_is_small_enough():
    assert ONE_FILE.stat().st_size <= MOST_BYTES


@pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of X11")
def test_its_window_comes_up_on_a_screen(alone):
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"], pass_fds=[write], stderr=subprocess.DEVNULL
    ) as screen:
        shown = {"DISPLAY": f":{os.read(read, 16).decode().strip()}"}
        with subprocess.Popen([FOLDER, "--fresh"], env=alone | shown) as program:
            search = ["xdotool", "search", "--onlyvisible", "--name", "untitled"]
            end = time.monotonic() + START
            while not subprocess.run(search, env=os.environ | shown, capture_output=True, check=False).stdout:
                assert program.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)
            program.terminate()
        screen.terminate()
    os.close(read)
    os.close(write)
