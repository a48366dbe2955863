"""Files that others wrote, opened as labels and outputs.

Formats: CSV and TSV with any separator, JSON and JSON lines, plain text as it would be pasted, .npy, .npz; with extra
packages .xlsx, .parquet, .feather and .safetensors. What a file is is told by its first bytes, then by its name. No
file is ever executed: pickles are refused.
"""

from __future__ import annotations

import json
import re
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from xentgui.files import arrays, optional
from xentgui.files.columns import Column, check_one_decimal_mark, columns_of
from xentgui.files.imported import Imported as Imported
from xentgui.files.imported import assemble
from xentgui.files.literals import Tree
from xentgui.files.pasted import read_pasted
from xentgui.files.separated import split
from xentgui.files.trees import columns_of_tree, without_loss
from xentgui.losses.batch import DataError

MOST_TEXT = 200 * 1024 * 1024
SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".npy", ".npz", ".xlsx", ".parquet", ".feather", ".safetensors")
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "it is an Excel file of the old kind: save it as .xlsx or CSV",
    b"\x1f\x8b": "it is compressed with gzip: unpack it first",
    b"BZh": "it is compressed with bzip2: unpack it first",
    b"\xfd7zXZ": "it is compressed with xz: unpack it first",
    b"(\xb5/\xfd": "it is compressed with zstd: unpack it first",
    b"\x89HDF": "HDF5 files are not read: save labels and outputs with numpy.savez",
    b"%PDF": "it is a PDF: copy the numbers out of it and paste them",
    b"\x89PNG": "it is a picture: type the numbers, or find the file that it was made from",
    b"\xff\xd8\xff": "it is a picture: type the numbers, or find the file that it was made from",
    b"SQLite format 3": "it is a database: export the table as CSV",
}
_PICKLED_SUFFIXES = {".pkl", ".pickle", ".p", ".pt", ".pth", ".bin", ".ckpt", ".joblib", ".dill"}
_OLD_PICKLE = re.compile(rb"c[\w.]+\n\w+\n")  # protocol 0, a call
_UNREADABLE = (
    OSError, ValueError, EOFError, KeyError, TypeError, SyntaxError, RuntimeError, NotImplementedError, OverflowError,
    RecursionError, MemoryError, zipfile.BadZipFile, zlib.error, tokenize.TokenError,
)  # fmt: skip


def read_file(path: str | Path) -> Imported:
    """Labels and outputs of a file, with the reasons of what was taken for what.

    Raises DataError that names the file and says where what is wrong and what to do; never another exception, and
    within a bounded size: texts of 200 MiB, arrays of 512 MiB, 12 million cells, 10,000 columns.
    """
    path = Path(path)
    try:
        return _read(path)
    except DataError as error:
        raise DataError(f"{path.name}: {error.reason}", where=error.where) from None


def _read(path: Path) -> Imported:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DataError("it is not a file: choose a file")
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise DataError(
            f"it cannot be read ({error.strerror or error}): check that it is there and may be read"
        ) from None
    except ValueError:
        raise DataError("there is no file of this name: check the name") from None
    if not size:
        raise DataError("it is empty: a table has at least one row of numbers")
    _refuse_others(path, start)
    reader = _reader(path, start)
    if reader is None:
        if size > MOST_TEXT:
            raise DataError(f"it holds {size / 2**20:,.0f} MiB of text, and {MOST_TEXT // 2**20} MiB are read at most")
        return _read_text(path)
    return assemble(_columns(reader, path), caption=path.stem)


def _columns(reader: Callable[[Path], tuple[Column, ...]], path: Path) -> tuple[Column, ...]:
    libraries_raise_what_they_like = reader.__module__ == optional.__name__
    expected = (Exception,) if libraries_raise_what_they_like else _UNREADABLE
    try:
        return reader(path)
    except DataError:
        raise
    except expected as error:
        _damaged(error)


def _damaged(error: Exception) -> NoReturn:
    told = " ".join(str(error).split())[:120] or type(error).__name__
    raise DataError(f"it is damaged, or not what its name says ({told}): save it again") from None


def _reader(path: Path, start: bytes) -> Callable[[Path], tuple[Column, ...]] | None:
    """What reads the file, or None for text."""
    if start.startswith(b"\x93NUMPY"):
        return arrays.read_npy
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _zip_reader(path)
    if start.startswith(b"PAR1"):
        return optional.read_parquet
    if start.startswith((b"ARROW1", b"FEA1")):
        return optional.read_feather
    return _BY_NAME.get(path.suffix.lower())


