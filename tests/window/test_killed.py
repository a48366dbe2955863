"""A real process with a window is killed while somebody types and saves, and the next start offers the work back."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

KILL = Path(__file__).with_name("kill_while_typing.py")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed on POSIX systems")
@pytest.mark.parametrize("kills", [15, pytest.param(100, marks=pytest.mark.hundred)])
def test_killed_while_typing_and_saving_at_most_two_seconds_are_lost(kills):
    run = subprocess.run([sys.executable, KILL, str(kills)], capture_output=True, text=True, timeout=1200, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{kills} kills: {kills} with nothing lost that was older than 2 s" in run.stdout
    [offered] = re.findall(r"(\d+) times work was offered back", run.stdout)
    assert int(offered) > kills // 5, run.stdout
