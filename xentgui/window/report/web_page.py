"""A report as one HTML page that needs nothing else: no scripts, no styles or pictures from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from itertools import groupby

from xentgui.questions.saying.runs import Run
from xentgui.window.numbers import show_run
from xentgui.window.report.blocks import (
    Blank,
    Block,
    Cell,
    Code,
    Figure,
    Formula,
    Heading,
    Paragraph,
    Report,
    Table,
    TableColumn,
)
from xentgui.window.report.drawings import formula_svg
from xentgui.window.strip.sentence import parts
from xentgui.window.strip.view import MEANINGS
from xentgui.window.theme import LIGHT, mark

LARGE, SMALL, HEAD = 19.0, 15.0, 14.0  # pixels of formulas
SHORT = 14  # rows of a table that is printed on one page
SIGNS = {**MEANINGS, "✓": "holds"}
_BLANK = '<span class="blank" role="img" aria-label="to fill in"></span>'
_URL = re.compile(r"https?://")
_COLOURS = {
    name: getattr(LIGHT, name)
    for name in ("text", "secondary", "line", "hair", "ground", "labels", "outputs", "refused", "shared")
}
_VARIABLES = " ".join(f"--{name}: {colour};" for name, colour in _COLOURS.items())
_CARDS = "\n".join(
    f".c{k} {{ --ink: {ink}; --tint: {tint}; }}"
    for k, (ink, tint) in enumerate(zip(LIGHT.definitions, LIGHT.tints, strict=True))
)

STYLE = f""":root {{ {_VARIABLES} }}
{_CARDS}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #fff; color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", Inter, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }}
main {{ max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }}
h1 {{ font-size: 28px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }}
h2 {{ font-size: 19px; line-height: 1.3; margin: 40px 0 12px; padding-top: 12px; border-top: 1px solid var(--line); }}
h3 {{ font-size: 16px; line-height: 1.4; margin: 24px 0 4px; }}
p {{ margin: 6px 0; max-width: 740px; }}
code, pre {{ font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
pre {{ background: var(--ground); padding: 12px 16px; border-radius: 6px; overflow-x: auto; }}
a {{ color: inherit; overflow-wrap: anywhere; }}
.note, figcaption, caption {{ color: var(--secondary); font-size: 13px; }}
h3 .note {{ font-weight: 400; margin-left: 8px; }}
.signed {{ display: grid; grid-template-columns: 40px 1fr; align-items: baseline; }}
.sign {{ justify-self: start; min-width: 28px; text-align: center; font-weight: 600; font-size: 13px; line-height: 22px;
  background: var(--hair); border-radius: 5px; padding: 0 5px; }}
.sign.caution {{ color: #fff; background: var(--refused); }}
.mark {{ color: var(--ink); margin-right: 5px; font-weight: 400; }}
.name {{ white-space: nowrap; }}
.shared, .added {{ white-space: nowrap; padding: 1px 4px; border-radius: 3px; }}
.shared {{ background: var(--shared); border-bottom: 1.5px solid var(--secondary); }}
.added {{ background: var(--tint); border-bottom: 1.5px dashed var(--ink); }}
sub {{ font-size: 0.72em; line-height: 0; }}
.formula {{ margin: 8px 0 10px; max-width: none; }}
.wide + p:not(.signed) {{ margin-top: 20px; }}
.clause {{ margin: 0 0 8px 2px; }}
.formula svg, figure svg {{ max-width: 100%; height: auto; }}
.wide {{ overflow-x: auto; margin: 12px 0 20px; }}
.wide:focus-visible {{ outline: 2px solid var(--text); }}
table {{ border-collapse: collapse; font-size: 12.5px; line-height: 1.35; }}
caption {{ text-align: left; padding: 0 0 6px; }}
th, td {{ padding: 5px 8px; text-align: left; vertical-align: baseline; font-weight: 400; }}
thead th {{ font-weight: 600; vertical-align: bottom; border-bottom: 1.5px solid var(--text); }}
thead th.group {{ border-bottom: 1px solid var(--line); text-align: center; font-weight: 400; }}
thead th svg {{ display: inline-block; }}
tbody tr + tr > * {{ border-top: 1px solid var(--hair); }}
tfoot tr > * {{ border-top: 1.5px solid var(--text); }}
.number {{ text-align: right; white-space: nowrap; }}
thead .number {{ white-space: normal; }}
.labels {{ color: var(--labels); }}
.outputs {{ color: var(--outputs); }}
.secondary {{ color: var(--secondary); }}
td.shared, th.shared, td.added, th.added {{ border-radius: 0; padding: 5px 8px; }}
tbody td.shared, tbody td.added {{ border-bottom: 0; }}
thead th.added {{ border-bottom: 2px dashed var(--ink); }}
thead th.shared {{ border-bottom: 2px solid var(--secondary); }}
figure {{ margin: 16px 0 24px; }}
figure svg {{ display: block; }}
.blank {{ display: inline-block; min-width: 60px; height: 28px; border-bottom: 1px solid var(--secondary); }}
p.blank {{ display: block; }}
@page {{ margin: 16mm 15mm; }}
@media print {{
  body {{ font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  main {{ max-width: none; padding: 0; }}
  h2, h3, caption, .formula, p:has(+ .formula) {{ break-after: avoid; }}
  h2 {{ margin-top: 24px; }}
  section:has(> .on-new-page) {{ break-before: page; }}
  h3 {{ margin-top: 14px; }}
  article, figure, tr, pre, .signed, .short {{ break-inside: avoid; }}
  thead {{ display: table-header-group; }}
  tfoot {{ display: table-row-group; }}
  table {{ font-size: 8.5pt; }}
  th, td {{ padding: 3px 6px; overflow-wrap: anywhere; }}
  .number {{ white-space: normal; }}
  .wide {{ overflow: visible; }}
  figure svg {{ max-width: 15cm; }}
  pre {{ white-space: pre-wrap; }}
}}
"""


def page(report: Report) -> str:
    """The whole page."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{escape(report.made_with)}">
<meta name="color-scheme" content="light">
<title>{escape(report.title)}</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
{"".join(_sections(report.blocks))}</main>
</body>
</html>
"""


def _sections(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks, with a section from each heading of the second level to the next, and articles within."""
    open_tags: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            while open_tags and (block.level <= 2 or open_tags[-1] == "article"):
                yield f"</{open_tags.pop()}>\n"
            open_tags.append({1: "header", 2: "section", 3: "article"}[block.level])
            yield f"<{open_tags[-1]}>\n"
        yield _WRITERS[type(block)](block)
    while open_tags:
        yield f"</{open_tags.pop()}>\n"


def _heading(block: Heading) -> str:
    note = f' <code class="note">{escape(block.note)}</code>' if block.note else ""
    kind = _class("on-new-page" if block.on_new_page else "")
    return f"<h{block.level}{kind}>{_mark(block.card)}{escape(block.text)}{note}</h{block.level}>\n"


def _mark(card: int | None) -> str:
    return "" if card is None else f'<span class="mark c{card % 6}" aria-hidden="true">{mark(card)}</span>'


def _paragraph(block: Paragraph) -> str:
    words = "".join(map(_run, block.runs))
    if block.url:
        words += f' <a href="{escape(block.url)}">{escape(_URL.sub("", block.url))}</a>'
    sign = ""
    if block.sign:
        name = SIGNS[block.sign]
        sign = f'<span class="sign {name}" role="img" aria-label="{name}">{block.sign}</span>'
        words = f"<span>{words}</span>"
    kinds = " ".join(filter(None, (block.style if block.style == "note" else "", "signed" if block.sign else "")))
    return f"<p{_class(kinds)}>{sign}{words}</p>\n"


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _run(run: Run) -> str:
    if run.value is not None:
        text = f'<data value="{run.value!r}">{show_run(run)}</data>'
        return f"<b>{text}</b>" if run.role == "bold" else text
    if run.role in ("shared", "added"):
        card = f" c{run.card % 6}" if run.card is not None else ""
        return f'<span class="{run.role}{card}">{_symbols(run.text)}</span>'
    if run.role == "definition":
        return f'<b class="name">{_mark(run.card)}{escape(run.text)}</b>'
    if run.role == "bold":
        return f"<b>{escape(run.text)}</b>"
    return _symbols(run.text) if run.role == "math" else escape(run.text)


def _symbols(text: str) -> str:
    tags = {"plain": "", "symbol": "i", "index": "sub"}
    found = ((escape(piece), tags[kind]) for piece, kind in parts(text))
    return "".join(f"<{tag}>{piece}</{tag}>" if tag else piece for piece, tag in found if piece)


def _drawn(block: Formula, pixels: float) -> str:
    svg, _, depth = formula_svg(block.pieces, pixels, block.card)
    named = f'<svg role="img" aria-label="{escape(block.reading)}" style="vertical-align:{-depth:.1f}px"'
    return svg.replace("<svg", named, 1)


def _formula(block: Formula) -> str:
    if block.small:
        return f'<p class="formula clause">{_drawn(block, SMALL)}</p>\n'
    return f'<p class="formula">{_drawn(block, LARGE)}</p>\n'


def _table(block: Table) -> str:
    head = "".join(_head_rows(block.columns))
    body = "".join(_row(block.columns, row) for row in block.rows)
    foot = f"<tfoot>\n{_row(block.columns, block.foot)}</tfoot>\n" if block.foot else ""
    label = escape(block.caption)
    kinds = "wide short" if len(block.rows) <= SHORT else "wide"
    return (
        f'<div class="{kinds}" role="region" tabindex="0" aria-label="{label}">\n<table>\n<caption>{label}</caption>\n'
        f"<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n{foot}</table>\n</div>\n"
    )


def _head_rows(columns: Sequence[TableColumn]) -> Iterator[str]:
    grouped = any(column.group for column in columns)
    if grouped:
        yield "<tr>"
        for group, members in groupby(columns, lambda column: column.group):
            found = list(members)
            if group:
                yield f'<th scope="colgroup" colspan="{len(found)}" class="group {found[0].ink}">{escape(group)}</th>'
            else:
                yield from map(partial(_head, rows=2), found)
        yield "</tr>\n"
    yield "<tr>" + "".join(_head(column) for column in columns if column.group or not grouped) + "</tr>\n"


def _head(column: TableColumn, rows: int = 1) -> str:
    words = f"{_mark(column.card)}{escape(column.title)}"
    if column.pieces:
        words = _drawn(Formula(column.pieces, column.title, column.card or 0), HEAD)
    span = f' rowspan="{rows}"' if rows > 1 else ""
    return f'<th scope="col"{span}{_class(_of(column))}>{words}</th>'


def _of(column: TableColumn) -> str:
    card = f"c{column.card % 6}" if column.card is not None and column.shade == "added" else ""
    ink = "" if column.ink == "text" else column.ink
    return " ".join(filter(None, (ink, "number" if column.numbers else "", column.shade, card)))


def _row(columns: Sequence[TableColumn], cells: Sequence[Cell]) -> str:
    first, *others = (_cell(column, cell) for column, cell in zip(columns, cells, strict=True))
    rest = "".join(f"<td{kind}>{words}</td>" for kind, words in others)
    return f'<tr><th scope="row"{first[0]}>{first[1]}</th>{rest}</tr>\n'


def _cell(column: TableColumn, cell: Cell) -> tuple[str, str]:
    words = _BLANK if cell.blank else f"{_mark(cell.card)}{escape(cell.text)}"
    if cell.value is not None:
        words = f'<data value="{cell.value!r}">{words}</data>'
    return _class(_of(column)), f"<b>{words}</b>" if cell.bold else words


def _figure(block: Figure) -> str:
    svg = block.svg.replace("<svg", f'<svg role="img" aria-label="{escape(block.alt)}"', 1)
    return f"<figure>\n{svg}\n<figcaption>{escape(block.caption)}</figcaption>\n</figure>\n"


def _code(block: Code) -> str:
    return f"<pre><code>{escape(block.text)}</code></pre>\n"


_WRITERS: dict[type, Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Formula: _formula,
    Table: _table,
    Figure: _figure,
    Code: _code,
    Blank: lambda _: '<p class="blank" role="img" aria-label="to fill in"></p>\n',
}
