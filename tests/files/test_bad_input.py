"""Malformed files and pastes: each ends in a sentence that says where and what to do, quickly, and nothing else."""

import contextlib
import importlib.util
import itertools
import pickle
import random
import re
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from files import fuzz
from files.examples import DATA, NEEDS
from files.malformed import npy_header, npy_of, safetensors_of, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.lib import format as npy

from xentgui.files.assemble import assemble
from xentgui.files.columns import Column
from xentgui.files.guess.roles import ROLES, Guess
from xentgui.files.open_file import read_file
from xentgui.files.pasted import MOST_CHARACTERS, read_pasted
from xentgui.files.separated import MOST_COLUMNS
from xentgui.losses.batch import DataError

PASTES = {
    "nothing": ("", "no numbers"),
    "blanks": (" \n\t\n", "no numbers"),
    "words": ("hello world", "no numbers"),
    "a sentence": ("The loss does not go down.", "no numbers"),
    "ragged rows": ("1\t2\n3\t4\n5\n6\t7", "line 3: 1 cell where the other lines have 2"),
    "ragged list": (
        "[[1, 2], [3]]",
        "row 2: 1 number where the other row has 2 ",
    ),
    "mixed depth": ("[[1, 2], 3, [4, 5], [6, 7], [8, 9]]", "row 2 is one value"),
    "three dimensions": ("[[[1, 2], [3, 4]], [[5, 6]]]", "move the class axis last"),
    "letters": ("1\t2\n3\tx4", 'line 2, column 2: "x4" is not a number'),
    "letters in a list": ("[[1, 2], [3, x4]]", "row 2, column 2"),
    "nan": ("1 2\nnan 4", 'line 2, column 1: "nan"'),
    "inf": ("[[1, inf], [2, 3]]", 'row 1, column 2: "inf"'),
    "None": ("[[1, None], [2, 3]]", "row 1, column 2.*None"),
    "an empty cell": ("1\t2\n\t4", "line 2, column 1: this cell is empty"),
    "mixed separators": ("1;2\n3,4", "as many cells"),
    "thousands separators": ("1,234.5\t2", "thousands separator"),
    "comma and point": ("1,234\t2.5", "comma where other numbers have a decimal point"),
    "percent in some cells": ("72%\t28%\n0.5\t0.5", "share"),
    "fractions": ("1/3\t2/3", "decimal number"),
    "complex": ("[1+2j, 3]", "not a number"),
    "two commas": ("[1,,2]", "missing before this comma"),
    "bracket left open": ("tensor([[1, 2], [3", "is not closed"),
    "bracket closed wrongly": ("[[1, 2), 3]", "check the brackets"),
    "quote left open": ('"a",b\n"1,2', "quotes do not pair up"),
    "shortened print of numpy": ("[[1. 2.]\n ...\n [3. 4.]]", "left out by the print"),
    "shortened print of torch": ("tensor([[1., 2.],\n        ...,\n        [3., 4.]])", "left out by the print"),
    "shortened columns": ("[[1. 2. ... 9.]]", "left out by the print"),
    "shortened print of pandas": ("    a  b\n0   1  2\n..  .. ..\n9   3  4", "left out by the print"),
    "an empty tensor": ("tensor([], size=(0, 3))", "nothing in it"),
    "empty rows": ("[[], []]", "nothing in its rows"),
    "a tensor without numbers": ("<tf.Tensor 'x:0' shape=(None, 3) dtype=float32>", "without its numbers"),
    "a call without numbers": ("tensor(device='cuda:0')", "no numbers"),
    "a header alone": ("label,a", "header and no row"),
    "too large": ("[1e999, 1]", "too large"),
    "too many digits": ("9" * 1000, "too long for a number"),
    "nested too deep": ("[" * 1000, "nested too deep"),
    "code": ("x = model(images)\nloss = criterion(x, y)", "no numbers"),
    "labels that do not fit": ("logits = [[1.5, 2], [3, 4]]\nlabels = [0, 1, 1]", "do not fit together"),
    "a class that is not there": ("logits = [[1.5, 2], [3, 4]]\nlabels = [0, 2]", "row 2: there is no class 2"),
    "a class between two": ("logits = [[1.5, 2], [3, 4]]\nlabels = [0.5, 1]", "row 1: 0.5 is not a class number"),
    "a name that is not there": ("cat\tdog\tlabel\n1.5\t2\tbird", 'line 2, column 3 .*no output called "bird"'),
    "labels above 1": ("labels = [[1, 2]]\nlogits = [[1.5, 2]]", "a label lies between 0 and 1"),
    "many tables": ("\n\n".join(["1 2\n3 4"] * 60), "60 tables"),
    "records that differ": ('[{"a": 1, "b": 2}, {"a": 1}]', 'record 2: "b" is not in all'),
    "words among numbers": ("[['cat', 1], [0.5, 0.5]]", "number stands among words"),
}


