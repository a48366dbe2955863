"""Unsaved work: each instance has its own, and what is left over is found only when its instance is gone."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from xentgui.entry import Entry, Focus
from xentgui.files.recovery import Recovery, left_over
from xentgui.losses.batch import DataError

ENTRY = Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]])

CHILD = """
import sys
import numpy as np
from xentgui.entry import Entry, Focus
from xentgui.files.recovery import Recovery
recovery = Recovery(sys.argv[1])
recovery.keep(Entry.of(np.eye(2), [[7.0, -1.0], [0.5, 0.25]]), Focus(row=1), sys.argv[2])
print("kept", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_instance(tmp_path):
    """Another process that has kept its work and waits."""
    command = [sys.executable, "-c", CHILD, tmp_path, tmp_path / "mine.xent"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "kept\n"
        yield process
        process.kill()


def test_work_of_a_running_instance_is_not_offered_and_that_of_a_killed_one_is(tmp_path, other_instance):
    assert left_over(tmp_path) == ()
    other_instance.kill()
    other_instance.wait()
    (work,) = left_over(tmp_path)
    session = work.open()
    assert session.entry.cell("outputs", 0, 0) == 7.0
    assert session.focus == Focus(row=1)
    assert work.original == tmp_path / "mine.xent"
    work.discard()
    assert list(tmp_path.iterdir()) == []


def test_two_instances_do_not_overwrite_each_other(tmp_path, other_instance):
    mine = Recovery(tmp_path)
    mine.keep(ENTRY, Focus())
    assert left_over(tmp_path) == ()
    other_instance.kill()
    other_instance.wait()
    (work,) = left_over(tmp_path)
    assert work.open().entry.cell("outputs", 0, 0) == 7.0
    mine.close()


def test_an_instance_that_ends_as_it_should_leaves_nothing(tmp_path):
    recovery = Recovery(tmp_path / "new folder")
    recovery.keep(ENTRY, Focus())
    recovery.close()
    assert list((tmp_path / "new folder").iterdir()) == []


def test_work_that_is_left_on_purpose_is_offered(tmp_path):
    recovery = Recovery(tmp_path)
    recovery.keep(ENTRY, Focus())
    recovery.leave()
    (work,) = left_over(tmp_path)
    assert work.open().entry.same_as(ENTRY)


def test_saved_work_is_not_offered_again(tmp_path):
    recovery = Recovery(tmp_path)
    recovery.keep(ENTRY, Focus())
    recovery.forget()
    assert not recovery.path.exists()
    recovery.close()
    recovery.close()


def test_work_without_its_lock_file_is_offered_and_damaged_work_says_so(tmp_path):
    (tmp_path / "1-aa.xent").write_text("{")
    (tmp_path / "2-bb.lock").write_text("not JSON")
    (work,) = left_over(tmp_path)
    assert work.original is None
    with pytest.raises(DataError, match="damaged"):
        work.open()


def test_lock_files_of_the_past_are_taken_away_and_those_of_running_instances_stay(tmp_path, other_instance):
    (running,) = tmp_path.glob("*.lock")
    for name in ("1-aa.lock", "2-bb.lock"):
        (tmp_path / name).write_text("{}")
    for path in (running, tmp_path / "1-aa.lock"):
        os.utime(path, (0, 0))
    running.with_suffix(".xent").unlink()
    mine = Recovery(tmp_path)
    assert {path.name for path in tmp_path.glob("*.lock")} == {running.name, "2-bb.lock", mine.path.stem + ".lock"}
    mine.close()


def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be kept"):
        Recovery(tmp_path / "file")
    assert left_over(tmp_path / "no such folder") == ()
    assert left_over(Path(tmp_path / "file")) == ()
