"""Small files that unpack to gigabytes, and what is too long for a name: refused before memory is taken."""

import importlib
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from xentgui.entry import Entry, Focus
from xentgui.files.open_file import read_file
from xentgui.files.pasted import read_pasted
from xentgui.files.recovery import left_over
from xentgui.files.session import read_session, session_text
from xentgui.losses.batch import DataError

MOST = 1_500 * 2**20  # bytes of address space
LOGITS = np.array([[2.0, -np.inf, 0.5], [0.5, 3.0, -np.inf]])


def read_within(path):
    """What a process with little memory says of a file."""
    code = (
        "import sys; from xentgui.files.open_file import read_file; from xentgui.losses.batch import DataError\n"
        "import pyarrow.feather, pyarrow.parquet, pyarrow.compute\n"
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MOST}, {MOST}))\n"
        "try: read_file(sys.argv[1])\nexcept DataError as error: print(error)\nelse: print('read')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


LARGE = """
import resource, sys
from pathlib import Path
from xentgui.files.open_file import SUFFIXES, read_file
from xentgui.losses.batch import DataError
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in (Path(sys.argv[1], f"a{suffix}") for suffix in SUFFIXES):
    with path.open("wb") as file:
        file.write(b"a,b\\n1,2\\n")
        file.truncate(2**30)
    before = most()
    try: read_file(path)
    except DataError: pass
    print(path.suffix if most() - before > 300_000 else "")
    path.unlink()
"""


DAMAGED = """
import random, sys
from pathlib import Path
from xentgui.files.open_file import read_file
from xentgui.losses.batch import DataError
path, chance, count = Path(sys.argv[1]), random.Random(int(sys.argv[2])), 0
whole = path.read_bytes()
for _ in range(300):
    damaged = bytearray(whole)
    damaged[chance.randrange(len(whole))] = chance.choice((0, 1, 127, 128, 255))
    path.write_bytes(damaged)
    try: read_file(path)
    except DataError: pass
    count += 1
print(count, "read or refused")
"""


