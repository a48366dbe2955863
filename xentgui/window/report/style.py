"""How a page looks, on a screen and printed: the light colours of the window."""

from __future__ import annotations

from xentgui.window.theme import LIGHT

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
@page {{ margin: 16mm 15mm; }}
@media print {{
  body {{ font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  main {{ max-width: none; padding: 0; }}
  h2, h3, caption, .formula, p:has(+ .formula) {{ break-after: avoid; }}
  h2 {{ margin-top: 24px; }}
  h3 {{ margin-top: 14px; }}
  article, figure, tr, pre, .signed, .short {{ break-inside: avoid; }}
  thead {{ display: table-header-group; }}
  tfoot {{ display: table-row-group; }}
  table {{ font-size: 8.5pt; }}
  th, td {{ padding: 3px 6px; }}
  .wide {{ overflow: visible; }}
  figure svg {{ max-width: 15cm; }}
  pre {{ white-space: pre-wrap; }}
}}
"""
