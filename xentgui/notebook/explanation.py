"""What was found of a number, told: plain sentences for a terminal, HTML for a notebook.

The HTML stands by itself: no script, no file beside it, formulas as SVG, light and dark.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from xentgui.formulas import SENTINELS, reading, typeset
from xentgui.losses.definition import Definition
from xentgui.notebook.answering import Answered, answered, arithmetic, formula_of
from xentgui.notebook.arguments import Arguments, sorted_out
from xentgui.questions.fingerprints import Fingerprint
from xentgui.questions.formula import Piece, plain
from xentgui.questions.matching import Match
from xentgui.questions.matching.telling.answer import ToldMatch

if TYPE_CHECKING:
    from xentgui.notebook.showing import Shown

WIDTH = 100
MOST_LINES = 20  # of a repr
INDENT = "   "


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """What `match` found, told.

    Attributes:
        headline: the answer in one sentence.
        matches: what `match` gives on the same arguments, a list of Match.
        text: all of it as plain sentences within 100 columns; `str()` gives the same.
        html: the same as a fragment of HTML that needs nothing else, for light and dark pages.
    """

    headline: str
    matches: list[Match]
    answer: Answered = field(repr=False)
    arguments: Arguments = field(repr=False)
    number: object = field(repr=False)

    @property
    def text(self) -> str:
        """The headline, the explanations with their arithmetic, how to tell them apart, and what it is not."""
        return "\n".join(_lines(self))

    @property
    def html(self) -> str:
        return page(self.answer, self.arguments, self.text)

    def show(self) -> Shown:
        """Open the window on these data, with the number. Raises RuntimeError where there is no display."""
        from xentgui.notebook.showing import show_arguments

        return show_arguments(self.arguments, self.number)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        lines = self.text.split("\n")
        left = len(lines) - MOST_LINES
        if left <= 0:
            return self.text
        return "\n".join([*lines[: MOST_LINES - 1], f"… {left + 1} more lines: print() shows them"])

    def _repr_html_(self) -> str:
        return self.html


def explain(
    labels: object,
    outputs: object,
    number: object,
    *,
    criterion: object = None,
    outputs_are: str | None = None,
    definition: str | Definition = "softmax",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    limit: int = 10,
    near: int = 0,
    **changes: Any,
) -> Explanation:
    """Say which definition, option or slip gives ``number`` on these data, as the window does.

    Args:
        labels, outputs: as for `match`; in the other order they are recognised by their kinds, and it is said so.
        number: the loss that puzzles: a float, a str such as "0.452", or one for each sample.
        criterion: a loss object of torch or Keras: its class names the definition, its arguments are facts.
        outputs_are, definition, sample_weights, class_axis, groups, limit, near, **changes: as for `match`.

    Returns:
        An Explanation: print it, or leave it as the last line of a cell.

    Raises:
        DataError: data that can not be read.
        ValueError: a number, a name or a loss object that is not known.

    >>> logits = [[2, 0.5, -1], [0.1, 1.2, 0.3], [-0.5, 0, 1.5], [1, 1, 1]]
    >>> dict(explain([0, 1, 2, 0], logits, "2.1998").matches[0].changes)
    {'reduction': 'sum'}
    """
    arguments = sorted_out(
        labels, outputs, criterion=criterion, outputs_are=outputs_are, definition=definition,
        sample_weights=sample_weights, class_axis=class_axis, groups=groups, changes=changes,
    )  # fmt: skip
    return explained(arguments, number, limit=limit, near=near)


def explained(
    arguments: Arguments, number: object, *, limit: int = 10, near: int = 0, early: Callable[[str], None] | None = None
) -> Explanation:
    """`explain` for arguments that are sorted out; on large data `early` hears the first that is found."""
    found = answered(arguments, number, limit=limit, near=near, early=early)
    return Explanation(found.headline, found.matches, found, arguments, number)


def _lines(explanation: Explanation) -> Iterator[str]:
    answer = explanation.answer
    yield from _wrapped(f"{answer.headline}.")
    for note in (*explanation.arguments.notes, explanation.arguments.known):
        yield from _wrapped(f"{note}." if note else "")
    for known in answer.fingerprints:
        yield ""
        yield from _fingerprint(known)
    for rank, (match, told) in enumerate(answer.told.explanations, 1):
        yield ""
        yield from _explanation(rank, match, told)
    apart = answer.told.apart
    after = ["" if apart is None else f"To tell them apart, {apart.words}", answer.told.not_it, answer.advice]
    if any(after):
        yield ""
    for words in after:
        yield from _wrapped(words)


def _fingerprint(known: Fingerprint) -> Iterator[str]:
    yield from _wrapped(f"{known.who}: {known.value!r}", "*  ")
    yield from _wrapped(f"{known.derivation}; {known.advice}.", INDENT)


def _explanation(rank: int, match: Match, told: ToldMatch) -> Iterator[str]:
    yield from _wrapped(f"{told.title}: {told.value} ({told.note})", f"{rank:<3}")
    if match.hit and told.pieces:
        yield from _wrapped(f"= {reading(arithmetic(told))}", INDENT)
    yield from _wrapped(told.words, INDENT)


def _wrapped(text: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


LIGHT = {
    "ground": "#F5F6F8",
    "surface": "#FFFFFF",
    "line": "#DADFE5",
    "text": "#1A1F26",
    "secondary": "#56606C",
    "labels": "#1B5FAE",
    "outputs": "#AD4607",
    "shared": "#E3E7EC",
}
DARK = {
    "ground": "#15181C",
    "surface": "#1E2227",
    "line": "#383E46",
    "text": "#E7EAEE",
    "secondary": "#A3ACB7",
    "labels": "#7AB6F5",
    "outputs": "#F79B5F",
    "shared": "#363D46",
}
DARK_PAGES = ('[data-jp-theme-light="false"]', ".vscode-dark", '[data-theme="dark"]', "[theme=dark]")
LIGHT_PAGES = ('[data-jp-theme-light="true"]', ".vscode-light", '[data-theme="light"]', "[theme=light]")
_SIZE = re.compile(r' width="[\d.]+" height="[\d.]+"')


def page(answer: Answered, arguments: Arguments, text: str) -> str:
    """The fragment that a notebook shows; `text` is the same to copy."""
    return f'<div class="xentgui">{_style()}{"".join(_body(answer, arguments, text))}</div>'


def _body(answer: Answered, arguments: Arguments, text: str) -> Iterator[str]:
    yield f'<p class="head">{escape(answer.headline)}</p>'
    for note in filter(None, (*arguments.notes, arguments.known)):
        yield _less(note)
    for known in answer.fingerprints:
        title = f'<p class="title"><b>{escape(known.who)}</b><span>{known.value!r}</span></p>'
        yield f'<div class="tile">{title}<p>{escape(f"{known.derivation}; {known.advice}.")}</p></div>'
    for rank, (match, told) in enumerate(answer.told.explanations, 1):
        yield _tile(rank, match, told)
    if answer.told.apart is not None:
        yield f"<p><b>To tell them apart</b>, {escape(answer.told.apart.words)}</p>"
    for words in filter(None, (answer.told.not_it, answer.advice)):
        yield _less(words)
    yield f"<details><summary>Text to copy</summary><pre>{escape(text)}</pre></details>"


def _less(words: str) -> str:
    return f'<p class="less">{escape(words)}</p>'


def _tile(rank: int, match: Match, told: ToldMatch) -> str:
    value = f"<span>{escape(told.value)}<small>{escape(told.note)}</small></span>"
    formula = _formula(formula_of(match, told, first=rank == 1))
    if formula and not match.applies:
        formula = f"<small>without the slip</small> {formula}"
    shown = f'<p class="formula">{formula}</p>' if formula else ""
    head = f'<p class="title"><i>{rank}</i><b>{escape(told.title)}</b>{value}</p>'
    return f'<div class="tile">{head}{shown}<p>{escape(told.words)}</p></div>'


def _formula(pieces: tuple[Piece, ...]) -> str:
    """The pieces side by side on the baseline of the line, as one picture to those who hear the page."""
    if not pieces:
        return ""
    said = escape(reading(*(piece.tex for piece in pieces)), quote=True)
    return f'<span role="img" aria-label="{said}">{" ".join(map(_piece, pieces))}</span>'


def _piece(piece: Piece) -> str:
    picture = typeset(piece.tex)
    if picture is None:
        drawn = f"<code>{escape(plain(piece.tex))}</code>"
    else:
        height = picture.ascent + picture.descent
        size = f"width:{picture.width:.3f}em;height:{height:.3f}em;vertical-align:{-picture.descent:.3f}em"
        drawn = _SIZE.sub(f' style="{size}" aria-hidden="true"', picture.svg, count=1)
    return f'<span class="{piece.role}">{drawn}</span>'


def _style() -> str:
    dark = "".join(f"--{name}:{colour};" for name, colour in DARK.items())
    light = "".join(f"--{name}:{colour};" for name, colour in LIGHT.items())
    inks = "".join(f'.xentgui [fill="{ink}"]{{fill:var(--{name})}}' for name, ink in SENTINELS.items())
    return (
        f"<style>.xentgui{{{light}}}@media(prefers-color-scheme:dark){{.xentgui{{{dark}}}}}"
        f"{_in(DARK_PAGES)}{{{dark}}}{_in(LIGHT_PAGES)}{{{light}}}{_RULES}{inks}</style>"
    )


def _in(pages: tuple[str, ...]) -> str:
    return ",".join(f"{page} .xentgui" for page in pages)


_RULES = (
    ".xentgui{background:var(--ground);color:var(--text);border:1px solid var(--line);border-radius:8px;"
    "padding:12px 16px;max-width:720px;font:14px/1.45 system-ui,sans-serif}"
    ".xentgui p{margin:0 0 8px}.xentgui .head{font-size:16px;font-weight:600}"
    ".xentgui .less,.xentgui small,.xentgui summary{color:var(--secondary);font-size:13px}"
    ".xentgui .tile{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:10px 14px 4px;"
    "margin:0 0 8px}"
    ".xentgui .title{display:flex;gap:10px;align-items:baseline}.xentgui .title b{flex:1}"
    ".xentgui .title i{font-style:normal;background:var(--shared);border-radius:11px;min-width:22px;text-align:center}"
    ".xentgui .title span{text-align:right;font-weight:600}.xentgui .title small{display:block;font-weight:400}"
    ".xentgui .formula{overflow-x:auto;white-space:nowrap;font-size:16px}.xentgui svg{overflow:visible}"
    ".xentgui .shared{background:var(--shared);border-bottom:2px solid var(--secondary);padding:2px 3px}"
    ".xentgui .added{border-bottom:2px dashed var(--secondary);padding:2px 3px}"
    ".xentgui pre{white-space:pre-wrap;background:var(--surface);color:var(--text);padding:8px;user-select:all}"
)
