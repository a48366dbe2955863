"""The desktop entry, its icon, file type and metadata: written for one user, and shipped in the wheel."""

import configparser
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xentgui import desktop
from xentgui.command_line import main

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="desktop entries are for Linux desktops")
ROOT = Path(__file__).parent.parent
INSTALLED = {
    "applications/xentgui.desktop",
    "icons/hicolor/scalable/apps/xentgui.svg",
    "metainfo/xentgui.metainfo.xml",
    "mime/packages/xentgui.xml",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def entry_of(home):
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(home / "applications/xentgui.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_install_writes_all_files_and_says_where(home, capsys):
    assert main(["--install-desktop"]) == 0
    assert all((home / name).is_file() for name in INSTALLED)
    assert capsys.readouterr().out.count("wrote") == len(INSTALLED)
    entry = entry_of(home)
    assert entry["Icon"] == "xentgui"
    assert "application/vnd.xentgui+json" in entry["MimeType"].split(";")


def test_the_command_of_the_entry_starts_the_program(home):
    desktop.install()
    words = entry_of(home)["Exec"].split()
    assert words[-1] == "%f"
    told = subprocess.run([*words[:-1], "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.startswith("xentgui ")


def test_an_entry_whose_program_is_gone_is_not_shown(home):
    desktop.install()
    tried = Path(entry_of(home)["TryExec"])
    assert tried.is_absolute()
    assert tried.is_file()


def test_a_path_with_spaces_and_signs_is_quoted_as_desktop_entries_quote(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / 'my $1 "venv"' / "python"))
    assert desktop.command() == rf'"{tmp_path}/my \\$1 \\"venv\\"/python" -m xentgui'


def test_uninstall_takes_everything_away_and_twice_is_no_error(home, capsys):
    main(["--install-desktop"])
    assert main(["--uninstall-desktop"]) == 0
    assert not any((home / name).exists() for name in INSTALLED)
    capsys.readouterr()
    assert main(["--uninstall-desktop"]) == 0
    assert capsys.readouterr().out == ""


def test_a_place_that_can_not_be_written_is_one_line_and_status_2(home, capsys):
    home.write_text("")
    assert main(["--install-desktop"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_wheel_brings_the_same_files():
    shared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "shared-data"
    ]
    assert {place.removeprefix("share/") for place in shared.values()} == INSTALLED
    assert all((ROOT / source).is_file() for source in shared)


def test_the_file_type_is_that_of_the_entry_and_the_metadata(home):
    desktop.install()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = ElementTree.parse(home / "mime/packages/xentgui.xml").find("m:mime-type", space)
    assert kind.find("m:glob", space).get("pattern") == "*.xent"
    metadata = ElementTree.parse(home / "metainfo/xentgui.metainfo.xml")
    assert metadata.findtext("provides/mediatype") == kind.get("type")
    assert metadata.findtext("launchable") == "xentgui.desktop"
    assert kind.get("type") in entry_of(home)["MimeType"]


@pytest.mark.parametrize(
    ("program", "name"),
    [("desktop-file-validate", "applications/xentgui.desktop"), ("appstreamcli", "metainfo/xentgui.metainfo.xml")],
)
def test_the_desktop_s_own_checks_pass(home, program, name):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    desktop.install()
    words = ["validate", "--no-net"] if program == "appstreamcli" else []
    told = subprocess.run([program, *words, str(home / name)], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stdout
    assert not stat.S_IMODE((home / name).stat().st_mode) & stat.S_IXUSR
