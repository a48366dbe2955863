"""A session file (.xent): the entry and the focus written down as JSON. docs/session.md describes it field by field.

Every number comes back exactly. Fields that a file does not name have their defaults, so files of older versions open;
a file of a newer version is refused with the reason.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import numpy as np

from xentgui.entry import MODES, THREE_SOURCES, Entry, Focus, Numbers, ShownCard, in_blocks
from xentgui.files import session_parts as parts
from xentgui.files import training
from xentgui.files.atomic import Stamp, write_whole
from xentgui.losses.batch import DataError
from xentgui.losses.definition import FIELD_NAMES, Definition

VERSION = 1
SUFFIX = ".xent"
MOST_CARDS = 500
MOST_BYTES = 1024 * 1024 * 1024
MOST_WRITTEN_OUT = 50_000  # numbers in a table; larger ones are written as base64
A_PIECE = 3 << 16  # numbers that are encoded at once: a multiple of 3, so that base64 is padded at the end alone


T = TypeVar("T")


class _Packed(NamedTuple):
    """Numbers that are written as base64, in pieces."""

    numbers: Numbers

    def pieces(self) -> Iterator[str]:
        for start in range(0, self.numbers.size, A_PIECE):
            yield base64.b64encode(self.numbers[start : start + A_PIECE].tobytes()).decode()


class Session(NamedTuple):
    """What a session file holds."""

    entry: Entry
    focus: Focus


def save_session(path: str | Path, entry: Entry, focus: Focus, *, durable: bool = True) -> Stamp | None:
    """Write a session file whole. Raises DataError where it cannot be written; what was there is then untouched."""
    pieces = (piece.encode(errors="backslashreplace") for piece in _pieces(entry, focus))
    return write_whole(path, pieces, durable=durable)


def open_session(path: str | Path) -> Session:
    """Read a session file. Raises DataError that names the file, what is wrong with it and what to do."""
    return read_with(path, read_session, "session")


def read_with(path: str | Path, read: Callable[[str], T], kind: str) -> T:
    """What `read` makes of the text of a file of this kind. Raises DataError that names the file."""
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError(None, "it is no file")
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"it is larger than {MOST_BYTES // 2**20} MiB: it is no {kind} of this program")
        return read(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "it is not a text"
        raise DataError(f"{path.name} cannot be read ({told}): check that it is there and is a {kind} file") from None
    except DataError as error:
        raise DataError(f"{path.name}: {error.reason}", where=error.where) from None


def session_text(entry: Entry, focus: Focus) -> str:
    """The text of a session file."""
    return "".join(_pieces(entry, focus))


def _pieces(entry: Entry, focus: Focus) -> Iterator[str]:
    yield from layout({"xent": VERSION, **written_view(entry, focus)})
    yield "\n"


def written_view(entry: Entry, focus: Focus) -> dict[str, object]:
    """The fields `entry` and `focus` of a file, for `layout`."""
    weights = _weights(entry)
    written: dict[str, object] = {
        field.name: getattr(entry, field.name)
        for field in dataclasses.fields(entry)
        if field.name not in ("blocks", "cards", "training")
    }
    written["labels"] = _table(entry.table("labels"))
    written["outputs"] = _table(entry.table("outputs"))
    written["sample_weights"] = None if weights is None else _table(weights)
    written["cards"] = [_card(card) for card in entry.cards]
    written["training"] = training.written(entry.training)
    return {"entry": written, "focus": dataclasses.asdict(focus)}


def read_session(text: str) -> Session:
    """The entry and the focus of a session file's text. Raises DataError."""
    data = parts.mapping(parsed(text), "the file")
    check_version(data.get("xent"), VERSION, "session")
    return read_view(data)


def check_version(version: object, newest: int, kind: str) -> None:
    """Refuse what is no file of this kind, or is newer than this program. Raises DataError."""
    if not isinstance(version, int) or isinstance(version, bool):
        raise DataError(f"it is not a {kind} of this program: if it holds data, give it their ending, such as .csv")
    if version > newest:
        raise DataError(
            f"it was written by a newer version of xentgui (format {version}, and this one reads up to {newest}): "
            "install the newer version to open it; the file is untouched"
        )


def read_view(data: Mapping[str, object]) -> Session:
    """The fields `entry` and `focus` of a file. Raises DataError."""
    entry = _entry(parts.mapping(data.get("entry"), "entry"))
    return Session(entry, _focus(parts.mapping(data.get("focus", {}), "focus")).inside(entry))


def _weights(entry: Entry) -> Numbers | None:
    parts = [block.weights for block in entry.blocks]
    return None if any(part is None for part in parts) else np.concatenate([p for p in parts if p is not None])


def _table(table: Numbers) -> object:
    if table.size <= MOST_WRITTEN_OUT and np.isfinite(table).all():
        return table.tolist()
    return {"shape": list(table.shape), "float64": _Packed(table.astype("<f8", copy=False).ravel())}


def _card(card: ShownCard) -> dict[str, object]:
    written = {field.name: getattr(card, field.name) for field in dataclasses.fields(card)}
    return {**written, "definition": dataclasses.asdict(card.definition)}


def layout(value: object, indent: str = "") -> Iterator[str]:
    """JSON with one field, one row and one card a line, in pieces."""
    deeper = indent + " "
    if isinstance(value, dict):
        yield "{"
        for k, (name, item) in enumerate(value.items()):
            yield f"{',' if k else ''}\n{deeper}{json.dumps(name)}: "
            yield from layout(item, deeper)
        yield f"\n{indent}}}"
    elif isinstance(value, list) and value and isinstance(value[0], list | dict):
        yield "["
        for k, row in enumerate(value):
            yield f"{',' if k else ''}\n{deeper}"
            yield from layout(row, deeper)
        yield f"\n{indent}]"
    elif isinstance(value, _Packed):
        yield '"'
        yield from value.pieces()
        yield '"'
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)


