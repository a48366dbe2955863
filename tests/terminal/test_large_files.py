"""Files larger than memory are evaluated in pieces: the same number to the last bit, in little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import xentgui
from xentgui.command_line import main
from xentgui.files import pieces
from xentgui.files.pieces import pieces_of
from xentgui.losses.batch import DataError
from xentgui.terminal.answers import evaluate_pieces

ROWS, CLASSES = 3_000, 5
ROOM = 128 * 2**20  # half of what is promised


@pytest.fixture
def small_pieces(monkeypatch):
    """Files of this size are cut as large ones are."""
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(pieces, "CELLS", 4_000)
    monkeypatch.setattr(pieces, "TEXT", 60_000)


@pytest.fixture
def data():
    draw = np.random.default_rng(3)
    labels = draw.integers(0, CLASSES, ROWS)
    labels[[7, 1_800, 2_999]] = -100
    return 3 * draw.normal(size=(ROWS, CLASSES)), labels


def written(folder, kind, logits, labels):
    """Files with these data; the words of a command line."""
    names = [f"logit_{k}" for k in range(CLASSES)]
    if kind == "npy":
        np.save(folder / "labels.npy", labels)
        np.save(folder / "logits.npy", logits)
        return [str(folder / "labels.npy"), str(folder / "logits.npy")]
    path = folder / f"a.{kind}"
    if kind == "safetensors":
        pytest.importorskip("safetensors.numpy").save_file({"logits": logits, "labels": labels}, path)
    elif kind == "parquet":
        arrow = pytest.importorskip("pyarrow")
        columns = {**dict(zip(names, logits.T, strict=True)), "label": labels}
        pytest.importorskip("pyarrow.parquet").write_table(arrow.table(columns), path, row_group_size=700)
    else:
        rows = (",".join([*map(repr, row), str(label)]) for row, label in zip(logits.tolist(), labels, strict=True))
        path.write_text("\n".join([",".join([*names, "label"]), *rows, ""]))
    return [str(path)]


@pytest.mark.parametrize("kind", ["npy", "safetensors", "parquet", "csv"])
@pytest.mark.parametrize("definition", ["softmax", "torch.nn.CrossEntropyLoss", "cs231n"])
def test_the_value_is_that_of_all_rows_at_once_to_the_last_bit(small_pieces, data, tmp_path, capsys, kind, definition):
    words = written(tmp_path, kind, *data)
    assert main(["evaluate", *words, "--definition", definition, "--set", "label_smoothing=0.1"]) == 0
    said = capsys.readouterr()
    at_once = xentgui.evaluate(data[1], data[0], definition, ignore_index=-100, label_smoothing=0.1)
    assert said.out.split()[0] == repr(at_once.value)
    assert xentgui.describe(at_once.definition) in said.out
    assert "read in pieces" in said.err


def apart(folder, labels, outputs):
    """The words that name a file of each."""
    np.save(folder / "a.npy", labels)
    np.save(folder / "b.npy", outputs)
    return ["--labels", str(folder / "a.npy"), "--outputs", str(folder / "b.npy")]


def test_labels_and_outputs_in_files_of_their_own(small_pieces, data, tmp_path, capsys):
    assert main(["evaluate", *apart(tmp_path, data[1], data[0])]) == 0
    assert capsys.readouterr().out.split()[0] == repr(xentgui.evaluate(data[1], data[0], ignore_index=-100).value)


def test_rows_that_would_be_read_otherwise_are_refused_with_their_place(small_pieces, data, tmp_path, capsys):
    outputs = np.where(np.arange(ROWS)[:, None] < 2_000, data[0], 1 / CLASSES)
    assert main(["evaluate", *apart(tmp_path, np.abs(data[1]) % CLASSES, outputs)]) == 2
    assert "outputs are probabilities in these rows and logits in the first ones" in capsys.readouterr().err


def test_class_numbers_from_1_that_come_in_order_are_refused_not_misread(small_pieces, data, tmp_path, capsys):
    words = written(tmp_path, "npy", data[0], np.sort(np.arange(ROWS) % CLASSES) + 1)
    assert main(["evaluate", *words]) == 2
    assert "class numbers run from 1 in these rows and 0 in the first ones" in capsys.readouterr().err


def test_words_in_a_late_row_are_refused_with_the_line(small_pieces, data, tmp_path):
    words = written(tmp_path, "csv", *data)
    with open(words[0], "a") as file:
        file.write("0.5,0.5,0.5,0.5,cat,1\n")
    options = SimpleNamespace(set=[], definition=None, outputs_are=None)
    with pytest.raises(DataError, match="something else than plain numbers"):
        evaluate_pieces(pieces_of({"a": tmp_path / "a.csv"}), "a.csv", options)


def test_a_parquet_file_that_is_damaged_in_the_midst_is_refused(small_pieces, data, tmp_path, capsys):
    [path] = written(tmp_path, "parquet", *data)
    whole = bytearray(Path(path).read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 12_000] = b"\xff" * 12_000
    Path(path).write_bytes(whole)
    assert main(["evaluate", path]) == 2
    assert "a.parquet: it is damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    "outputs",
    [
        {"shape": [10**9, 10**9], "data_offsets": [0, 48]},
        {"shape": [4, 3], "data_offsets": [-100, 48]},
        {"shape": [4.0, 3], "data_offsets": [0, 48]},
        {"shape": [-4, -3], "data_offsets": [0, 48]},
        {"shape": [4, 3], "data_offsets": [0]},
    ],
)
def test_tensors_that_their_file_does_not_hold_are_refused(small_pieces, tmp_path, capsys, outputs):
    told = {"outputs": {"dtype": "F32", **outputs}, "labels": {"dtype": "I64", "shape": [4], "data_offsets": [48, 80]}}
    header = json.dumps(told).encode()
    (tmp_path / "a.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(80))
    assert main(["evaluate", str(tmp_path / "a.safetensors")]) == 2
    assert "it is damaged" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_file_of_four_times_the_memory(tmp_path):
    rows, columns = 4 * ROOM // (8 * 256), 256
    for name, shape, kind in (("outputs", (rows, columns), "<f8"), ("labels", (rows,), "<i8")):
        with (tmp_path / f"{name}.npy").open("wb") as file:
            header = {"descr": kind, "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            file.truncate(file.tell() + int(np.prod(shape)) * 8)  # all 0, on no disk
    code = (
        "import resource, sys\nfrom xentgui.command_line import main\nimport numpy, xentgui\n"
        "xentgui.evaluate(numpy.zeros(20_000, int), numpy.zeros((20_000, 256))).value\n"  # wakes what works beside
        "own = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        f"resource.setrlimit(resource.RLIMIT_AS, (own + {ROOM}, own + {ROOM}))\n"
        "sys.exit(main(['evaluate', '--labels', sys.argv[1], '--outputs', sys.argv[2]]))"
    )
    names = [str(tmp_path / f"{name}.npy") for name in ("labels", "outputs")]
    done = subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, timeout=300,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[0]) == pytest.approx(np.log(columns), rel=1e-12)
