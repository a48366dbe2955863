"""A paste cut into pieces: printed arrays, blocks of lines, losses; each with the words before it.

No text takes long: expressions that look at words only look at short lines, and none of them backtracks far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xentgui.files.cells import LEFT_OUT, plain
from xentgui.files.literals import Tree, read_literal
from xentgui.files.trees import LOSS
from xentgui.files.words import CLASS_NAME_WORDS, CLASS_WEIGHT_WORDS, LABEL_WORDS, OUTPUT_WORDS, WEIGHT_WORDS
from xentgui.losses.batch import DataError

LONGEST_WORDS = 1000  # a longer line is a row of a table, not words
_CALLS = (
    "tensor|Tensor|EagerTensor|array|asarray|Array|DeviceArray|matrix|Variable|Parameter|Series|Index|DataFrame|"
    "float16|float32|float64|bfloat16|int32|int64|str_|bool_"
)
_OPENER = re.compile(
    rf"<(?:tf\.|tensorflow\.)?\w*Tensor\b|<tf\.Variable|(?<!\w)(?:[A-Za-z_]\w*\.){{0,4}}(?:{_CALLS})\s*\(|"
    r"(?<![\w\])])\[(?=\s*(?:$|[\[(\]\d'\"{.+\-−…]|nan|inf|True|False|[a-z.]*(?:tensor|array|float)))|"
    r"(?:^\s*|[=:]\s*)(?:\{|\((?=\s*[\[(\d+\-]))",
)
NUMBER_TEXT = re.compile(r"[-+]?(?:\d+(?:\.\d*|,\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?|[-+]?inf(?:inity)?\b", re.IGNORECASE)
_LOSS = re.compile(
    rf"(?:\b\w*(?:{LOSS.pattern})\w*|\bce)(?:\([^()\n]*\))?['\"]?"
    r"(?:\s*(?:[:=]|(?:is|was|of|gives)\b|->|→)\s*|\s+)"
    rf"(?P<number>{NUMBER_TEXT.pattern})(?!\w|\.\d)",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"\b(?:i get|i got|gives|result|returns|printed|prints)\b[^\d+-]{{0,12}}"
    rf"(?P<number>{NUMBER_TEXT.pattern})(?!\w|\.\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^\s*['\"]?(?P<name>[A-Za-z_][\w. ]{0,40}?)['\"]?\s*(?:=|:)\s*(?P<rest>\S.*)?$")
_PROMPT = re.compile(r"^\s*(?:>>>|In ?\[\d*\]:|julia>)\s?")
_DROPPED = re.compile(
    r"^\s*(?:\[\d+ rows x \d+ columns\]|shape: \(\d+, ?\d+\)|Length: \d+.*|(?:torch\.Size|TensorShape)\(.*\)|"
    r"(?:\[,\d+\]\s*)+|[┌└╞├─═┬┴╪┼┐┘╡┤+-]{3,}|import .*|from \w+ import .*|```\w*|dtype: \w+)\s*$"
)
_NUMBERS = re.compile(r"[\s\d,;eE+-]+(?:\.\d[\s\d,;eE+-]*)*", re.ASCII)
_CODE = re.compile(r"^\s*(?:\w+\s*=\s*)?[A-Za-z_][\w.]*\(.*\)\s*$")
_REST = re.compile(r"(?:\w+=[\w.']+,? *)*\)+")  # what follows the arrays in the print of a model's output
_SERIES = re.compile(r"^(?:Name: (?P<name>.*?), )?(?:Length: \d+, )?dtype: \w+\s*$")
ROLE_WORDS = LABEL_WORDS | OUTPUT_WORDS | WEIGHT_WORDS | CLASS_NAME_WORDS | CLASS_WEIGHT_WORDS


@dataclass
class Piece:
    """A block of lines, or the text of a value that was printed (with the value), and what it is called."""

    caption: str
    first: int
    lines: list[str] = field(default_factory=list)
    tree: Tree | None = None
    printed: bool = False
    number: str | None = None
    series: bool = False


def cut(text: str) -> list[Piece]:
    """The pieces of a paste in their order. Raises DataError with the line of what cannot be read."""
    return _Cutter(_clean(text)).cut()


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\u2028", "\n")
    text = re.sub(r"\x1b\[[\d;]*m", "", text)
    text = re.sub(r"\[\d+ ?/ ?\d+\]", "", text)
    text = re.sub(r"^Out ?\[\d+\]:[ ]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:\.\.\.|   \.\.\.:) +(?=[\[(\-+\d])", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ *\[\d+,\] ", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\[1\] (?=[-\d\"])", "", text, flags=re.MULTILINE)
    return text.replace("│", "|").replace("┆", "|") if "│" in text else text


class _Cutter:
    """Goes through a text once; `pieces` are complete, `block` is the block of lines that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Piece] = []
        self.caption = ""
        self.line = 1
        self.block = Piece("", 1)

    def cut(self) -> list[Piece]:
        position = 0
        while position < len(self.text):
            end = self.text.find("\n", position)
            end = len(self.text) if end < 0 else end
            line = self.text[position:end]
            if _NUMBERS.fullmatch(line) and not line.isspace():
                self._add(line)
                position, self.line = end + 1, self.line + 1
                continue
            prompt = _PROMPT.match(line)
            opener = (
                None if _DROPPED.match(line[:LONGEST_WORDS]) else _OPENER.search(line, prompt.end() if prompt else 0)
            )
            if opener:
                position = self._take_printed(line, position, opener)
            else:
                self._take_line(line)
                position, self.line = end + 1, self.line + 1
        self._end_block()
        return self.pieces

    def _take_printed(self, line: str, position: int, opener: re.Match[str]) -> int:
        self._end_block()
        caption = caption_of(line[: opener.start()]) or self.caption
        start = position + opener.end() - len(opener.group().lstrip("=: \t"))
        tree, end = read_literal(self.text, start)
        self.pieces.append(Piece(caption, self.line, [self.text[start:end]], tree, printed=True))
        self.line += self.text.count("\n", position, end)
        self.caption = ""
        while end < len(self.text) and self.text[end] in " \t,;)":
            end += 1
        if end < len(self.text) and self.text[end] == "\n":
            end, self.line = end + 1, self.line + 1
        return end

    def _take_line(self, line: str) -> None:
        """A line without a printed array: dropped, the end of the block, a loss, a caption, or a line of the block."""
        prompt = _PROMPT.match(line)
        line = line[prompt.end() :] if prompt else line
        if not line.strip():
            self._end_block()
        elif len(line) > LONGEST_WORDS:
            self._add(line)
        elif series := _SERIES.match(line.strip()):
            self.block.series, self.block.caption = True, self.block.caption or caption_of(series["name"] or "")
        elif _DROPPED.match(line) or _REST.fullmatch(line.strip()):
            return
        elif _shortened(line):
            raise DataError(f"line {self.line}: {LEFT_OUT}")
        elif loss := _LOSS.search(plain(line)) or _SAID.search(plain(line)):
            self._end_block()
            self.pieces.append(Piece("loss", self.line, [line], number=loss["number"]))
        elif prompt or _CODE.search(line) or line.rstrip().endswith(":") or _tells_role(line):
            self._end_block()
            self.caption = caption_of(line)
        elif (named := _NAMED.match(line)) and caption_of(named["name"]) in ROLE_WORDS and named["rest"]:
            self._end_block()
            self.pieces.append(Piece(caption_of(named["name"]), self.line, [named["rest"]]))
        else:
            self._add(line)

    def _add(self, line: str) -> None:
        if not self.block.lines:
            self.block = Piece(self.caption, self.line)
            self.caption = ""
        missing = self.line - self.block.first - len(self.block.lines)
        self.block.lines.extend([""] * missing + [line])

    def _end_block(self) -> None:
        if self.block.lines:
            self.pieces.append(self.block)
        self.block = Piece("", self.line)


def _shortened(line: str) -> bool:
    """Whether a print leaves out rows or columns here."""
    only_dots = set(line) <= set(" \t|.…") and (".." in line or "…" in line)
    return only_dots or bool(re.search(r"(?:^|\s)(?:\.\.\.|…)(?:\s|$)", line) and re.search(r"\d", line))


def _tells_role(line: str) -> bool:
    """A comment that says what follows: "# labels"."""
    words = re.findall(r"\w+", line.lower())
    return line.lstrip().startswith("#") and len(words) == 1 and words[0] in ROLE_WORDS


def caption_of(text: str) -> str:
    """What words before a table call it: the word that tells its role if there is one."""
    text = _PROMPT.sub("", text)
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower())
    if LOSS.search(text):
        return "loss"
    told = [word for word in words if word in ROLE_WORDS]
    return told[0] if told else " ".join(words[:6])
