"""A paste cut into its parts: printed arrays, blocks of lines, and a loss; each with the words before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from xentgui.files.cells import LEFT_OUT, is_number, plain
from xentgui.files.columns import Column, check_one_decimal_mark, columns_of
from xentgui.files.literals import Tree, read_literal
from xentgui.files.separated import count_cells, guess_separator, split
from xentgui.files.trees import LOSS, columns_of_tree, without_loss
from xentgui.files.words import CLASS_NAME_WORDS, CLASS_WEIGHT_WORDS, LABEL_WORDS, OUTPUT_WORDS, WEIGHT_WORDS
from xentgui.losses.batch import DataError

MOST_CHARACTERS = 50_000_000
MOST_TABLES = 50
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
_NUMBER_TEXT = re.compile(r"[-+]?(?:\d+(?:\.\d*|,\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?|[-+]?inf(?:inity)?\b", re.IGNORECASE)
_LOSS = re.compile(
    rf"(?:\b\w*(?:{LOSS.pattern})\w*|\bce)(?:\([^()\n]*\))?['\"]?\s*(?:[:=]|is|was|of|gives|->|→|\s)\s*"
    rf"(?P<number>{_NUMBER_TEXT.pattern})(?!\w|\.\d)",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"\b(?:i get|i got|gives|result|returns|printed|prints)\b[^\d+-]{{0,12}}"
    rf"(?P<number>{_NUMBER_TEXT.pattern})(?!\w|\.\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^\s*['\"]?(?P<name>[A-Za-z_][\w. ]{0,40}?)['\"]?\s*(?:=|:)\s*(?P<rest>\S.*)?$")
_PROMPT = re.compile(r"^\s*(?:>>>|In ?\[\d*\]:|julia>)\s?")
_DROPPED = re.compile(
    r"^\s*(?:\[\d+ rows x \d+ columns\]|shape: \(\d+, ?\d+\)|Length: \d+.*|(?:torch\.Size|TensorShape)\(.*\)|"
    r"(?:\[,\d+\]\s*)+|[┌└╞├─═┬┴╪┼┐┘╡┤+-]{3,}|import .*|from \w+ import .*|```\w*|dtype: \w+)\s*$"
)
_NUMBERS = re.compile(r"[\s\d,;eE+-]+(?:\.\d[\s\d,;eE+-]*)*", re.ASCII)
_CODE = re.compile(r"^\s*(?:\w+\s*=\s*)?[A-Za-z_][\w.]*\(.*\)[.\w()]*\s*$")
_REST = re.compile(r"(?:\w+=[\w.']+,? *)*\)+")  # what follows the arrays in the print of a model's output
_SERIES = re.compile(r"^(?:Name: (?P<name>.*?), )?(?:Length: \d+, )?dtype: \w+\s*$")
_ROLE_WORDS = LABEL_WORDS | OUTPUT_WORDS | WEIGHT_WORDS | CLASS_NAME_WORDS | CLASS_WEIGHT_WORDS


@dataclass(frozen=True)
class Segment:
    """A part of a paste: columns, or a loss as it is written; `caption` is what it is called, `text` what it was."""

    caption: str = ""
    columns: tuple[Column, ...] = ()
    number_text: str | None = None
    text: str = ""


@dataclass
class _Piece:
    """A block of lines, or the text of a value that was printed (with the value), and what it is called."""

    caption: str
    first: int
    lines: list[str] = field(default_factory=list)
    tree: Tree | None = None
    printed: bool = False
    number: str | None = None
    series: bool = False


def segments(text: str) -> list[Segment]:
    """The parts of a paste in their order. Raises DataError with the line of what cannot be read."""
    pieces = _rows_together(_captioned(_Cutter(_clean(text)).cut()))
    if len(pieces) > MOST_TABLES:
        raise DataError(f"there are {len(pieces)} tables in it: copy labels and outputs alone")
    return [segment for piece in pieces for segment in _segments_of(piece)]


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
        self.pieces: list[_Piece] = []
        self.caption = ""
        self.line = 1
        self.block = _Piece("", 1)

    def cut(self) -> list[_Piece]:
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
        caption = _caption(line[: opener.start()]) or self.caption
        start = position + opener.end() - len(opener.group().lstrip("=: \t"))
        tree, end = read_literal(self.text, start)
        self.pieces.append(_Piece(caption, self.line, [self.text[start:end]], tree, printed=True))
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
            self.block.series, self.block.caption = True, self.block.caption or _caption(series["name"] or "")
        elif _DROPPED.match(line) or _REST.fullmatch(line.strip()):
            return
        elif _shortened(line):
            raise DataError(f"line {self.line}: {LEFT_OUT}")
        elif loss := _LOSS.search(plain(line)) or _SAID.search(plain(line)):
            self._end_block()
            self.pieces.append(_Piece("loss", self.line, [line], number=loss["number"]))
        elif prompt or _CODE.search(line) or line.rstrip().endswith(":") or _tells_role(line):
            self._end_block()
            self.caption = _caption(line)
        elif (named := _NAMED.match(line)) and _caption(named["name"]) in _ROLE_WORDS and named["rest"]:
            self._end_block()
            self.pieces.append(_Piece(_caption(named["name"]), self.line, [named["rest"]]))
        else:
            self._add(line)

    def _add(self, line: str) -> None:
        if not self.block.lines:
            self.block = _Piece(self.caption, self.line)
            self.caption = ""
        missing = self.line - self.block.first - len(self.block.lines)
        self.block.lines.extend([""] * missing + [line])

    def _end_block(self) -> None:
        if self.block.lines:
            self.pieces.append(self.block)
        self.block = _Piece("", self.line)


def _shortened(line: str) -> bool:
    """Whether a print leaves out rows or columns here."""
    only_dots = set(line) <= set(" \t|.…") and (".." in line or "…" in line)
    return only_dots or bool(re.search(r"(?:^|\s)(?:\.\.\.|…)(?:\s|$)", line) and re.search(r"\d", line))


def _tells_role(line: str) -> bool:
    """A comment that says what follows: "# labels"."""
    words = re.findall(r"\w+", line.lower())
    return line.lstrip().startswith("#") and len(words) == 1 and words[0] in _ROLE_WORDS


def _caption(text: str) -> str:
    """What words before a table call it: the word that tells its role if there is one."""
    text = _PROMPT.sub("", text)
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower())
    if LOSS.search(text):
        return "loss"
    told = [word for word in words if word in _ROLE_WORDS]
    return told[0] if told else " ".join(words[:6])


def _captioned(pieces: list[_Piece]) -> list[_Piece]:
    """A line of words alone is the caption of what follows it."""
    kept: list[_Piece] = []
    caption = ""
    for k, piece in enumerate(pieces):
        words = not piece.printed and piece.number is None and len(piece.lines) == 1
        if words and k + 1 < len(pieces) and not re.search(r"\d", piece.lines[0]) and not piece.caption:
            caption = _caption(piece.lines[0])
            continue
        kept.append(replace(piece, caption=piece.caption or caption))
        caption = ""
    return kept


def _rows_together(pieces: list[_Piece]) -> list[_Piece]:
    """Vectors of one length printed one after the other are the rows of one table."""
    kept: list[_Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if last and _is_row(piece) and not piece.caption and _row_kind(last) == _row_kind(piece):
            assert isinstance(last.tree, list)
            if not isinstance(last.tree[0], list):
                last.tree = [last.tree]
            last.tree.append(piece.tree)
            last.lines.extend(piece.lines)
        else:
            kept.append(piece)
    return kept


def _is_row(piece: _Piece) -> bool:
    row = piece.tree
    return isinstance(row, list) and len(row) > 1 and all(isinstance(item, int | float) for item in row)


def _row_kind(piece: _Piece) -> tuple[int, bool] | None:
    """How long a printed row is, and whether all of it is written without a point."""
    tree = piece.tree
    row = tree[-1] if isinstance(tree, list) and tree and isinstance(tree[-1], list) else tree
    if not isinstance(row, list) or len(row) < 2:
        return None
    return len(row), all(isinstance(item, int) for item in row)


def _segments_of(piece: _Piece) -> list[Segment]:
    if piece.number is not None:
        return [Segment("loss", number_text=piece.number)]
    if piece.printed:
        return _printed(piece)
    return [_block(part) for part in _runs(piece)]


def _printed(piece: _Piece) -> list[Segment]:
    tree, text = piece.tree, piece.lines[0]
    found: list[Segment] = []
    tree, loss = without_loss(tree, text)
    if loss is not None:
        found = [Segment("loss", number_text=loss)]
        if not tree:
            return found
    single = tree[0] if isinstance(tree, list) and len(tree) == 1 and piece.caption == "loss" else tree
    a_class = isinstance(single, int) and piece.caption != "loss"
    if isinstance(single, int | float) and not a_class and piece.caption not in LABEL_WORDS:
        return [Segment("loss", number_text=_number_text(text))]
    columns = columns_of_tree(tree, piece.caption if piece.caption in _ROLE_WORDS else "")
    return [*found, Segment(piece.caption, columns, text=text)]


def _number_text(text: str) -> str:
    bare = re.sub(r"[A-Za-z_][\w.]*\s*\(|.*numpy=", "", text, flags=re.DOTALL)
    match = _NUMBER_TEXT.search(plain(bare))
    return match.group() if match else "nan"


def _runs(piece: _Piece) -> list[_Piece]:
    """A block in two where one column, or one row of class numbers, stands directly below a table of other width."""
    separator = guess_separator([line for line in piece.lines[:200] if line.strip()])
    counts = [count_cells(line, separator) for line in piece.lines]
    cut = next((k for k in range(2, len(counts)) if counts[k] != counts[1]), None)
    if cut is None or counts[1] < 2 or separator == "|":
        return [piece]
    below = piece.lines[cut:]
    rows = cut - (not any(is_number(word) for word in re.split(r"[\s,;|]+", piece.lines[0])))
    labels = re.split(r"[\s,;|]+", below[0].strip()) if len(below) == 1 else []
    is_row = len(labels) == rows and all(word.isdigit() and int(word) < counts[1] for word in labels)
    if not is_row and any(count != 1 for count in counts[cut:]):
        return [piece]
    return [replace(piece, lines=piece.lines[:cut]), _Piece("", piece.first + cut, below)]


def _block(piece: _Piece) -> Segment:
    lines, first, caption = piece.lines, piece.first, piece.caption
    if len(lines) > 1 and not caption and _is_caption_line(lines):
        lines, first, caption = lines[1:], first + 1, _caption(lines[0])
    sheet = split("\n".join(_with_named_index(lines)), first_line=first)
    check_one_decimal_mark(sheet)
    columns = columns_of(sheet, table=caption if caption in _ROLE_WORDS else "")
    if piece.series and len(columns) == 2:
        columns = (replace(columns[1], place=1),)
    named = caption or columns[0].name
    if len(columns) == 1 and len(columns[0]) == 1 and _caption(named) == "loss" and columns[0].numbers is not None:
        written = plain(sheet.rows[-1][-1]).strip()
        return Segment("loss", number_text=written if _NUMBER_TEXT.fullmatch(written) else str(columns[0].numbers[0]))
    return Segment(caption, columns, text="\n".join(lines))


def _with_named_index(lines: list[str]) -> list[str]:
    """A print of pandas with the name of its index in a line of its own: put before the header."""
    counts = [count_cells(line, " ") for line in lines[:3]]
    if len(counts) < 3 or counts[1] != 1 or counts[0] + 1 != counts[2] or counts[0] < 2 or "\t" in lines[0]:
        return lines
    return [f"{lines[1].strip()} {lines[0]}", "", *lines[2:]]


def _is_caption_line(lines: list[str]) -> bool:
    words = re.findall(r"\w+", lines[0].lower())
    tells = bool(words) and all(word in _ROLE_WORDS for word in words)
    separator = guess_separator(lines[1:200])
    return tells and count_cells(lines[0], separator) != count_cells(lines[1], separator)