@pytest.mark.parametrize(("text", "told"), PASTES.values(), ids=PASTES)
def test_a_malformed_paste(text, told):
    with pytest.raises(DataError, match=told):
        assert read_pasted(text).imported


class Trap:
    """An object that would create a file if anybody unpickled it."""

    def __reduce__(self):
        return (open, ("executed", "w"))


TWO = np.array([[1.0, 2.0], [3.0, 4.0]])
NPZ = zip_of({"logits.npy": npy_of(TWO), "labels.npy": npy_of(np.array([0, 1]))})

FILES = {
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\n \n,,\n", "nothing in it"),
    "comments.csv": (b"# only\n# comments\n", "no numbers"),
    "header.csv": (b"label,a,b\n", "header and no row"),
    "ragged.csv": (b"a,b\n1,2\n3\n", "line 3: 1 cell where the other lines have 2"),
    "ragged.tsv": (b"a\tb\n1\t2\n3\n", "line 3: 1 cell where the other lines have 2"),
    "long_row.csv": (b"a,b\n1,2\n3,4,5\n6,7\n", "line 3: 3 cells"),
    "text.csv": (b"a,b\n1,2\n3,four\n5,6\n", r'line 3, column 2 \(b\): "four" is not a number'),
    "nan.csv": (b"a,b\n1,nan\n3,4\n", r"line 2, column 2 \(b\)"),
    "missing.csv": (b"a,b\n1,\n3,4\n", r"line 2, column 2 \(b\): this cell is empty"),
    "na.csv": (b"a,b\n1,#N/A\n3,4\n", "line 2, column 2"),
    "error.csv": (b"a,b\n1,#DIV/0!\n3,4\n", "line 2, column 2"),
    "quote.csv": (b'a,b\n"1,2\n3,4\n', "quotes do not pair up"),
    "mixed.csv": (b"a;b\n1;2\n3,4\n", "as many cells"),
    "thousands.csv": (b"a;b\n1,234.5;2\n", "thousands separator"),
    "wide.csv": (b",".join([b"1"] * (MOST_COLUMNS + 1)), "262,145 columns"),
    "huge_header.csv": (b"a" * 200_000 + b",b\n1,2\n", "line 1: the quotes do not pair up|field larger"),
    "words.csv": (b"a,b\nx,y\nz,w\n", "words and no numbers"),
    "labels_range.csv": (b"label,a,b\n7,0.5,0.5\n0,0.5,0.5\n", r"line 2, column 1 \(label\): there is no class 7"),
    "labels_negative.csv": (b"label,a,b\n-3,0.5,0.5\n", "-3 is not a class number"),
    "labels_above.csv": (b"y_a,y_b,p_a,p_b\n2,0,0.5,0.5\n", "a label lies between 0 and 1"),
    "labels_unknown.csv": (b"label,cat,dog\nbird,0.5,0.5\n", 'no output called "bird"'),
    "labels_many.csv": (b"label\n" + b"9000\n" * 3000, "is this column really the labels"),
    "labels_ignored.csv": (b"label,a,b\n-100,0.5,0.5\n", "nothing is left"),
    "weights.csv": (b"a,b,weight\n0.5,0.5,-1\n", "a weight is at least 0"),
    "binary_names.csv": (b"label,p\na,0.5\nb,0.5\nc,0.5\n", "name 3 classes"),
    "binary.csv": (bytes(range(256)), "not a text"),
    "utf16.csv": ("a,b\n1,2\n".encode("utf-16-le"), "not a text"),
    "utf16_damaged.csv": (b"\xff\xfea\x00,\xd8", "damaged"),
    "nothing.json": (b"{}", "nothing in it"),
    "broken.json": (b'{"logits": [[1, 2], [3', "line 1, column .*: this is not JSON"),
    "nan.json": (b'{"logits": [[NaN, 1]], "labels": [0]}', "NaN is not a number"),
    "null.json": (b'{"logits": [[null, 1]], "labels": [0]}', "logits, row 1, column 1"),
    "deep.json": (b"[" * 200_000, "nested too deep"),
    "cube.json": (b'{"logits": [[[1, 2], [3]]], "labels": [0]}', "more than two dimensions"),
    "digits.json": (b"[" + b"9" * 5000 + b"]", "damaged|too large"),
    "number.json": (b"3", "a single value"),
    "text.json": (b'"cat"', "a single value"),
    "lines.jsonl": (b'{"a": 1, "b": 2}\n{"a": 1, "b": \n', "line 2"),
    "lines.ndjson": (b'{"a": 1, "b": 2}\n{"a": 1, "b": \n', "line 2"),
    "empty.npy": (npy_of(np.empty((0, 3))), "nothing in it"),
    "scalar.npy": (npy_of(np.array(1.0)), "a single number"),
    "cube.npy": (npy_of(np.zeros((2, 2, 2), complex)), "2 x 2 x 2: give a table"),
    "complex.npy": (npy_of(np.array([1j])), "complex128"),
    "dates.npy": (npy_of(np.array(["2020-01-01"], dtype="M8[D]")), "datetime64"),
    "nan.npy": (npy_of(np.array([[1.0, np.nan]])), "row 1, column 2: nan"),
    "inf.npy": (npy_of(np.array([[1.0, 2.0], [np.inf, 1.0]])), "row 2, column 1: inf"),
    "objects.npy": (npy_of(np.array([Trap()], dtype=object), allow_pickle=True), "can run any program"),
    "truncated.npy": (npy_of(TWO)[:-9], "truncated"),
    "header_cut.npy": (npy_of(TWO)[:40], "damaged"),
    "header_lies.npy": (npy_header((10**9, 10)) + bytes(80), "promises 10,000,000,000 numbers"),
    "header_overflows.npy": (npy_header((2**62, 2**62)) + bytes(80), "promises"),
    "header_negative.npy": (npy_header((-1, 2)) + bytes(80), "damaged|promises"),
    "header_code.npy": (npy_header("__import__('os').getpid()") + bytes(80), "damaged"),
    "header_huge.npy": (npy.magic(1, 0) + b"\xff\xff" + b"(" * 65535, "damaged"),
    "version.npy": (npy_header((1,), version=(9, 0)) + bytes(8), "damaged|not known"),
    "not.npy": (b"hello, I am a text", "damaged"),
    "wide.npy": (npy_of(np.zeros((1, MOST_COLUMNS + 1))), "262,145 columns"),
    "truncated.npz": (NPZ[: len(NPZ) // 2], "damaged"),
    "checksum.npz": (NPZ.replace(npy_of(TWO)[-8:], bytes(8), 1) if npy_of(TWO)[-8:] in NPZ else NPZ[:-30], "damaged"),
    "no_arrays.npz": (zip_of({"readme.txt": b"hello"}), "no arrays in it"),
    "empty.npz": (zip_of({}), "no arrays in it"),
    "objects.npz": (
        zip_of({"labels.npy": npy_of(np.array([Trap()], dtype=object), allow_pickle=True)}),
        '"labels": it holds pickled',
    ),
    "lengths.npz": (
        zip_of({"logits.npy": npy_of(TWO), "labels.npy": npy_of(np.array([0, 1, 1]))}),
        "labels: 3 rows, outputs: 2 rows",
    ),
    "lies.npz": (zip_of({"logits.npy": npy_header((10**9,))}), '"logits": its header promises'),
    "archive.zip": (zip_of({"a.csv": b"1,2\n"}), "unpack it and open the file inside"),
    "model.pt": (zip_of({"archive/data.pkl": pickle.dumps(1)}), "can run any program"),
    "data.pkl": (pickle.dumps([[1, 2]]), "can run any program"),
    "renamed.csv": (pickle.dumps(Trap()), "can run any program"),
    "data.csv.gz": (b"\x1f\x8b\x08\x00" + bytes(20), "unpack it first"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(500), "save it as .xlsx or CSV"),
    "model.h5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
    "paper.pdf": (b"%PDF-1.7\n", "copy the numbers out of it"),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "not.xlsx": (b"a,b\n1,2\n", "damaged"),
    "hollow.xlsx": (zip_of({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
    "not.parquet": (b"hello, I am a text", "damaged"),
    "truncated.parquet": (b"PAR1" + bytes(100), "damaged"),
    "truncated.feather": (b"ARROW1\0\0" + bytes(100), "damaged"),
    "truncated.arrow": (b"ARROW1\0\0" + bytes(100), "damaged"),
    "not.safetensors": (b"hello, I am a text", "damaged"),
    "header_lies.safetensors": (safetensors_of(b"{}")[:6] + b"\xff\xff{}", "damaged"),
    "shape_lies.safetensors": (
        safetensors_of({"logits": {"dtype": "F64", "shape": [10**9, 10], "data_offsets": [0, 16]}}, bytes(16)),
        "damaged",
    ),
    "eighth.safetensors": (
        safetensors_of({"logits": {"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}}, bytes(4)),
        "save it with .float",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file(name, tmp_path, monkeypatch):
    if (suffix := Path(name).suffix) in NEEDS:
        pytest.importorskip(NEEDS[suffix])
    monkeypatch.chdir(tmp_path)
    data, told = FILES[name]
    (tmp_path / name).write_bytes(data)
    started = time.monotonic()
    with pytest.raises(DataError, match=told) as refused:
        read_file(tmp_path / name)
    assert refused.value.reason.startswith(f"{name}: ")
    assert not re.search(r"damaged[^:]*\(", refused.value.reason), "the words of a library tell a user nothing"
    assert time.monotonic() - started < 30
    assert [path.name for path in tmp_path.iterdir()] == [name], "a file was executed"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("logits.npy", "w", force_zip64=True) as member,
    ):
        member.write(npy_header((80 * 2**20,)))
        for _ in range(640):
            member.write(bytes(2**20))
    assert (tmp_path / "bomb.npz").stat().st_size < 5 * 2**20
    tracemalloc.start()
    with pytest.raises(DataError, match=r"bomb\.npz: unpacked it would hold 640 MiB.*save a part"):
        read_file(tmp_path / "bomb.npz")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * 2**20


def test_a_header_that_lies_takes_no_memory(tmp_path):
    (tmp_path / "a.npy").write_bytes(npy_header((10**9, 10)) + bytes(80))
    tracemalloc.start()
    with pytest.raises(DataError, match="promises"):
        read_file(tmp_path / "a.npy")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20


def test_what_is_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "missing.csv", Path("a\0b.csv"), tmp_path / ("n" * 1000)):
        with pytest.raises(DataError, match=r"cannot be read|not a file|no file"):
            read_file(path)


def test_a_paste_of_50_million_characters_is_refused():
    with pytest.raises(DataError, match="save it as a file"):
        read_pasted("1\n" * (MOST_CHARACTERS // 2 + 1))


HARD = {
    "one long word": "a" * 500_000,
    "digits": "1" * 300_000 + "x",
    "points": "a." * 200_000,
    "quotes": '"' * 200_001,
    "parentheses": "f" + "(" * 100_000,
    "spaces": "1" + " " * 300_000 + "x",
    "dots": "." * 100_001 + "x",
    "commas": "1," * 300_000,
    "losses": "loss" * 50_000,
    "closed brackets": "[1]" * 50_000,
    "losses and spaces": ("loss" + " " * 990 + "\n") * 500,
    "calls left open": ("f" + "(" * 990 + "\n") * 500,
    "keywords": ("a=b, " * 190 + "\n") * 500,
    "angles": "<" * 100_000,
    "backslashes": "'" + "\\" * 100_001,
    "minus signs": "-" * 200_000,
    "one short line after the other": "a 1\n" * 60_000,
    "names": "x=1\n" * 30_000,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_no_paste_takes_long(text):
    started = time.monotonic()
    with contextlib.suppress(DataError):
        pasted = read_pasted(text)
        assert pasted.imported or not pasted.columns
    assert time.monotonic() - started < 30


WORDS = (
    "[ ] ( ) { } < > , ; : = | . ... … nan inf None True 1 -2.5 0,5 1e-3 −3 1.234,5 9e999 'cat' \"dog\" # % tensor( "
    "array( <tf.Tensor: numpy= dtype=float32 labels logits loss= loss: label class weight Name: >>> In[1]: "
    "Out[2]: Epoch[1/2] y_true sep=; 0 1 2 a b id"
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "\n", "\n\n", "\t", "\r", "\0", "\ufeff"])
PASTED = st.one_of(
    st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map(" ".join), st.text(max_size=60)
)


@settings(max_examples=400, deadline=None)
@given(PASTED)
def test_any_paste_is_read_or_refused(text):
    with contextlib.suppress(DataError):
        pasted = read_pasted(text)
        assert pasted.columns or pasted.number_text
        assert pasted.cells is None or np.isfinite(pasted.cells).all()
        if pasted.columns:
            imported = pasted.imported
            tables = [table for table in (imported.labels, imported.outputs) if table is not None]
            assert tables
            assert all(np.isfinite(table).all() and table.ndim == 2 for table in tables)


CLASS_NUMBERS = st.lists(st.integers(-100, 3), min_size=2, max_size=2)
SCORES = st.lists(st.floats(-2, 2), min_size=2, max_size=2)
WORDS_OF_ROWS = st.lists(st.sampled_from(["a", "A", "b"]), min_size=2, max_size=2)
ANY_LENGTH = st.lists(st.floats(0, 2), min_size=1, max_size=3)
COLUMNS = st.one_of(
    st.builds(lambda n: Column("n", np.array(n, dtype=float), whole=True), CLASS_NUMBERS),
    st.builds(lambda n: Column("f", np.array(n)), SCORES),
    st.builds(lambda t: Column("t", None, tuple(t)), WORDS_OF_ROWS),
    st.builds(lambda n: Column("v", np.array(n), table="v", vector=True), ANY_LENGTH),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(COLUMNS, st.sampled_from(ROLES)), min_size=1, max_size=5))
def test_any_roles_that_somebody_chooses_fit_or_are_refused(chosen):
    columns, roles = zip(*chosen, strict=True)
    with contextlib.suppress(DataError):
        found = assemble(columns, Guess(roles, (), False))
        shapes = {table.shape for table in (found.labels, found.outputs) if table is not None}
        if not shapes:
            assert "losses" in roles
            assert found.number_text
            return
        assert len(shapes) == 1
        rows, width = shapes.pop()
        assert len(found.class_names) == len(set(found.class_names)) == width
        assert found.class_weights is None or len(found.class_weights) == width
        assert found.sample_names is None or len(found.sample_names) == rows
        assert found.labels is None or ((found.labels >= 0) & (found.labels <= 1)).all()


SEEDS = [path.read_bytes() for path in sorted(DATA.iterdir()) if path.suffix not in (".py", ".pt")]
NAMES = [path.name for path in sorted(DATA.iterdir()) if path.suffix not in (".py", ".pt")]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_a_file_is_read_or_refused(data, tmp_path):
    which = data.draw(st.integers(0, len(SEEDS) - 1))
    start = data.draw(st.integers(0, len(SEEDS[which])))
    stop = data.draw(st.integers(start, min(len(SEEDS[which]), start + 40)))
    path = tmp_path / NAMES[which]
    path.write_bytes(SEEDS[which][:start] + data.draw(st.binary(max_size=10)) + SEEDS[which][stop:])
    with contextlib.suppress(DataError):
        found = read_file(path)
        assert all(np.isfinite(table).all() for table in (found.labels, found.outputs) if table is not None)


@pytest.mark.parametrize("seed", range(4))
def test_files_changed_at_random_are_read_or_refused(seed, tmp_path):
    if not all(map(importlib.util.find_spec, NEEDS.values())):
        pytest.skip("a library is missing")
    for path in itertools.islice(fuzz.files(tmp_path, random.Random(seed)), 150):
        fuzz.check(path)