def parsed(text: str) -> object:
    """The text as JSON. Raises DataError."""

    def refuse(word: str) -> NoReturn:
        raise DataError(f"it holds {word} where a number belongs: it is damaged, use an earlier copy")

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise DataError(f"line {error.lineno}: it is damaged, use an earlier copy") from None
    except (RecursionError, MemoryError):
        raise DataError("it is nested too deep for a session: it is damaged, use an earlier copy") from None
    except DataError:
        raise
    except ValueError:
        raise DataError("it holds a number with too many digits: it is damaged, use an earlier copy") from None


def _entry(data: Mapping[str, object]) -> Entry:
    labels, outputs = parts.read_table(data, "labels"), parts.read_table(data, "outputs")
    if labels is None or outputs is None or labels.shape != outputs.shape:
        raise DataError("its labels and outputs do not fit together: it is damaged, use an earlier copy")
    rows, columns = outputs.shape
    if not ((labels >= 0) & (labels <= 1)).all():
        row, column = (int(k) for k in np.argwhere(~((labels >= 0) & (labels <= 1)))[0])
        raise DataError(
            f"labels, row {row + 1}, column {column + 1}: a label lies between 0 and 1", where=(row, column)
        )
    weights = parts.read_table(data, "sample_weights")
    if weights is not None and not (len(weights) == rows and weights.shape[1] in (1, columns) and (weights >= 0).all()):
        raise DataError("its sample weights do not fit the tables: it is damaged, use an earlier copy")
    cards = parts.listed(data.get("cards"), "cards")
    if len(cards or ()) > MOST_CARDS:
        raise DataError(f"it holds {len(cards or ()):,} cards, and {MOST_CARDS} are read at most: it is damaged")
    default = Entry(in_blocks(labels, outputs, weights), tuple(map(str, range(columns))), cards=())
    fields = {name: read(data[name]) for name, read in _readers(rows, columns).items() if name in data}
    shown = tuple(_read_card(card, k) for k, card in enumerate(cards)) if cards is not None else THREE_SOURCES
    if not shown or len({card.name for card in shown}) != len(shown):
        raise DataError("its cards are missing or share a name: it is damaged, use an earlier copy")
    return dataclasses.replace(default, cards=shown, **fields)


def _readers(rows: int, columns: int) -> dict[str, Callable[[object], Any]]:
    """How each simple field of an entry is read and checked."""
    return {
        "class_names": lambda value: parts.names(value, columns, "class_names"),
        "sample_names": lambda value: None if value is None else parts.names(value, rows, "sample_names", alike=True),
        "mode": lambda value: parts.choice(value, MODES, "mode"),
        "yes": lambda value: parts.whole(value, columns, "yes"),
        "outputs_are": lambda value: parts.choice(value, ("logits", "probabilities"), "outputs_are"),
        "log_base": parts.log_base,
        "reduction": lambda value: parts.choice(value, ("mean", "sum"), "reduction"),
        "class_weights": lambda value: None if value is None else parts.class_weights(value, columns),
        "ignore_index": lambda value: None if value is None else parts.class_index(value),
        "leading": lambda value: None if value is None else parts.leading(value, rows),
        "groups": lambda value: None if value is None else parts.names(value, rows, "groups", alike=True),
        "training": training.read,
    }


def _focus(data: Mapping[str, object]) -> Focus:
    readers: dict[str, Callable[[object], Any]] = {
        "row": lambda value: parts.whole(value, sys.maxsize, "focus.row"),
        "column": lambda value: parts.whole(value, sys.maxsize, "focus.column"),
        "chosen": lambda value: parts.whole(value, sys.maxsize, "focus.chosen"),
        "rest": lambda value: parts.choice(value, ("kept", "rescaled"), "focus.rest"),
        "epoch": lambda value: None if value is None else parts.whole(value, sys.maxsize, "focus.epoch"),
        "blocks": lambda value: None if value is None else parts.whole(value, sys.maxsize, "focus.blocks"),
        "page": lambda value: parts.choice(value, ("tables", "training"), "focus.page"),
    }
    return Focus(**{name: read(data[name]) for name, read in readers.items() if name in data})


def _read_card(data: object, index: int) -> ShownCard:
    card = parts.mapping(data, f"card {index + 1}")
    fields = parts.mapping(card.get("definition"), f"card {index + 1}, definition")
    texts = [card.get(name) for name in ("name", "title", "short")]
    source, follows, own = card.get("source"), card.get("follows_mode", False), card.get("own", [])
    slot = parts.whole(card["slot"], sys.maxsize, f"card {index + 1}, slot") if "slot" in card else -1
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(source, str | None)
        or type(follows) is not bool
    ):
        parts.damaged(f"card {index + 1}")
    if not isinstance(own, list) or not all(field in FIELD_NAMES for field in own):
        parts.damaged(f"card {index + 1}, own")
    try:
        definition = Definition(**fields)  # type: ignore[arg-type]
    except (ValueError, TypeError, NotImplementedError) as error:
        raise DataError(f"card {index + 1}: this version does not know such a definition ({error})") from None
    return ShownCard(str(texts[0]), str(texts[1]), str(texts[2]), definition, follows, source, tuple(own), slot)
