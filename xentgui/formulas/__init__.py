"""A formula in TeX as a picture and as a line of text: what the window and the notebook share; it needs no Qt.

The picture is SVG typeset once, with colours to be replaced; the line is for those who hear it and where it can not be
drawn.

`\\textcolor{labels}` and `\\textcolor{outputs}` become the colours of `SENTINELS`, and so does the text.
"""

from __future__ import annotations

import gzip
import json
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KNOWN = "known.json.gz"
EM = 100.0  # the size at which everything is typeset; pictures are scaled from it
SENTINELS = {"labels": "#000011", "outputs": "#000012", "text": "#000013"}
_ALONE = Lock()  # the typesetter keeps fonts and what it is told in one place
_FUNCTION = re.compile(r"\s*\\(ln|log|exp|max|min)(?![a-zA-Z])((?:_\{[^{}]*\}|_\w)?)\s*")


@dataclass(frozen=True)
class FormulaPicture:
    """A typeset piece: SVG with sentinel colours, and its box around the baseline in em."""

    svg: str
    left: float
    width: float
    ascent: float
    descent: float


@lru_cache(maxsize=1024)
def typeset(tex: str) -> FormulaPicture | None:
    """The picture of a piece of TeX, or None where the typesetter does not know what it says, or is not there."""
    return known().get(tex) or set_anew(tex)


@lru_cache(maxsize=1)
def known() -> dict[str, FormulaPicture]:
    """The formulas of the examples, typeset before: reading the typesetter is most of a start."""
    told = json.loads(gzip.decompress((files("xentgui.formulas") / KNOWN).read_bytes()))
    return {tex: FormulaPicture(*picture) for tex, picture in told.items()}


def set_anew(tex: str) -> FormulaPicture | None:
    """The picture as the typesetter makes it."""
    try:
        with _ALONE:
            svg, box = _drawn(tex)
        left, top, width, height = map(float, box.split())
    except Exception:  # the typesetter raises whatever its parsers raise, on any text that is not its TeX
        return None
    if not width or not height:
        return None
    return FormulaPicture(svg, left / EM, width / EM, -top / EM, (top + height) / EM)


def _drawn(tex: str) -> tuple[str, str]:
    """What the typesetter makes, and its box; from as few rows as can be, since it sets what is in a row twice."""
    from xml.etree import ElementTree  # the first frame needs none

    written = ElementTree.fromstring(_typesetter().tex.tex2mml(_prepared(tex)))
    written.set("mathcolor", SENTINELS["text"])
    _unwrap(written)
    if len(written) == 1 and written[0].tag.endswith("mrow"):
        written[:] = written[0]
    drawn = _typesetter().Math(written, size=EM, margin=0).svgxml()
    return ElementTree.tostring(drawn, encoding="unicode"), drawn.attrib["viewBox"]


def _unwrap(element: Element) -> None:
    """A row of one sign in a row is this sign, but for an operator, whose spaces come from what stands beside it."""
    in_row = element.tag.endswith(("mrow", "mstyle"))
    for place, child in enumerate(element):
        while in_row and child.tag.endswith("mrow") and len(child) == 1 and not child[0].tag.endswith("mo"):
            child = element[place] = child[0]
        _unwrap(child)


def _prepared(tex: str) -> str:
    """TeX as the typesetter draws it rightly: a function's invisible spaces repaint the coloured glyph before it."""
    for name in ("labels", "outputs"):
        tex = tex.replace(rf"\textcolor{{{name}}}", rf"\textcolor{{{SENTINELS[name]}}}")
    tex = re.sub(r"^([+-])\s+", r"\1\\:", tex)
    return _FUNCTION.sub(_function, tex)


def _function(found: re.Match[str]) -> str:
    """A function's name with the spaces of TeX around it: after a factor, and before one that is no bracket."""
    name, base = found.groups()
    before, after = found.string[: found.start()].rstrip(), found.string[found.end() :]
    left = "" if not before or before.endswith(("(", "[", "{", "-", "+", ",", "=", r"\cdot")) else r"\,"
    right = "" if not after or after.startswith(("(", r"\left", "}", ")")) else r"\,"
    return rf"{left}\mathrm{{{name}}}{base}{right} "


@lru_cache(maxsize=1)
def _typesetter() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its own import
        import ziamath
        from ziamath.config import config
        from ziamath.operators import operators

    config.svg2 = False  # Qt draws nothing of <symbol> and <use>, and pages want no ids
    operators["∑", "prefix"]["stretchy"] = "false"  # else a fence around a sum grows without end
    return ziamath


_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|[a-zA-Z]+|\S")
_SILENT = frozenset(
    (r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", r"\displaystyle", r"\textstyle")
)
_SIGNS = {
    "-": "−", r"\cdot": "·", r"\times": "×", r"\infty": "∞", r"\le": "≤", r"\ge": "≥", r"\neq": "≠", r"\ldots": "…",
    r"\approx": "≈",
    r"\dots": "…", r"\cdots": "…", r"\{": "{", r"\}": "}", r"\varepsilon": "ε", r"\epsilon": "ε", r"\alpha": "α",
    r"\gamma": "γ", r"\sigma": "σ", r"\lambda": "λ", r"\theta": "θ", r"\tfrac": "frac", r"\dfrac": "frac",
}  # fmt: skip


def reading(*tex: str) -> str:
    r"""The formula in TeX as one line: `-\frac{1}{n}\sum_x y_j \ln a_j` reads "− 1/n sum over x y_j ln a_j"."""
    words = _Reader(_TOKEN.findall(" ".join(tex))).words()
    text = re.sub(r"([(\[{])\s+", r"\1", " ".join(words))
    return re.sub(r"\s+([)\]},.])", r"\1", text)


class _Reader:
    """Reads tokens from left to right; a brace that is missing ends where the formula ends."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens[::-1]

    def words(self) -> list[str]:
        words: list[str] = []
        while self._tokens:
            token = self._tokens.pop()
            if token == "}":
                break
            if token in "^_":
                script = self._argument()
                base = words.pop() if words else ""
                words.append(base + _joined(token, base, script))
            elif token not in _SILENT:
                words += self._read(token)
        return words

    def _read(self, token: str) -> list[str]:
        token = _SIGNS.get(token, token.removeprefix("\\"))
        if token == "{":
            return self.words()
        if token == "frac":
            above, below = self._argument(), self._argument()
            return [f"{_grouped(above)}/{_grouped(below)}"]
        if token == "textcolor":
            self._argument()
            return [self._argument()]
        if token in ("mathrm", "text", "operatorname", "mathit", "mathbf"):
            return [self._argument()]
        return ["root of", self._argument()] if token == "sqrt" else [token]

    def _argument(self) -> str:
        return " ".join(self._read(self._tokens.pop())) if self._tokens else ""


def _joined(sign: str, base: str, script: str) -> str:
    if base in ("sum", "prod") and sign == "_":
        return f" over {script}"
    return f"{sign}{_grouped(script)}"


def _grouped(text: str) -> str:
    return f"({text})" if " " in text or "/" in text else text