_BY_NAME: dict[str, Callable[[Path], tuple[Column, ...]]] = {
    ".npy": arrays.read_npy,
    ".npz": arrays.read_npz,
    ".xlsx": optional.read_xlsx,
    ".parquet": optional.read_parquet,
    ".feather": optional.read_feather,
    ".safetensors": optional.read_safetensors,
}


def _zip_reader(path: Path) -> Callable[[Path], tuple[Column, ...]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except _UNREADABLE as error:
        _damaged(error)
    if any(name.endswith(("data.pkl", ".pickle", ".pkl")) for name in names):
        raise DataError(_pickle_reason(path))
    if "xl/workbook.xml" in names:
        return optional.read_xlsx
    if any(name.endswith(".npy") for name in names) or path.suffix.lower() == ".npz":
        return arrays.read_npz
    if "model.weights.h5" in names:
        raise DataError("it is a model of Keras, without outputs: save model.predict(x) with numpy.save")
    if "content.xml" in names:
        raise DataError("it is an OpenDocument file: save it as .xlsx or CSV")
    raise DataError("it is a zip archive without arrays: unpack it and open the file inside")


def _refuse_others(path: Path, start: bytes) -> None:
    for magic, reason in _OTHERS.items():
        if start.startswith(magic):
            raise DataError(reason)
    pickled = len(start) > 1 and start[0] == 0x80 and start[1] in range(1, 6)
    if pickled or _OLD_PICKLE.match(start) or path.suffix.lower() in _PICKLED_SUFFIXES:
        raise DataError(_pickle_reason(path))


def _pickle_reason(path: Path) -> str:
    if path.suffix.lower() in (".pt", ".pth", ".bin", ".ckpt"):
        return (
            "it is pickled, and reading a pickle can run any program, so it is not read: save the tensors with "
            "numpy.savez(file, outputs=logits.detach().cpu().numpy(), labels=labels.cpu().numpy()) or as safetensors"
        )
    return arrays.PICKLED


def _read_text(path: Path) -> Imported:
    text, note = _decoded(path.read_bytes())
    suffix = path.suffix.lower()
    number = None
    if suffix in (".jsonl", ".ndjson"):
        columns = columns_of_tree(_json_lines(text))
    elif suffix == ".json":
        tree, number = without_loss(_json_or_lines(text), text)
        if not isinstance(tree, list | dict):
            raise DataError("it holds a single value: give labels and outputs as lists")
        columns = columns_of_tree(tree)
    elif suffix in (".csv", ".tsv", ".tab"):
        sheet = split(text.replace("\r\n", "\n").replace("\r", "\n"))
        check_one_decimal_mark(sheet)
        columns = columns_of(sheet)
    else:
        return _with_note(read_pasted(text).imported, note)
    found = assemble(columns, caption=path.stem)
    return _with_note(replace(found, number_text=number or found.number_text), note)


def _with_note(found: Imported, note: str) -> Imported:
    return replace(found, reasons=(*found.reasons, note)) if note else found


def _json_or_lines(text: str) -> Tree:
    """JSON, or a record of it in each line, which is often called .json too."""
    try:
        return _json(text)
    except DataError:
        lines = text.split("\n", 2)
        if len(lines) < 2 or not all(line.strip().startswith("{") and line.strip().endswith("}") for line in lines[:2]):
            raise
    return _json_lines(text)


def _json_lines(text: str) -> list[Tree]:
    return [_json(line, k) for k, line in enumerate(text.split("\n"), 1) if line.strip()]


def _json(text: str, line: int | None = None) -> Tree:
    def refuse(word: str) -> NoReturn:
        raise DataError(f"{word} is not a number that can be entered: replace it, or leave out the row")

    try:
        tree: Tree = json.loads(text, parse_constant=refuse)
        return tree
    except json.JSONDecodeError as error:
        place = f"line {line or error.lineno}, column {error.colno}"
        raise DataError(f"{place}: this is not JSON ({error.msg}): check the brackets, commas and quotes") from None
    except RecursionError:
        raise DataError("its brackets are nested too deep: give a table of rows and columns") from None
    except DataError:
        raise
    except ValueError as error:
        _damaged(error)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and a note where the encoding had to be guessed."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError:
                raise DataError("its text is damaged: save it again as UTF-8") from None
    if b"\0" in data:
        raise DataError("it is not a text (or one in UTF-16 without a mark): save it as CSV in UTF-8")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text, "the file is not in UTF-8: it is read as Western (Windows-1252)"
