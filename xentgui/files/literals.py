"""Arrays as Python, JSON and the array libraries print them: brackets, commas or none, and the words around them.

Nothing is evaluated: the text is cut into brackets, numbers, strings and words, and what is none of these is refused.
"""

from __future__ import annotations

import math
import re
from typing import NoReturn, TypeAlias

from xentgui.files.cells import LEFT_OUT, missing, read_number
from xentgui.losses.batch import DataError

Tree: TypeAlias = "int | float | str | list[Tree] | dict[str, Tree] | None"

MOST_DEPTH = 12
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<dots>\.\.\.|…)
    |(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?=[\s\[\](){},;:>=…]|$))
    |(?P<string>[bBuU]?"(?:[^"\\]|\\.)*"|[bBuU]?'(?:[^'\\]|\\.)*')
    |(?P<tensor><[A-Za-z_][\w.]*(?=[:\s]))
    |(?P<angle><[^<>]*>)
    |(?P<call>[A-Za-z_][\w.]*\s*\()
    |(?P<key>[A-Za-z_]\w*\s*=(?!=))
    |(?P<mark>[\[\](){},;:>])
    |(?P<word>[^\s\[\](){},;:<>'"=]+)
    |(?P<other>.)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_PLAIN = re.compile(r"[\s,\d.eEinf+-]*", re.ASCII)
_MASKED = re.compile(r"-(?:np|numpy|math|torch|jnp|tf)\.inf")
_LACKING = re.compile(r"(?<=[,\[(])\s*,")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_CONSTANTS = {"true": 1, "false": 0}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read_literal(text: str, start: int = 0) -> tuple[Tree, int]:
    """The value that is written at `start`, and where it ends.

    Lists and tuples become lists, dicts dicts, numbers and truth values numbers (int where no point is written),
    strings strings, None None. The names that wrap an array and its keyword arguments (dtype, device, grad_fn, ...) are
    passed over.

    Raises DataError with the place of what cannot be read.
    """
    reader = _Reader(text, start)
    return reader.value(), reader.end


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.end = start
        self.path: list[int] = []
        self.opened: list[int] = []
        self.kind, self.token = "", ""
        self._advance()

    def value(self) -> Tree:
        """The value at the current token; afterwards `end` is where it ended, and the next token is current."""
        kind, token = self.kind, self.token
        if kind == "mark" and token in "[(":
            return self._sequence(_CLOSING[token])
        if kind == "mark" and token == "{":
            return self._mapping()
        if kind == "call":
            return self._call()
        if kind == "tensor":
            return self._tensor()
        return self._scalar()

    def _scalar(self) -> Tree:
        kind, token = self.kind, self.token
        if kind == "dots":
            self._refuse(LEFT_OUT, placed=False)
        if kind not in ("number", "string", "word", "angle"):
            self._refuse(f"{self._shown()} stands where a number belongs")
        value: Tree
        if kind == "number":
            value = int(token) if token.lstrip("+-").isdigit() and len(token) < 16 else self._number(token)
        elif kind == "string":
            value = _ESCAPE.sub(r"\1", token[token.index(token[-1]) + 1 : -1])
        else:
            value = self._word(token)
        self._step()
        return value

    def _word(self, token: str) -> Tree:
        token = _MASKED.sub("-inf", token)
        lower = token.lower()
        if lower in _CONSTANTS:
            return _CONSTANTS[lower]
        if lower in ("none", "null"):
            return None
        if not self.path and missing(token):
            return math.nan if "n" in lower.replace("inf", "") else math.inf * (-1 if lower[0] == "-" else 1)
        return self._number(token)

    def _number(self, token: str) -> float:
        try:
            return read_number(token)
        except DataError as error:
            self._refuse(error.reason)

    def _sequence(self, closing: str) -> list[Tree]:
        if (flat := self._flat(closing)) is not None:
            return flat
        self._open()
        items: list[Tree] = []
        rows: list[Tree] = []
        after_comma = True
        self.path.append(0)
        while not self._at(closing):
            if self._at(","):
                if after_comma:
                    self._refuse("a number is missing before this comma: type it")
                after_comma = True
                self._advance()
            elif self._at(";"):
                rows.append(items)
                items, after_comma = [], True
                self._advance()
            else:
                self._check_end(closing)
                self.path[-1] = len(items)
                items.append(self.value())
                after_comma = False
        self.path.pop()
        self._close()
        return [*rows, *([items] if items else [])] if rows else items

    def _flat(self, closing: str) -> list[Tree] | None:
        """The quick road for a list of plain numbers; None where it holds anything else."""
        stop = self.text.find(closing, self.end)
        if stop < 0 or not _PLAIN.fullmatch(self.text, self.end, stop) or _LACKING.search(self.text, self.end, stop):
            return None
        words = self.text[self.end : stop].replace(",", " ").split()
        try:
            numbers = [int(word) if len(word) < 16 and word.lstrip("+-").isdigit() else float(word) for word in words]
        except ValueError:
            return None
        if not all(number < math.inf for number in numbers):
            return None
        self.end = stop + 1
        self._step()
        return [*numbers]

    def _mapping(self) -> dict[str, Tree]:
        self._open()
        found: dict[str, Tree] = {}
        while not self._at("}"):
            self._check_end("}")
            key = self._scalar()
            if not self._at(":"):
                self._refuse(f"a colon belongs after the name {key!r}")
            self._advance()
            found[f"{key:g}" if isinstance(key, int | float) else str(key)] = self.value()
            if self._at(","):
                self._advance()
        self._close()
        return found

    def _call(self) -> Tree:
        """What a call wraps: its first value that has no keyword, or the one of `numpy=`, `data=` or `value=`."""
        name = self.token
        self._open()
        values: list[Tree] = []
        while not self._at(")"):
            self._check_end(")")
            if self.kind == "key":
                keyword = self.token.rstrip("= \t\n")
                self._advance()
                if keyword in ("numpy", "data", "value", "object") and self.kind != "key":
                    values.append(self.value())
                else:
                    self._pass_over()
            elif self._at(","):
                self._advance()
            elif not values:
                values.append(self.value())
            else:
                self._pass_over()
        self._close()
        if not values:
            self._refuse(f"{name.strip()}) holds no numbers: print the array itself", placed=False)
        return values[0]

    def _tensor(self) -> Tree:
        """`<tf.Tensor: shape=..., numpy=...>`: what follows `numpy=`."""
        self._open()
        found: list[Tree] = []
        while not self._at(">"):
            self._check_end(">")
            if self.kind == "key" and self.token.startswith("numpy"):
                self._advance()
                found.append(self.value())
            else:
                self._pass_over(until=(">",), one=True)
        self._close()
        if not found:
            self._refuse("this tensor was printed without its numbers: print its .numpy()", placed=False)
        return found[0]

    def _pass_over(self, until: tuple[str, ...] = (",", ")"), *, one: bool = False) -> None:
        """Leave out a keyword's value: everything to the next comma or end of this call."""
        depth = 0
        while depth or not (self.kind == "mark" and self.token in until):
            if not self.kind:
                self._unclosed()
            if self.kind == "call" or (self.kind == "mark" and self.token in "[({"):
                depth += 1
            elif self.kind == "mark" and self.token in "])}":
                depth -= 1
            self._advance()
            if one and depth <= 0:
                return

    def _at(self, mark: str) -> bool:
        return self.kind == "mark" and self.token == mark

    def _open(self) -> None:
        self.opened.append(self.end - len(self.token))
        if len(self.opened) > MOST_DEPTH:
            self._refuse("the brackets are nested too deep: give a table of rows and columns", placed=False)
        self._advance()

    def _close(self) -> None:
        self.opened.pop()
        self._step()

    def _check_end(self, closing: str) -> None:
        if not self.kind:
            self._unclosed()
        if self.kind == "mark" and self.token in "])}>":
            self._refuse(f'"{self.token}" stands where "{closing}" belongs: check the brackets')

    def _unclosed(self) -> NoReturn:
        start = self.opened[-1]
        line = self.text.count("\n", 0, start) + 1
        bracket = self.text[start : start + 12].strip()
        raise DataError(f'line {line}: the bracket "{bracket}" is not closed: copy the print to its end')

    def _step(self) -> None:
        """On to the next token, unless the outermost value is complete: what follows it is not looked at."""
        if self.opened or self.path:
            self._advance()

    def _advance(self) -> None:
        self.kind, self.token = "", ""
        while match := _TOKEN.match(self.text, self.end):
            self.end = match.end()
            if match.lastgroup != "space":
                self.kind, self.token = str(match.lastgroup), match.group()
                return

    def _shown(self) -> str:
        return f'"{self.token[:20].strip()}"' if self.kind else "nothing"

    def _refuse(self, reason: str, *, placed: bool = True) -> NoReturn:
        if placed and len(self.path) in (1, 2):
            row, column = self.path[0], self.path[-1]
            place = f"number {row + 1}" if len(self.path) == 1 else f"row {row + 1}, column {column + 1}"
            raise DataError(f"{place}: {reason}", where=tuple(self.path))
        line = self.text.count("\n", 0, max(self.end - 1, 0)) + 1
        raise DataError(f"line {line}: {reason}")
