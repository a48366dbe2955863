"""Files that others wrote, opened as labels and outputs.

Formats: CSV and TSV with any separator, JSON and JSON lines, plain text as it would be pasted, .npy, .npz; with extra
packages .xlsx, .xls, .ods, .parquet, .feather and .safetensors. What a file is is told by its first bytes, then by its
name. No file is ever executed: pickles are refused.
"""

from __future__ import annotations

import re
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from xentgui.files import arrays, optional
from xentgui.files.assemble import Imported as Imported
from xentgui.files.assemble import Offer as Offer
from xentgui.files.assemble import UnclearError as UnclearError
from xentgui.files.assemble import assemble, class_of_each_place, in_axes
from xentgui.files.columns import Contents, check_columns, name_of, refuse_damaged
from xentgui.files.guess.by_name import role_of_name
from xentgui.files.guess.roles import guess_roles
from xentgui.files.otherwise import fitting
from xentgui.files.texts import read_text
from xentgui.losses.batch import DataError

MOST_TABLES = 1000
SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".npy", ".npz", ".xlsx", ".xls", ".ods",
            ".parquet", ".feather", ".arrow", ".safetensors")  # fmt: skip
_PAGE = "it is a web page, whatever its name says: open it in a spreadsheet and save it as CSV or .xlsx"
_OTHERS = {
    b"\x1f\x8b": "it is compressed with gzip: unpack it first",
    b"BZh": "it is compressed with bzip2: unpack it first",
    b"\xfd7zXZ": "it is compressed with xz: unpack it first",
    b"(\xb5/\xfd": "it is compressed with zstd: unpack it first",
    b"\x89HDF": "HDF5 files are not read: save labels and outputs with numpy.savez",
    b"%PDF": "it is a PDF: copy the numbers out of it and paste them",
    b"\x89PNG": "it is a picture: type the numbers, or find the file that it was made from",
    b"\xff\xd8\xff": "it is a picture: type the numbers, or find the file that it was made from",
    b"MATLAB ": "MATLAB files are not read: save the tables with writematrix(logits, 'logits.csv')",
    b"<html": _PAGE,
    b"<!doctype html": _PAGE,
    b"<table": _PAGE,
    b"<?xml": "it is XML: open it in a spreadsheet and save it as CSV or .xlsx",
    b"{\\rtf": "it is a text document: copy the numbers out of it and paste them",
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
    within a bounded size: texts of 200 MiB, arrays of 512 MiB, 12 million cells, 10,000 columns. Where the columns were
    read and it is not plain what they are, it is an UnclearError with the columns.
    """
    path = Path(path)
    try:
        return _put_together(_named_by_file(_contents(path), path.stem), path.stem)
    except UnclearError as error:
        raise error.inside(name_of(path)) from None
    except DataError as error:
        raise DataError(f"{name_of(path)}: {error.reason}", where=error.where) from None


def read_files(paths: Sequence[str | Path], called: Sequence[str] | None = None) -> Imported:
    """Labels and outputs of several files, such as one of each. Raises as read_file.

    A file is a table with its name, or as it is `called`.
    """
    if len(paths) == 1:
        return read_file(paths[0])
    found: list[Contents] = []
    for path, name in zip(map(Path, paths), called or [Path(path).stem for path in paths], strict=True):
        try:
            found.append(_in_table(_contents(path), name))
        except DataError as error:
            raise DataError(f"{name_of(path)}: {error.reason}", where=error.where) from None
    named = [each for contents in found for each in contents.arrays]
    if any(array.ndim > 2 for _, array in named):
        found = [arrays.columns_of_arrays(named), *(contents for contents in found if not contents.arrays)]
    columns = tuple(column for contents in found for column in contents.columns)
    numbers = [contents.number_text for contents in found if contents.number_text is not None]
    notes = tuple(note for contents in found for note in contents.notes)
    return _put_together(Contents(columns, numbers[-1] if numbers else None, notes, found[0].leading), "")


def _named_by_file(contents: Contents, stem: str) -> Contents:
    """An array without a name, in a file that is called as labels are, holds labels."""
    named = _in_table(contents, stem)
    nameless = not any(column.name or column.table for column in contents.columns)
    return named if nameless and {role_of_name(column) for column in named.columns} == {"labels"} else contents


def _in_table(contents: Contents, stem: str) -> Contents:
    """The same, with the name of its file before those of its tables."""
    columns = tuple(replace(c, table=f"{stem}.{c.table}" if c.table else stem) for c in contents.columns)
    named = tuple((f"{stem}.{name}" if name else stem, array) for name, array in contents.arrays)
    return replace(contents, columns=columns, arrays=named)


def _put_together(contents: Contents, caption: str) -> Imported:
    check_columns(contents.columns)
    tables = len({column.table for column in contents.columns})
    if tables > MOST_TABLES:
        raise DataError(f"there are {tables:,} tables in it: save labels and outputs alone")
    fit = fitting(contents.columns)
    columns, guess, leading = class_of_each_place(fit, guess_roles(fit), contents.leading)
    try:
        found = assemble(columns, guess, caption)
    except DataError as error:
        raise UnclearError(error, columns, guess) from None
    number = contents.number_text or found.number_text
    reasons = (*found.reasons, *contents.notes)
    return in_axes(replace(found, number_text=number, reasons=reasons), leading)


def _contents(path: Path) -> Contents:
    start = _start(path)
    _refuse_others(path, start)
    reader = _reader(path, start)
    libraries_raise_what_they_like = reader is not None and reader.__module__ != arrays.__name__
    expected = (Exception,) if libraries_raise_what_they_like else _UNREADABLE
    try:
        return reader(path) if reader else read_text(path)
    except DataError:
        raise
    except RecursionError:
        raise DataError("its brackets are nested too deep: give a table of rows and columns") from None
    except expected:
        refuse_damaged()


def _start(path: Path) -> bytes:
    """The first bytes of a file, by which it is told what it is."""
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError(None, "it is no file")
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise DataError(f"it cannot be read ({error.strerror or error}): choose a file that may be read") from None
    except ValueError:
        raise DataError("there is no file of this name: check the name") from None
    if not start:
        raise DataError("it is empty: a table has at least one row of numbers")
    return start


def _reader(path: Path, start: bytes) -> Callable[[Path], Contents] | None:
    """What reads the file, or None for text."""
    if start.startswith(b"\x93NUMPY"):
        return arrays.read_npy
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _zip_reader(path)
    if start.startswith(optional.OLD_EXCEL):
        return _read_workbook
    if start.startswith(b"PAR1"):
        return optional.read_parquet
    if start.startswith((b"ARROW1", b"FEA1")):
        return optional.read_feather
    return _BY_NAME.get(path.suffix.lower())


def _read_workbook(path: Path) -> Contents:
    from xentgui.files.workbooks import read_workbook  # read when it is needed: the first frame does not wait for it

    return read_workbook(path)


_BY_NAME: dict[str, Callable[[Path], Contents]] = {
    ".npy": arrays.read_npy,
    ".npz": arrays.read_npz,
    ".xlsx": _read_workbook,
    ".xls": _read_workbook,
    ".ods": _read_workbook,
    ".parquet": optional.read_parquet,
    ".feather": optional.read_feather,
    ".arrow": optional.read_feather,
    ".safetensors": optional.read_safetensors,
}


def _zip_reader(path: Path) -> Callable[[Path], Contents]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            locked = any(info.flag_bits & 1 for info in archive.infolist())
    except _UNREADABLE:
        refuse_damaged()
    if locked:
        raise DataError("it is locked with a password: save it without one")
    if any(name.endswith(("data.pkl", ".pickle", ".pkl")) for name in names):
        raise DataError(_pickle_reason(path))
    if "xl/workbook.xml" in names:
        return _read_workbook
    if any(name.endswith(".npy") for name in names) or path.suffix.lower() == ".npz":
        return arrays.read_npz
    if "model.weights.h5" in names:
        raise DataError("it is a model of Keras, without outputs: save model.predict(x) with numpy.save")
    if "content.xml" in names:
        return _read_workbook
    raise DataError("it is a zip archive without arrays: unpack it and open the file inside")


def _refuse_others(path: Path, start: bytes) -> None:
    for magic, reason in _OTHERS.items():
        page = magic.startswith(b"<") and start.lstrip().lower().startswith(magic)
        if page or start.startswith(magic):
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
