"""The command line: arguments are read before Qt is imported."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from xentgui.diagnosis import diagnosis, own_version
from xentgui.terminal.printing import Parser, say, warn

if TYPE_CHECKING:
    from xentgui.opening import Opening
    from xentgui.window.report.edition import Edition

FRESH = "start clean: no last entry, no place of the window; unsaved work is kept for recovery as always"
INSTEAD = "to get a picture of the window instead: xentgui --example three-classes --screenshot out.png"


NO_WINDOW, WRONG_INPUT = 1, 2  # exit status
VERBS = ("evaluate", "match", "definitions")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, or one of its verbs; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in VERBS:
        from xentgui.terminal.verbs import run

        return run(words[0], words[1:])
    if words and words[0] == "report":
        return _report(_report_parser().parse_args(words[1:]))
    if words == ["mcp"]:
        return _serve()
    if (verb := _misspelt(words)) is not None:
        warn(f"{words[0]}: there is no file of this name; did you mean xentgui {verb}?")
        return WRONG_INPUT
    options = _parser().parse_args(words)
    if options.list_examples:
        return _list_examples()
    if options.diagnose:
        return _diagnose()
    if options.desktop is not None:
        return _desktop(options.desktop)
    return _open(options)


def _misspelt(words: Sequence[str]) -> str | None:
    """The verb that the first word is nearly, where it names nothing else."""
    if not words or Path(words[0]).suffix or os.path.exists(words[0]):
        return None
    return next(iter(difflib.get_close_matches(words[0].lower(), (*VERBS, "report", "mcp"), n=1)), None)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="xentgui",
        description="The cross-entropy laboratory: which definition gives my number, and why they agree or differ.",
        epilog=f"Without the window:  {'  ·  '.join(f'xentgui {verb} --help' for verb in (*VERBS, 'report'))}"
        "  ·  xentgui mcp (tools for an assistant)",
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help="a session (.xent), a lesson (.lesson) or a table to import (CSV, …)"
    )
    parser.add_argument("--example", metavar="NAME", help="open an example instead (see --list-examples)")
    parser.add_argument("--list-examples", action="store_true", help="name the examples and what they show")
    parser.add_argument("--fresh", action="store_true", help=FRESH)
    parser.add_argument("--screenshot", metavar="FILE", type=Path, help="render the window to a PNG, without a display")
    parser.add_argument("--size", metavar="WxH", type=_size, default=None, help="the window's size, such as 1440x900")
    parser.add_argument("--dark", action="store_true", help="the dark appearance")
    parser.add_argument("--diagnose", action="store_true", help="print what belongs into a ticket about the program")
    parser.add_argument("--handed", metavar="FOLDER", type=Path, help=argparse.SUPPRESS)  # by xentgui.show
    desktop = parser.add_mutually_exclusive_group()
    desktop.add_argument(
        "--install-desktop", dest="desktop", action="store_const", const="install",
        help="add the program, its icon and its file type to this user's desktop (Linux)",
    )  # fmt: skip
    desktop.add_argument(
        "--uninstall-desktop", dest="desktop", action="store_const", const="uninstall", help="take them away again"
    )
    parser.add_argument("--version", action="version", version=f"xentgui {own_version()}")
    return parser


def _report_parser() -> argparse.ArgumentParser:
    from xentgui.terminal.inputs import add_files

    parser = Parser(
        prog="xentgui report",
        description="A report to hand out or to attach: data, formulas, values, agreement in words, curves.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="a session (.xent), tables, or - for standard input")
    add_files(parser)
    parser.add_argument("--example", metavar="NAME", help="an example instead (see xentgui --list-examples)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="out.html or out.pdf")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    kind = parser.add_argument_group("a hand-out: one or two pages without versions, with the digits of the window")
    kind.add_argument("--hand-out", action="store_true", help="a hand-out in place of a report with everything")
    kind.add_argument("--blanks", action="store_true", help="lines to write on, and a solution on a page behind")
    kind.add_argument("--title", help="a title of your own")
    kind.add_argument("--course", help="a line under the title")
    kind.add_argument("--parts", metavar="NAMES", help="the parts, such as data,terms,curves")
    kind.add_argument("--all-digits", action="store_true", help="computed numbers with all their digits")
    return parser


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size: write it as 1440x900") from None
    if not (400 <= width <= 8000 and 300 <= height <= 8000):
        raise argparse.ArgumentTypeError(f"{text} is too small or too large: from 400x300 to 8000x8000")
    return width, height


def _list_examples() -> int:
    from xentgui.examples import examples
    from xentgui.files.lesson import built_in
    from xentgui.training_examples import training_examples

    titles = {each.name: each.title for each in examples.values()}
    titles |= {each.name: each.title for each in training_examples.values()}
    titles |= {each.name: f"Lesson: {each.title}" for each in built_in()}
    width = max(map(len, titles))
    say("\n".join(f"{name:<{width}}  {title}" for name, title in titles.items()))
    return 0


def _serve() -> int:
    try:
        from xentgui.terminal.mcp_server import serve
    except ImportError as error:
        warn(f'assistants need one more package ({error}): pip install "mcp>=2,<3"')
        return WRONG_INPUT
    serve()
    return 0


def _diagnose() -> int:
    say(diagnosis())
    return 0


def _desktop(verb: str) -> int:
    from xentgui import screen

    if sys.platform in ("win32", "darwin"):
        warn("desktop entries are for Linux desktops; here, make a shortcut to the program")
        return WRONG_INPUT
    if (why := screen.absent()) is not None:
        warn(why)
        return WRONG_INPUT
    from xentgui import desktop

    try:
        files = desktop.install() if verb == "install" else desktop.uninstall()
    except OSError as error:
        warn(f"{error.filename or 'the files'}: {error.strerror}")
        return WRONG_INPUT
    for file in files:
        say(f"{'wrote' if verb == 'install' else 'removed'} {file}")
    return 0


def _open(options: argparse.Namespace) -> int:
    from xentgui import screen
    from xentgui.opening import UnreadableError, are_small, opening, take_over

    handed, file = options.handed, options.file
    later = file is not None and None is options.example is options.screenshot is handed and not are_small([file])
    try:
        given = None if later else file
        start: Opening | None = opening(options.example, given) if handed is None else take_over(handed)
    except UnreadableError as problem:
        alone = file is not None and None is options.example is options.screenshot is handed
        if not alone or _is_read(sys.stderr) or screen.obstacle() is not None:
            warn(str(problem))
            return WRONG_INPUT
        start, later = None, True  # it was opened from a desktop: the window says why
    if options.screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if (why := screen.obstacle()) is not None:
        warn(f"{why}; {INSTEAD}" if why == screen.problem() else why)
        return NO_WINDOW
    if options.screenshot is not None:
        from xentgui.window.start import screenshot

        return screenshot(start, options.screenshot, options.size or (1440, 900), dark=options.dark)
    from xentgui.window.start import show

    fresh = options.fresh or options.handed is not None
    return show(start, size=options.size, dark=options.dark, fresh=fresh, file=file if later else None)


def _is_read(stream: TextIO | None) -> bool:
    """Whether somebody sees what is printed."""
    return stream is not None and stream.isatty()


def _edition(options: argparse.Namespace) -> Edition:
    """The kind of report that is asked for. Raises DataError for a wish that goes with no such kind."""
    from xentgui.losses.batch import DataError
    from xentgui.window.report.edition import FOR_A_TICKET, HAND_OUT, parts_named

    wishes = {name: getattr(options, name) for name in ("blanks", "title", "course", "parts", "all_digits")}
    wishes = {name: wish for name, wish in wishes.items() if wish}
    if not options.hand_out:
        if wishes:
            raise DataError(f"--{next(iter(wishes)).replace('_', '-')} is for a hand-out: add --hand-out")
        return FOR_A_TICKET
    if "parts" in wishes:
        wishes["parts"] = parts_named(wishes["parts"])
    return replace(HAND_OUT, **wishes)


def _report(options: argparse.Namespace) -> int:
    from xentgui import screen
    from xentgui.losses.batch import DataError
    from xentgui.opening import UnreadableError, complete, of_example
    from xentgui.terminal.inputs import named, opened

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        if options.example is not None and (options.files or options.labels or options.outputs):
            raise UnreadableError("an example is reported alone: leave --example or the files out")
        start = opened(options.files, options) if options.example is None else of_example(options.example)
        complete(start)
        if (why := screen.unready()) is not None:
            raise UnreadableError(why)
        from xentgui.analysis import Analysis
        from xentgui.window.application import application
        from xentgui.window.report import write_report

        application()
        name = "" if options.example is not None else named(options.files, options)
        analysis, edition = Analysis(start.entry, start.focus), _edition(options)
        of_training = start.focus.page == "training"
        write_report(options.output, analysis, name, edition=edition, of_training=of_training)
    except (UnreadableError, DataError) as problem:
        warn(str(problem))
        return WRONG_INPUT
    if not options.quiet:
        for doubt in start.data.doubts if start.data is not None else ():
            warn(f"{name}: {doubt}")
        say(f"wrote {options.output.resolve()}")
    return 0
