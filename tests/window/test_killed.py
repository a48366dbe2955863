"""A real process with a window is killed while somebody types and saves, and the next start offers the work back."""

import subprocess
import sys
from pathlib import Path

import pytest

KILL = Path(__file__).parent.parent.parent / "benchmarks" / "kill.py"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_while_typing_and_saving_at_most_two_seconds_are_lost():
    """Two of the hundred rounds of the benchmark: one untitled, one with a file."""
    told = subprocess.run([sys.executable, KILL, "2"], capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "2 kills: 2 with nothing lost that was older than 2 s" in told.stdout
