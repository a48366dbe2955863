"""An explanation as HTML that stands by itself: no script, no file beside it, formulas as SVG, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from xentgui.formulas.spoken import reading
from xentgui.formulas.typeset import SENTINELS, typeset
from xentgui.notebook.answering import formula_of
from xentgui.questions.formula import Piece, plain

if TYPE_CHECKING:
    from xentgui.notebook.answering import Answered
    from xentgui.notebook.arguments import Arguments
    from xentgui.questions.matching import Match
    from xentgui.questions.matching.telling.answer import Told

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


def _tile(rank: int, match: Match, told: Told) -> str:
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
    said = escape(reading(" ".join(piece.tex for piece in pieces)), quote=True)
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
