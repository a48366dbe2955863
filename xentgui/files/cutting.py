"""A paste cut into pieces: printed arrays, blocks of lines, losses; each with the words before it.

No text takes long: expressions that look at words only look at short lines, and none of them backtracks far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xentgui.files.calls import CALL, fact_of, read_call
from xentgui.files.cells import LEFT_OUT, plain
from xentgui.files.guess.vocabulary import CLASS_NAME_WORDS, CLASS_WEIGHT_WORDS, LABEL_WORDS, OUTPUT_WORDS, WEIGHT_WORDS
from xentgui.files.literals import Tree, read_literal
from xentgui.files.trees import LOSS
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
    rf"(?:\b\w*(?:{LOSS.pattern})\w*|\b(?:ce|kl|kld|kl_?div\w*|ppl|bpc))(?:\([^()\n]*\))?['\"]?"
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
_PROMPT = re.compile(r"^\s*(?:>{1,3}(?=\s|$)|In ?\[\d*\]:|julia>)\s?")
_LOG = re.compile(  # before what a program logs: when, how grave, where
    r"^\[?(?:\d{4}-\d\d-\d\d[T ]|[IWEF]\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?(?:[+-]\d\d:?\d\d)?\]?[\s|:-]*"
    r"(?:\d+ [\w.]+:\d+\] ?)?(?:\[?(?:DEBUG|INFO|WARNING|WARN|ERROR)\]?[\s|:-]*(?:[\w.]+(?::\d+)?[:|-]\s)?)?"
    r"(?=[A-Za-z\[])|"
    r"^(?:DEBUG|INFO|WARNING|ERROR):[\w.]*:[ ]?",
    re.MULTILINE,
)
_DROPPED = re.compile(
    r"^\s*(?:\[\d+ rows x \d+ columns\]|shape: \(\d+, ?\d+\)|Length: \d+.*|(?:torch\.Size|TensorShape)\(.*\)|"
    r"(?:<(?:fct|dbl|int|chr|lgl|ord)> *)+|# A tibble: .*|\[[\w.]*Tensor of size .*\]|<NDArray .*>|"
    r"(?:\[,\d+\]\s*)+|[┌└╞├─═┬┴╪┼┐┘╡┤+-]{3,}|import .*|from \w+ import .*|```\w*|dtype: \w+)\s*$"
)
_NUMBERS = re.compile(r"[\s\d,;eE+-]+(?:\.\d[\s\d,;eE+-]*)*", re.ASCII)
_CODE = re.compile(r"^\s*(?:\w+\s*=\s*)?[A-Za-z_][\w.]*\(.*\)\s*$")
_REST = re.compile(r"(?:\w+=[\w.']+,? *)*\)+")  # what follows the arrays in the print of a model's output
_SCALE = re.compile(r"\s*1\.0*(?P<power>[eE][-+]?\d+)\s*\*\s*")  # of all numbers below: MATLAB and old torch
_SCALED = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?![\w.])", re.ASCII)
_COMMENT_NUMBER = re.compile(
    rf"#+\s*(?:=>?|->|→|>>>|Out(?:put)?:)?\s*(?P<number>{NUMBER_TEXT.pattern})\s*", re.IGNORECASE
)
_EQUALS = re.compile(rf"\s*(?:=|->|→|:|#)+\s*(?P<number>{NUMBER_TEXT.pattern})\s*$", re.IGNORECASE)
_PROSE = re.compile(
    r"\b(?:the|is|are|was|i|a|an|it|this|that|what|why|how|does|do|of|and|to|in|on|my|but|not|with|for|should)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*\w+(?:\s*,\s*\w+)+\s*")  # the names of columns
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
    facts: dict[str, object] = field(default_factory=dict)
    rows: list[Tree] = field(default_factory=list)


def cut(text: str) -> list[Piece]:
    """The pieces of a paste in their order. Raises DataError with the line of what cannot be read."""
    return _Cutter(_clean(text)).cut()


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\u2028", "\n")
    text = _LOG.sub("", re.sub(r"\x1b\[[\d;]*m", "", text))
    text = re.sub(r"\[\d+ ?/ ?\d+\]", "", text)
    text = re.sub(r"^Out ?\[\d+\]:[ ]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:\.\.\.|   \.\.\.:) +(?=[\[(\-+\d])", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ *\[\d+,\] ", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ *\[1\] +(?=[-.\d\"])(?P<row>.*(?:\n *\[\d+\] +[-.\d\"].*)*)", _of_r, text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\s)\N{DOT OPERATOR}(?=\s|$)", "0", text)  # the zeros of Julia's one-hot rows
    return text.replace("│", "|").replace("┆", "|") if "│" in text else text


def _of_r(match: re.Match[str]) -> str:
    """A vector of R, which counts its entries at the head of each line, as one line."""
    return re.sub(r"\n *\[\d+\] +", " ", match["row"])


class _Cutter:
    """Goes through a text once; `pieces` are complete, `block` is the block of lines that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Piece] = []
        self.caption = ""
        self.line = 1
        self.scale = ""
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
            opener, called = _value_in(line)
            if called and (not opener or called.start() <= opener.start()):
                position = self._take_call(line, position, called)
            elif opener:
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

    def _take_call(self, line: str, position: int, called: re.Match[str]) -> int:
        """A call of a loss function: its options and arrays, then the number if it stands behind."""
        self._end_block()
        call, end = read_call(self.text, position + called.start()), position + len(line)
        if call is not None:
            self.pieces += [Piece("options", self.line, facts=call.facts)] if call.facts else []
            self.pieces += [
                Piece(caption_of(name) if name else "", self.line, [text], tree, printed=True)
                for name, text, tree in call.arrays
            ]
            self.line += self.text.count("\n", position, call.end)
            end = self.text.find("\n", call.end)
            end = len(self.text) if end < 0 else end
        self.caption = "loss"
        behind = _EQUALS.search(plain(self.text[call.end if call else position : end]))
        if behind:
            self.pieces.append(Piece("loss", self.line, [behind.group()], number=behind["number"]))
            self.caption = ""
        self.line += 1
        return end + 1

    def _take_comment(self, line: str) -> None:
        """A comment tells what follows, or is a number that came out; else it may be a header over numbers."""
        if number := _COMMENT_NUMBER.fullmatch(plain(line.strip())):
            self._end_block()
            self.pieces.append(Piece("loss", self.line, [line], number=number["number"]))
        elif _tells_role(line):
            self._end_block()
            self.caption = caption_of(line)
        elif not self.block.lines:
            self._add(line)

    def _take_line(self, line: str) -> None:
        """A line without a printed array: dropped, the end of the block, a loss, a caption, or a line of the block."""
        prompt = _PROMPT.match(line)
        line = line[prompt.end() :] if prompt else line
        if not line.strip():
            self._end_block()
        elif len(line) > LONGEST_WORDS:
            self._add(line)
        elif self._drop(line):
            return
        elif _shortened(line):
            raise DataError(f"line {self.line}: {LEFT_OUT}")
        elif loss := _LOSS.search(plain(line)) or _SAID.search(plain(line)):
            self._end_block()
            self.pieces.append(Piece("loss", self.line, [line], number=loss["number"]))
        elif line.lstrip().startswith("#"):
            self._take_comment(line)
        elif (named := _NAMED.match(line)) and self._take_named(named):
            return
        elif prompt or _CODE.search(line) or line.rstrip().endswith(":") or _is_prose(line) or self._is_next(line):
            self._end_block()
            self.caption = caption_of(line)
        else:
            self._add(line)

    def _is_next(self, line: str) -> bool:
        """Whether a word below numbers says what the numbers below it are."""
        return line.strip().lower() in ROLE_WORDS and any(map(_NUMBERS.fullmatch, self.block.lines))

    def _drop(self, line: str) -> bool:
        """Whether a line is about the print: it is left out, and what it says is kept."""
        scale, series = _SCALE.fullmatch(line), _SERIES.match(line.strip())
        if scale:
            self._end_block()
            self.scale = scale["power"]
        elif series:
            self.block.series, self.block.caption = True, self.block.caption or caption_of(series["name"] or "")
        return bool(scale or series or _DROPPED.match(line) or _REST.fullmatch(line.strip()))

    def _take_named(self, named: re.Match[str]) -> bool:
        """A name with what it is: an option, a number, or what follows. Whether it was taken."""
        name, rest = named["name"].strip(), named["rest"]
        if rest is None and "=" in named.group():
            self._end_block()
            self.caption = caption_of(name)
        elif rest is None:
            return False
        elif (fact := fact_of(name, rest)) is not None:
            self._end_block()
            self.pieces.append(Piece("options", self.line, facts=fact))
        elif caption_of(name) in ROLE_WORDS or NUMBER_TEXT.fullmatch(plain(rest.strip())):
            self._end_block()
            self.pieces.append(Piece(caption_of(name), self.line, [rest]))
        else:
            return False
        return True

    def _add(self, line: str) -> None:
        if not self.block.lines:
            self.block = Piece(self.caption, self.line)
            self.caption = ""
        line = _SCALED.sub(rf"\g<0>{self.scale}", line) if self.scale else line
        missing = self.line - self.block.first - len(self.block.lines)
        self.block.lines.extend([""] * missing + [line])

    def _end_block(self) -> None:
        if any(line.strip() and not line.lstrip().startswith("#") for line in self.block.lines):
            self.pieces.append(self.block)
            self.scale = ""
        self.block = Piece("", self.line)


def _shortened(line: str) -> bool:
    """Whether a print leaves out rows or columns here."""
    only_dots = set(line) <= set(" \t|.…") and (".." in line or "…" in line)
    return only_dots or bool(re.search(r"(?:^|\s)(?:\.\.\.|…)(?:\s|$)", line) and re.search(r"\d", line))


def _value_in(line: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Where a printed value begins in a line, and where the call of a loss function does."""
    prompt = _PROMPT.match(line)
    if _DROPPED.match(line[:LONGEST_WORDS]):
        return None, None
    opener = _OPENER.search(line, prompt.end() if prompt else 0)
    if line.lstrip().startswith("#"):
        shape = opener and not re.search(r"[\w\[{]", opener.group())
        return None if shape else opener, None
    return opener, CALL.search(line[:LONGEST_WORDS]) if "(" in line else None


def _is_prose(line: str) -> bool:
    """Whether somebody writes to somebody: a sentence, and no row of names or numbers."""
    words = re.findall(r"[^\W\d_]{1,40}", line)
    listed = re.search(r"[\t;|]", line) or _LISTED.fullmatch(line)
    return len(words) > 2 and not listed and _PROSE.search(line) is not None


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
