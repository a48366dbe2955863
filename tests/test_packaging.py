"""What is said of the packages is true of the folders: the layer alone holds every room but those of the window."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OF_THE_WINDOW = {"window", "desktop"}


def project(folder):
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_layer_alone_holds_every_room_but_those_of_the_window():
    included = project("core")["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    rooms = {path.name for path in (ROOT / "xentgui").iterdir() if path.name != "__pycache__"}
    assert {name.removeprefix("../xentgui/") for name in included} == rooms - OF_THE_WINDOW
    assert all(name.removeprefix("../") == target for name, target in included.items())


def test_both_have_one_version_and_the_layer_needs_numpy_alone():
    whole, core = project(".")["project"], project("core")["project"]
    assert core["version"] == whole["version"]
    assert core["requires-python"] == whole["requires-python"]
    assert set(whole["classifiers"]) - set(core["classifiers"]) == {"Environment :: X11 Applications :: Qt"}
    assert core["dependencies"] == [each for each in whole["dependencies"] if each.startswith("numpy")]
    extras = whole["optional-dependencies"] | {
        "formulas": [each for each in whole["dependencies"] if "ziamath" in each]
    }
    assert core["optional-dependencies"].items() <= extras.items()
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert cited.group(1) == whole["version"]


@pytest.mark.parametrize("folder", [".", "core"])
def test_a_wheel_holds_the_licence_that_it_names(folder, tmp_path, monkeypatch):
    build = pytest.importorskip("hatchling.build")
    monkeypatch.chdir(ROOT / folder)
    with zipfile.ZipFile(tmp_path / build.build_wheel(str(tmp_path))) as wheel:
        held = {name.partition(".dist-info/")[2]: name for name in wheel.namelist()}
        assert wheel.read(held["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()
        assert "License-File: LICENSE" in wheel.read(held["METADATA"]).decode().splitlines()


def test_every_dependency_has_an_upper_bound():
    assert all("<" in each.partition(";")[0] for each in project(".")["project"]["dependencies"])


def test_the_lock_has_a_hash_for_everything_that_is_declared():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", lock, re.M)}
    whole = project(".")["project"]
    declared = [*whole["dependencies"], *whole["optional-dependencies"]["test"]]
    named = {re.match(r"[\w.-]+", each).group().lower() for each in declared}
    assert named <= locked
    assert len(re.findall(r"^[\w.-]+==.*\\\n    --hash=sha256:", lock, re.M)) == len(
        re.findall(r"^[\w.-]+==", lock, re.M)
    )


def test_without_qt_and_the_typesetter_everything_but_the_window_works():
    program = (
        "import importlib.machinery as m, sys\n"
        "find = m.PathFinder.find_spec\n"
        "gone = ('PySide6', 'pyqtgraph', 'ziamath')\n"
        "m.PathFinder.find_spec = classmethod(\n"
        "    lambda c, n, *a: None if n.partition('.')[0] in gone else find(n, *a))\n"
        "import xentgui\n"
        "answer = xentgui.explain([0, 1], [[1.0, 2.0], [3.0, 4.0]], 0.8133)\n"
        "assert '<code>' in answer.html or '<svg' in answer.html\n"  # of examples the formulas are shipped
        "try: answer.show()\n"
        "except RuntimeError as error: assert 'pip install xentgui' in str(error)\n"
        "from xentgui.command_line import main\n"
        "sys.exit([main([]), main(['--install-desktop'])] != [1, 2])\n"
    )
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    words = [sys.executable, "-c", program]
    told = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False, env=environment)
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("pip install xentgui") == told.stderr.count("\n") == 2
