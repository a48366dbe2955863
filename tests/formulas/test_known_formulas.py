"""The formulas of the examples are shipped as typesetting gives them, so that the first frame waits for nothing."""

import os
import subprocess
import sys

import pytest

from xentgui.formulas import known, set_anew, typeset

FIRST_FRAME = """
import os, sys
from PySide6.QtCore import QTimer
from xentgui.window import start
LATER = ("ziamath", "pyqtgraph", "xentgui.questions.matching", "importlib.metadata", "subprocess", "xml")
ask = lambda: (print([name for name in LATER if name in sys.modules]), sys.stdout.flush(), os._exit(0))
start.MainWindow.put_in_plots = lambda window: ask()
start.show(None, size=(1440, 900), dark=False, fresh=True)
"""

AFTERWARDS = """
import os, sys
from PySide6.QtCore import QTimer
from xentgui.window import start
look = lambda: "ziamath.zmath" in sys.modules and (print("read"), sys.stdout.flush(), os._exit(0))

def put_in_plots(window, usual=start.MainWindow.put_in_plots):
    usual(window)
    window.clock = QTimer(window, interval=10)
    window.clock.timeout.connect(look)
    window.clock.start()

start.MainWindow.put_in_plots = put_in_plots
start.show(None, size=(1440, 900), dark=False, fresh=True)
"""


@pytest.mark.parametrize("tex", sorted(known()))
def test_a_shipped_formula_is_what_typesetting_gives(tex):
    """Else: python tests/formulas/known_formulas.py"""
    assert known()[tex] == set_anew(tex)


def test_another_formula_is_typeset():
    assert r"\ln 3.14159" not in known()
    assert typeset(r"\ln 3.14159") is not None


def test_plots_typesetter_and_search_are_not_read_before_the_first_frame():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], env=environment, capture_output=True, text=True, timeout=120
    )
    assert started.stdout.strip() == "[]", started.stderr


def test_the_typesetter_is_there_soon_after_before_anything_is_edited():
    """The first formula with numbers of one's own would wait for it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = subprocess.run(
        [sys.executable, "-c", AFTERWARDS], env=environment, capture_output=True, text=True, timeout=120
    )
    assert started.stdout.strip() == "read", started.stderr
