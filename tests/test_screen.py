"""What keeps Qt from starting is said in words: a library that is missing, with the line to run."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from xentgui import diagnosis, screen

MAKEFILE = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt's libraries come with it elsewhere")


@pytest.fixture
def qt(tmp_path):
    """Qt's folder in which some libraries need one that is not there; `libc` stands for those that load."""
    compiler = shutil.which(sysconfig.get_config_var("CC").split()[0] if sysconfig.get_config_var("CC") else "cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    plain = tmp_path / "plain.c"
    plain.write_text("int plain(void) { return 0; }\n")

    def build(target, *needs):
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-Wl,--no-as-needed", "-o", target, plain, *needs],
            check=True,
            capture_output=True,
        )
        return target

    def make(lib=(), **platforms):
        libraries = {name: build(tmp_path / f"lib{name}.so.1") for name in {*lib, *sum(platforms.values(), ())}}
        folder = tmp_path / "Qt"
        build(folder / "lib" / "libQt6Widgets.so.6", *(libraries[name] for name in lib))
        for platform, needs in platforms.items():
            build(folder / "plugins/platforms" / f"libq{platform}.so", *(libraries[name] for name in needs))
        for library in libraries.values():
            library.unlink()
        return folder

    return make


@LINUX
def test_a_library_that_qt_needs_is_named_with_the_line_to_run(qt):
    told = screen.missing(qt(lib=("GL",), xcb=()), ["xcb"])
    assert told.startswith("Qt needs")
    assert "libGL.so.1" in told
    assert ("sudo apt-get install -y libegl1 libgl1" in told) == bool(shutil.which("apt-get"))
    assert "\n" not in told


@LINUX
def test_a_plugin_is_enough_where_another_lacks_something(qt):
    folder = qt(wayland=("wayland-client",), xcb=("xcb-cursor",), offscreen=())
    assert "libxcb-cursor.so.1" in screen.missing(folder, ["xcb"])
    assert "libwayland-client.so.1" in screen.missing(folder, ["wayland", "xcb"])
    assert screen.missing(folder, ["wayland", "offscreen"]) is None
    assert screen.missing(folder, []) is None


@LINUX
def test_a_library_that_is_damaged_or_too_old_is_told_in_one_line_as_the_system_tells_it(qt):
    folder = qt(xcb=())
    (folder / "lib" / "libQt6Widgets.so.6").write_bytes(b"")
    told = screen.missing(folder, ["xcb"])
    assert told.startswith("Qt does not start here: ")
    assert "libQt6Widgets.so.6" in told
    assert "\n" not in told


def test_another_layout_of_qt_is_left_to_itself(tmp_path):
    assert screen.missing(tmp_path, ["xcb"]) is None


def test_here_qt_starts():
    assert screen.unready() is None


def test_the_packages_are_those_of_the_makefile():
    listed = re.search(r"^PACKAGES := ((?:.*\\\n)*.*)$", MAKEFILE, re.M).group(1).replace("\\\n", " ").split()
    assert set(screen.PACKAGES.split()) == set(listed) - {"python3-venv"}


def test_without_the_window_s_libraries_it_says_what_to_install():
    program = (
        "import sys, importlib.util as u, importlib.machinery as m\n"
        "find = m.PathFinder.find_spec\n"
        "m.PathFinder.find_spec = classmethod(lambda c, n, *a: None if n.startswith('PySide6') else find(n, *a))\n"
        "from xentgui.command_line import main; raise SystemExit(main(['--screenshot', 'x.png']))\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "pip install xentgui" in told.stderr


def test_the_diagnosis_has_the_versions_and_whether_a_window_can_be_opened():
    told = diagnosis.diagnosis()
    assert re.search(r"^numpy \d", told, re.M)
    assert "a window can be opened" in told
    assert str(Path.home()) not in told
