"""A formula as a line of text, for those who hear it and where it can not be drawn."""

from __future__ import annotations

import re

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


def reading(tex: str) -> str:
    r"""The formula in TeX as one line: `-\frac{1}{n}\sum_x y_j \ln a_j` reads "− 1/n sum over x y_j ln a_j"."""
    words = _Reader(_TOKEN.findall(tex)).words()
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