@pytest.fixture
def arrow():
    return pytest.importorskip("pyarrow")


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not limited there")
class TestSmallBombs:
    @pytest.mark.parametrize("suffix", ["parquet", "feather"])
    def test_a_long_word_in_every_row(self, arrow, tmp_path, suffix):
        word = arrow.DictionaryArray.from_arrays(arrow.array(np.zeros(5_000, np.int32)), arrow.array(["x" * 1_000_000]))
        path = written(arrow.table({"a": word, "b": np.arange(5_000.0)}), tmp_path / f"a.{suffix}")
        assert path.stat().st_size < 50_000
        assert "a text of 1,000,000 bytes" in read_within(path)

    @pytest.mark.parametrize("suffix", ["parquet", "feather"])
    def test_a_long_list_of_nothing(self, arrow, tmp_path, suffix):
        nothing = arrow.nulls(50_000_000, arrow.int8())
        lists = arrow.ListArray.from_arrays(arrow.array([0, len(nothing)], arrow.int32()), nothing)
        path = written(arrow.table({"a": lists, "b": [1.0]}), tmp_path / f"a.{suffix}")
        assert path.stat().st_size < 200_000
        assert "values, and 12,000,000 are read at most" in read_within(path)

    def test_a_list_of_nothing_whose_length_is_not_told(self, arrow, tmp_path):
        nothing = arrow.nulls(50_000_000, arrow.int8())
        lists = arrow.ListArray.from_arrays(arrow.array([0, len(nothing)], arrow.int32()), nothing)
        path = written(arrow.table({"a": lists, "b": [1.0]}), tmp_path / "a.parquet")
        data, told = path.read_bytes(), b"\x80\xc2\xd7\x2f"  # as Thrift writes it
        footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
        assert told in data[footer:]
        path.write_bytes(data[:footer] + data[footer:].replace(told, b"\x82\x80\x80\x00"))
        assert "values, and 12,000,000 are read at most" in read_within(path)

    @pytest.mark.parametrize(("suffix", "seed"), [("parquet", 1), ("feather", 3)])
    def test_damage_anywhere_does_not_end_the_program(self, arrow, tmp_path, suffix, seed):
        """The libraries trust what such a file says of itself, and end the process where it lies."""
        table = arrow.table({"cat": [1.5, 0.5, 2.0], "label": ["a", "b", "a"], "of": [[1.0], [2.0, 3.0], None]})
        path = tmp_path / f"a.{suffix}"
        library = importlib.import_module(f"pyarrow.{suffix}")
        write = library.write_table if suffix == "parquet" else library.write_feather
        write(table, path, compression="none" if suffix == "parquet" else "uncompressed")
        done = subprocess.run(
            [sys.executable, "-c", DAMAGED, str(path), str(seed)], capture_output=True, text=True, timeout=120
        )
        assert (done.returncode, done.stdout) == (0, "300 read or refused\n"), done.stderr

    def test_numbers_that_are_packed_well(self, arrow, tmp_path):
        table = arrow.table({f"c{k}": np.zeros(11_000_000) for k in range(8)})
        path = written(table, tmp_path / "a.feather")
        assert path.stat().st_size < 1_000_000
        assert "MiB are read at most" in read_within(path)

    def test_a_gigabyte_under_any_name_is_refused_before_it_is_read(self, arrow, tmp_path):
        done = subprocess.run([sys.executable, "-c", LARGE, str(tmp_path)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == []

    def test_an_archive_whose_directory_lies(self, tmp_path):
        header = b"\x93NUMPY\x01\x00"
        told = b"{'descr': '<f8', 'fortran_order': False, 'shape': (60000000, 1), }\n"
        array = header + len(told).to_bytes(2, "little") + told + bytes(1000)
        with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.npy", array)
        data = bytearray((tmp_path / "a.npz").read_bytes())
        size = len(array).to_bytes(4, "little")
        place = data.rindex(size)
        data[place : place + 4] = (500_000_000).to_bytes(4, "little")
        (tmp_path / "a.npz").write_bytes(bytes(data))
        assert "truncated or damaged" in read_within(tmp_path / "a.npz")


def written(table, path):
    library = importlib.import_module(f"pyarrow.{path.suffix[1:]}")
    write = library.write_table if path.suffix == ".parquet" else library.write_feather
    write(table, path, compression="zstd")
    return path


class TestLimits:
    @pytest.mark.parametrize("name", ["a.json", "a.txt", "a.csv"])
    def test_columns_are_counted_in_every_reader(self, tmp_path, name):
        row = [0.5] * 300_000
        text = json.dumps([row, row]) if name != "a.csv" else "\n".join(",".join(map(str, row)) for _ in range(2))
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match="300,000"):
            read_file(tmp_path / name)

    def test_a_vocabulary_is_read(self, tmp_path):
        logits = np.zeros((2, 32_000))
        logits[:, 5:] = -np.inf
        np.savez(tmp_path / "a.npz", logits=logits, labels=[1, 4])
        found = read_file(tmp_path / "a.npz")
        assert found.outputs.shape == (2, 32_000)
        assert found.class_indices.tolist() == [1, 4]
        assert not found.ambiguous

    def test_quotes_that_do_not_close_are_no_labels(self, tmp_path):
        (tmp_path / "a.txt").write_text('"cat\n' * 1000)
        with pytest.raises(DataError, match="line 1: the quotes do not pair up"):
            read_file(tmp_path / "a.txt")

    def test_a_class_name_of_megabytes_is_refused(self, tmp_path):
        (tmp_path / "a.csv").write_text(f"p,q,label\n0.5,0.5,{'x' * 100_000}\n0.25,0.75,b\n")
        with pytest.raises(DataError, match="a name has 10,000 at most"):
            read_file(tmp_path / "a.csv")

    @pytest.mark.parametrize("field", ["class_names", "sample_names"])
    def test_a_session_with_a_name_of_megabytes_is_refused(self, field):
        data = json.loads(session_text(Entry.of([[1, 0]], [[0.5, 2]]), Focus()))
        data["entry"][field] = ["x" * 1_000_000, "b"][: 2 if field == "class_names" else 1]
        with pytest.raises(DataError, match=f"{field} holds a name"):
            read_session(json.dumps(data))

    def test_a_session_of_three_thousand_cards_is_refused(self):
        data = json.loads(session_text(Entry.of([[1, 0]], [[0.5, 2]]), Focus()))
        card = data["entry"]["cards"][0]
        data["entry"]["cards"] = [{**card, "name": str(k)} for k in range(3000)]
        with pytest.raises(DataError, match="3,000 cards"):
            read_session(json.dumps(data))


MASKED = {
    "torch": "tensor([[2.0, -inf, 0.5], [0.5, 3.0, -inf]])",
    "numpy": "[[2.0 -inf 0.5]\n [0.5 3.0 -inf]]",
    "python": "[[2.0, -np.inf, 0.5], [0.5, 3.0, -math.inf]]",
    "spreadsheet": "2.0\t-inf\t0.5\n0.5\t3.0\t-Infinity",
    "minus sign": "2.0\t\u2212\u221e\t0.5\n0.5\t3.0\t\u2212inf",
}


class TestMasked:
    """-inf is the logit of a class that cannot be, in every door."""

    @pytest.mark.parametrize("text", MASKED.values(), ids=MASKED)
    def test_in_a_paste(self, text):
        assert np.array_equal(read_pasted(f"{text}\n\nlabels = [0, 1]").imported.outputs, LOGITS)

    @pytest.mark.parametrize("name", ["a.csv", "a.json", "a.npy", "a.npz"])
    def test_in_a_file(self, tmp_path, name):
        path = tmp_path / name
        if path.suffix == ".npy":
            np.save(path, LOGITS)
        elif path.suffix == ".npz":
            np.savez(path, logits=LOGITS)
        elif path.suffix == ".json":
            path.write_text(json.dumps({"logits": LOGITS.tolist(), "labels": [0, 1]}))
        else:
            path.write_text("a,b,c\n2.0,-inf,0.5\n0.5,3.0,-inf\n")
        assert np.array_equal(read_file(path).outputs, LOGITS)

    def test_in_a_session(self):
        entry = Entry.of(np.eye(3)[[0, 1]], LOGITS)
        assert np.array_equal(read_session(session_text(entry, Focus())).entry.table("outputs"), LOGITS)

    @pytest.mark.parametrize("text", ["tensor([[2.0, inf]])", "labels = [[-inf, 1.0]]\nlogits = [[1.0, 2.0]]"])
    def test_no_other_infinity_is_read(self, text):
        with pytest.raises(DataError):
            print(read_pasted(text).imported.labels)


@pytest.mark.parametrize("lock", [b"\xff\xfe\x00\x80", b"[" * 100_000, b"\x00" * 50, b"null", b'{"original": 3}'])
def test_a_lock_file_that_is_damaged_keeps_nothing_from_starting(tmp_path, lock):
    (tmp_path / "1-a.lock").write_bytes(lock)
    (tmp_path / "1-a.xent").write_text(session_text(Entry.of([[1, 0]], [[0.5, 2]]), Focus()))
    (work,) = left_over(tmp_path)
    assert work.original is None
    assert work.open().entry.rows == 1


def test_wide_rows_of_zeros_are_no_probabilities(tmp_path):
    np.savez(tmp_path / "a.npz", outputs=np.zeros((3, 256)), labels=[0, 1, 2])
    assert read_file(tmp_path / "a.npz").outputs_are == "logits"


def test_the_name_of_an_array_beats_the_name_of_its_file(tmp_path):
    np.savez(tmp_path / "probs_from_logits.npz", probs=[[0.25, 0.75], [0.5, 0.5]], labels=[0, 1])
    assert read_file(tmp_path / "probs_from_logits.npz").outputs_are == "probabilities"
    np.savez(tmp_path / "probs.npz", logits=[[0.25, 0.75], [0.5, 0.5]], labels=[0, 1])
    assert read_file(tmp_path / "probs.npz").outputs_are == "logits"


def test_arrays_of_more_dimensions_in_a_file_are_rows_with_their_shape(tmp_path):
    rng = np.random.default_rng(3)
    logits, labels = rng.normal(size=(2, 3, 4)), np.array([[0, 1, -100], [3, 2, 1]])
    np.savez(tmp_path / "a.npz", logits=logits, labels=labels, attention=np.ones((2, 2, 3, 3)))
    found = read_file(tmp_path / "a.npz")
    assert np.array_equal(found.outputs, logits.reshape(6, 4))
    assert found.class_indices.tolist() == [0, 1, -100, 3, 2, 1]
    assert found.leading == (2, 3)
    assert any('"attention" has 4 dimensions' in reason for reason in found.reasons)
