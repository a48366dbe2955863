"""Files that mean harm, or are not what they say: refused with the reason and what to do, or read for what they are."""

import contextlib
import json
import os
import struct
import sys
import threading
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from files.examples import NEEDS, opened
from files.malformed import npy_header, npy_of, safetensors_of, zip_of

from xentgui.files.open_file import MOST_TABLES, UnclearError, read_file, read_files
from xentgui.files.separated import MOST_LINES
from xentgui.files.session import open_session
from xentgui.losses.batch import DataError

NAMESPACE = "http://schemas.openxmlformats.org"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook_of(rows, before=""):
    """A workbook with one sheet whose XML is given."""
    relation = f'{NAMESPACE}/officeDocument/2006/relationships"'.replace('"', "")
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{NAMESPACE}/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{relation}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0"?>{before}<worksheet xmlns="{NAMESPACE}/spreadsheetml/2006/main">'
            f"<sheetData>{rows}</sheetData></worksheet>"
        ),
    }
    return zip_of(parts)


def cell(text):
    return f'<row r="1"><c t="inlineStr"><is><t>{text}</t></is></c><c><v>2</v></c></row>'


LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


def locked(data):
    """An archive whose members say that they are encrypted."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[changed.find(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def boasting(data):
    """An archive that says that its member is 2 GiB unpacked."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, changed.find(b"PK\x01\x02") + 24, 2**31)
    return bytes(changed)


LOGITS = zip_of({"logits.npy": npy_of(np.ones((100, 10)))})
FILES = {
    "entity.xlsx": (
        workbook_of(cell("&e;"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
        "damaged",
    ),
    "laughs.xlsx": (workbook_of(cell("&j;"), f'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{LAUGHS}]>'), "damaged"),
    "far_cell.xlsx": (
        workbook_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'),
        "the sheet is too large.*row 1,048,576.*save it as CSV",
    ),
    "far_row.xlsx": (workbook_of('<row r="999999999"><c r="A999999999"><v>2</v></c></row>'), "the sheet is too large"),
    "row_below_0.xlsx": (workbook_of('<row r="-5"><c r="A-5"><v>1</v></c></row>'), "damaged"),
    "no_such_string.xlsx": (workbook_of('<row r="1"><c t="s"><v>99999</v></c></row>'), "damaged"),
    "error_value.xlsx": (
        workbook_of('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c></row>'),
        'line 1, column 2: "#DIV/0!" is not a number',
    ),
    "error_without_address.xlsx": (
        workbook_of('<row r="1"><c><v>1</v></c><c t="e"><v>#DIV/0!</v></c></row>'),
        'sheet "S": #DIV/0! is not a number',
    ),
    "locked.npz": (locked(LOGITS), "locked with a password"),
    "boasting.npz": (boasting(LOGITS), "unpacked it would hold 2,048 MiB"),
    "nested.npz": (zip_of({"inner.npz": LOGITS}), "no arrays in it"),
    "model.keras": (zip_of({"config.json": "{}", "model.weights.h5": "x"}), r"model\.predict\(x\)"),
    "table.ods": (zip_of({"content.xml": "<x/>"}), "damaged"),
    "lies_and_0.npy": (npy_header((10**9, 0)) + bytes(80), "nothing in it"),
    "no_bytes.npy": (npy_header((2**40,), "'|S0'") + bytes(8), "damaged"),
    "long_text.npy": (npy_header((3,), "'<U400000000'") + bytes(80), "promises 3 numbers"),
    "long_shape.npy": (npy_header("(10, " * 30 + "1" + ")" * 30) + bytes(80), "damaged"),
    "big_shape.npy": (
        npy_header((10**30, 1)) + bytes(80),
        "promises 1,000,000,000,000,000,000,000,000,000,000 numbers",
    ),
    "no_characters.npy": (npy_header((2,), "'<U2'") + b"\xff" * 16, "no character.*save it again"),
    "part_shape.npy": (npy_header((2.0,)) + bytes(80), "damaged"),
    "part_dtype.npy": (npy_header((2,), "('<f8', (1000,))") + bytes(16000), "damaged"),
    "long_double.npy": (npy_of(np.array([np.longdouble("1e4000"), 1])), "row 1: inf is not a number"),
    "records_in_records.npy": (
        npy_of(np.array([((1, 2.0), 3)], dtype=[("a", [("x", "i4"), ("y", "f8")]), ("b", "f8")])),
        "save them as float64",
    ),
    "objects_in_records.npy": (
        npy_of(np.array([(1, "x")], dtype=[("a", "i4"), ("b", "O")]), allow_pickle=True),
        "can run any program",
    ),
    "largest.npy": (npy_of(np.array([2**64 - 1, 1], dtype=np.uint64)), "there is no class 1.84467e.19 among 262144"),
    "header_of_2_to_60.safetensors": (struct.pack("<Q", 2**60) + b"{}", "damaged"),
    "below_0.safetensors": (
        safetensors_of({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, bytes(4)),
        "damaged",
    ),
    "deep.safetensors": (safetensors_of(b"[" * 100_000), "damaged"),
    "empty.safetensors": (safetensors_of({}), "no tensors"),
    "nan.safetensors": (
        safetensors_of({"a": {"dtype": "BF16", "shape": [2, 1], "data_offsets": [0, 4]}}, b"\0\0\xc0\x7f"),
        "a, row 2, column 1: nan is not a number",
    ),
    "deep.json": (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
    "deep_enough.json": (b"[" * 900 + b"1" + b"]" * 900, "nested too deep|more than two dimensions"),
    "deep_names.json": (b'{"a":' * 900 + b"1" + b"}" * 900, "nested too deep"),
    "infinity.json": (b'{"logits": [[Infinity, 1]]}', "Infinity is not a number"),
    "huge.json": (b'{"logits": [[' + b"9" * 400 + b', 1]], "labels": [0]}', "logits, row 1, column 1: .* too large"),
    "huger.json": (b"[[1e400, 1.5]]", "row 1, column 1"),
    "records_and_numbers.json": (b'[{"a": 1}, 2]', "item 2 is no record"),
    "lists_among_numbers.json": (b'{"a":1,"b":2}\n{"a":[1],"b":2}\n', r"row 2, column 1 \(a\)"),
    "many_tables.json": (
        json.dumps({f"k{i}": [[1.5, 2.5]] for i in range(MOST_TABLES + 1)}).encode(),
        "1,001 tables",
    ),
    "other_labels.json": (b'[[{"label":"a","score":0.5}],[{"label":"b","score":0.5}]]', 'record 2: "a" is not in all'),
    "nul.csv": (b"a,b\n1,\x002\n", "not a text"),
    "bell.csv": (b"a,b\n1,\x072\n", "not a text"),
    "one_number.csv": (b"1" * 5_000_000, 'line 1, column 1: "1111.*too long for a number'),
    "one_row.csv": (b"1," * 2_000_000, "2,000,001 columns"),
    "one_quote.csv": (b'"' + b"1," * 2_000_000, "quotes do not pair up"),
    "many_lines.csv": (b"\n" * (MOST_LINES + 1), "3,000,001 lines"),
    "many_lines.txt": (b"1\n" * (MOST_LINES + 1), "3,000,001 lines"),
    "web.csv": (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "a web page"),
    "web.xls": (b"\n<html><table><tr><td>1</td></tr></table></html>", "a web page"),
    "xml.csv": (b'<?xml version="1.0"?><a>1</a>', "it is XML"),
    "results.mat": (b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(100), "writematrix"),
    "letter.csv": (b"{\\rtf1 1,2}", "copy the numbers"),
    "program.csv": (b"\x7fELF" + bytes(200), "not a text"),
    "old_pickle.csv": (b"cos\nsystem\n(S'touch executed'\ntR.", "can run any program"),
    "empty_label.csv": (
        b"a,b,label\n0.5,0.5,a\n0.25,0.75,b\n0.375,0.625,\n",
        "line 4, column 3 .label.: this cell is empty",
    ),
    "number.txt": (b"loss: 0.4591", "the number 0.4591 and no table"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_with_the_reason(name, tmp_path, monkeypatch):
    if (suffix := Path(name).suffix) in NEEDS:
        pytest.importorskip(NEEDS[suffix])
    monkeypatch.chdir(tmp_path)
    data, told = FILES[name]
    (tmp_path / name).write_bytes(data)
    started = time.monotonic()
    with pytest.raises(DataError, match=told) as refused:
        read_file(tmp_path / name)
    assert refused.value.reason.startswith(f"{name}: ")
    assert len(refused.value.reason) < 500
    assert time.monotonic() - started < 30
    assert [path.name for path in tmp_path.iterdir()] == [name], "a file was executed"


ROW = [[1.5, 2.0], [0.5, -3.0]]
READ = {
    "big_endian.npy": npy_of(np.array(ROW, dtype=">f4")),
    "fortran.npy": npy_of(np.asfortranarray(ROW)),
    "halves.npy": npy_of(np.array(ROW, dtype=np.float16)),
    "texts.npy": npy_of(np.array(ROW).astype(str)),
    "records.npy": npy_of(np.array(list(map(tuple, ROW)), dtype=[("é", "f8"), ("b", "f8")])),
    "lzma.npz": zip_of({"logits.npy": npy_of(np.array(ROW))}, zipfile.ZIP_LZMA),
    "paths.npz": zip_of({"../../etc/logits.npy": npy_of(np.array(ROW))}),
    "more.npz": zip_of({"logits.npy": npy_of(np.array(ROW)), "attentions.npy": npy_of(np.ones((2, 2, 2)))}),
    "array.csv": npy_of(np.array(ROW)),
    "utf32.csv": "a,b\n1.5,2\n0.5,-3\n".encode("utf-32"),
    "mark.json": b"\xef\xbb\xbf[[1.5, 2], [0.5, -3]]",
    "json.csv": b'{"logits": [[1.5, 2], [0.5, -3]]}',
    "json.log": b'[{"a": 1.5, "b": 2}, {"a": 0.5, "b": -3}]',
    "twice.json": b'{"logits": [[9, 9]], "logits": [[1.5, 2], [0.5, -3]]}',
    "same_names.csv": b"a,a\n1.5,2\n0.5,-3\n",
    "no_names.csv": b",\n1.5,2\n0.5,-3\n",
    "control.json": b'{"a\\u0000": [1.5, 0.5], "b\\ud800": [2, -3]}',
    "form_feed.csv": b"a,b\n1.5,2\n\x0c0.5,-3\n",
    "matlab.csv": b"matlab model,other model\n1.5,2\n0.5,-3\n",
    "minus.csv": "a,b\n1.5,2\n0.5,−3\n".encode(),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_for_what_it_is(name, tmp_path):
    (tmp_path / name).write_bytes(READ[name])
    found = read_file(tmp_path / name)
    assert found.outputs.tolist() == ROW
    assert found.labels is None
    for text in found.class_names:
        assert text.encode().decode().isprintable()


def test_what_is_left_out_beside_tables_is_told(tmp_path):
    (tmp_path / "more.npz").write_bytes(READ["more.npz"])
    assert any(
        '"attentions" has 3 dimensions: it is left out' in reason for reason in read_file(tmp_path / "more.npz").reasons
    )


def test_a_packed_workbook_of_many_cells_is_refused_by_their_count(tmp_path):
    pytest.importorskip("python_calamine")
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    (tmp_path / "bomb.xlsx").write_bytes(workbook_of(row * 2_000))
    assert (tmp_path / "bomb.xlsx").stat().st_size < 100_000
    with pytest.raises(DataError, match=r"too large \(2,000,000 cells; 1,500,000 cells"):
        read_file(tmp_path / "bomb.xlsx")


def test_a_workbook_that_unpacks_to_hundreds_of_mebibytes_is_not_unpacked(tmp_path):
    pytest.importorskip("python_calamine")
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    (tmp_path / "bomb.xlsx").write_bytes(workbook_of(row * 18_000))
    assert (tmp_path / "bomb.xlsx").stat().st_size < 4 * 2**20
    with pytest.raises(DataError, match=r"unpacked it would hold 258 MiB, and 128 MiB are read at most"):
        read_file(tmp_path / "bomb.xlsx")


def denied(*_, **__):
    raise PermissionError(13, "Permission denied")


class TestWhatIsNoFile:
    def refused(self, path, told):
        started = time.monotonic()
        with pytest.raises(DataError, match=told):
            read_file(path)
        assert time.monotonic() - started < 5

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of Unix")
    def test_a_pipe_that_nobody_writes_to_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.csv")
        self.refused(tmp_path / "pipe.csv", "choose a file")
        os.mkfifo(tmp_path / "pipe.xent")
        with pytest.raises(DataError, match=r"cannot be read \(it is no file\)"):
            open_session(tmp_path / "pipe.xent")

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
    def test_a_device_without_an_end_is_not_read(self):
        self.refused("/dev/zero", "choose a file")

    def test_a_link_to_nothing_and_to_itself(self, tmp_path):
        for name, target in (("nothing.csv", tmp_path / "gone.csv"), ("itself.csv", tmp_path / "itself.csv")):
            try:
                (tmp_path / name).symlink_to(target)
            except OSError:
                pytest.skip("links need a right here")
            self.refused(tmp_path / name, "cannot be read")

    def test_a_file_that_may_not_be_read(self, tmp_path, monkeypatch):
        (tmp_path / "a.csv").write_text("1.5,2\n")
        (tmp_path / "a.csv").chmod(0)
        if os.access(tmp_path / "a.csv", os.R_OK):  # as root everything may be read
            monkeypatch.setattr(Path, "open", denied)
        self.refused(tmp_path / "a.csv", r"cannot be read \(Permission denied\): choose a file that may be read")

    @pytest.mark.parametrize("name", ["a.csv", "a.json", "a.npy", "a.npz", "a.txt"])
    def test_a_file_that_goes_away_while_it_is_read(self, tmp_path, monkeypatch, name):
        np.savez(tmp_path / "real.npz", logits=np.eye(2))
        (tmp_path / name).write_bytes((tmp_path / "real.npz").read_bytes() if name.endswith("npz") else b"1.5,2\n")
        for reader in ("read_bytes", "open"):
            first = getattr(Path, reader)

            def gone(path, *args, first=first, **kwargs):
                found = first(path, *args, **kwargs)
                if path.name == name and path.exists():
                    path.unlink()
                return found

            monkeypatch.setattr(Path, reader, gone)
        self.refused(tmp_path / name, "cannot be read|damaged")

    def test_a_file_that_grows_while_it_is_read(self, tmp_path):
        path = tmp_path / "log.csv"
        path.write_text("a,b\n1.5,2.5\n")

        def write():
            for _ in range(3000):
                with path.open("a") as file:
                    file.write("1.5,2.5\n")

        writer = threading.Thread(target=write)
        writer.start()
        while writer.is_alive():
            with contextlib.suppress(DataError):  # a line that is half written yet
                assert set(read_file(path).outputs[:-1].ravel()) <= {1.5, 2.5}
        writer.join()
        assert len(read_file(path).outputs) == 3001

    @pytest.mark.skipif(sys.platform == "win32", reason="such names are of Unix")
    @pytest.mark.parametrize("name", [b"two\nlines.csv", b"not\xffutf8.csv", b"\x1b[31mred.csv", b" .csv", b"-rf.csv"])
    def test_names_of_every_kind(self, tmp_path, name):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        try:
            path.write_text("1.5,2\n0.5,-3\n")
        except OSError:
            pytest.skip("the file system has no such names")
        assert read_file(path).outputs.tolist() == ROW
        path.write_text("x,y\n1.5\n")
        with pytest.raises(DataError) as refused:
            read_file(path)
        assert refused.value.reason.encode().decode().isprintable(), "a sentence can be shown in one line"


class TestSeveralFiles:
    def test_labels_and_outputs_in_any_order(self, tmp_path):
        np.save(tmp_path / "test_preds.npy", ROW)
        (tmp_path / "test_labels.csv").write_text("1\n0\n")
        for paths in (("test_preds.npy", "test_labels.csv"), ("test_labels.csv", "test_preds.npy")):
            found = read_files([tmp_path / name for name in paths])
            assert found.labels.tolist() == [[0, 1], [1, 0]]
            assert found.outputs.tolist() == ROW
            assert not found.ambiguous

    def test_files_without_telling_names(self, tmp_path):
        np.save(tmp_path / "a.npy", ROW)
        np.save(tmp_path / "b.npy", [1, 0])
        found = read_files([tmp_path / "b.npy", tmp_path / "a.npy"])
        assert found.labels.tolist() == [[0, 1], [1, 0]]
        assert found.outputs.tolist() == ROW

    def test_a_part_of_a_name_tells_and_the_axes_are_read_together(self, tmp_path):
        random = np.random.default_rng(3)
        logits, labels = random.normal(size=(2, 3, 4, 4)), random.integers(0, 3, (2, 4, 4))
        np.save(tmp_path / "seg_logits.npy", logits)
        np.save(tmp_path / "seg_labels.npy", labels)
        for names in (("seg_logits.npy", "seg_labels.npy"), ("seg_labels.npy", "seg_logits.npy")):
            found = read_files([tmp_path / name for name in names])
            assert found.leading == (2, 4, 4)
            assert found.class_indices.tolist() == labels.ravel().tolist()
            assert found.outputs.tolist() == np.moveaxis(logits, 1, -1).reshape(-1, 3).tolist()
            assert not found.ambiguous

    def test_a_part_of_two_names_tells_nothing(self, tmp_path):
        np.savez(tmp_path / "a.npz", student_logits=ROW, teacher_logits=ROW, labels=[1, 0], num_labels=2)
        found = read_file(tmp_path / "a.npz")
        assert found.outputs.tolist() == ROW
        assert found.ambiguous

    def test_the_one_that_cannot_be_read_is_named(self, tmp_path):
        np.save(tmp_path / "a.npy", ROW)
        (tmp_path / "b.csv").write_text("1\nx\n2\n3\n")
        with pytest.raises(DataError, match=r"^b\.csv: line 2, column 1"):
            read_files([tmp_path / "a.npy", tmp_path / "b.csv"])

    def test_files_that_do_not_fit_together_are_unclear(self, tmp_path):
        np.save(tmp_path / "logits.npy", ROW)
        np.save(tmp_path / "labels.npy", [1, 0, 1])
        with pytest.raises(UnclearError, match="labels: 3 rows, outputs: 2 rows"):
            read_files([tmp_path / "logits.npy", tmp_path / "labels.npy"])


def test_an_unclear_file_keeps_its_columns(tmp_path):
    (tmp_path / "a.csv").write_text("label,cat,dog\n7,0.5,0.5\n0,0.25,0.75\n")
    with pytest.raises(UnclearError) as refused:
        read_file(tmp_path / "a.csv")
    unclear = refused.value.imported
    assert unclear.ambiguous
    assert unclear.labels is unclear.outputs is None
    assert unclear.problem == "line 2, column 1 (label): there is no class 7 among 2: class numbers run from 0 to 1"
    assert unclear.with_roles(("nothing", "outputs", "outputs")).outputs.tolist() == [[0.5, 0.5], [0.25, 0.75]]


class TestLargeFiles:
    """Time and memory of what people have."""

    def measured(self, path):
        tracemalloc.start()
        found = read_file(path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found, most

    def test_a_hundred_thousand_rows_of_text(self, tmp_path):
        rows = [",".join([f"{0.5 + k % 7:.6f}"] * 10) + f",{k % 10}" for k in range(100_000)]
        (tmp_path / "a.csv").write_text("\n".join(rows))
        found, most = self.measured(tmp_path / "a.csv")
        assert found.outputs.shape == found.labels.shape == (100_000, 10)
        assert most < 400 * 2**20

    def test_a_thousand_columns(self, tmp_path):
        names = ",".join(f"class_{k}" for k in range(1000))
        rows = np.random.default_rng(0).dirichlet(np.ones(1000), 50)
        np.savetxt(tmp_path / "a.csv", rows, delimiter=",", header=f"{names}", comments="")
        found = read_file(tmp_path / "a.csv")
        assert found.outputs.shape == (50, 1000)
        assert found.outputs_are == "probabilities"
        assert not found.ambiguous

    def test_a_million_rows_of_an_array_take_little_more_than_themselves(self, tmp_path):
        np.savez(
            tmp_path / "a.npz", logits=np.ones((1_000_000, 10), dtype=np.float32) * 2, labels=np.arange(1_000_000) % 10
        )
        found, most = self.measured(tmp_path / "a.npz")
        assert found.outputs.shape == found.labels.shape == (1_000_000, 10)
        assert most < 6 * 80 * 2**20


def test_the_examples_are_files_of_the_libraries():
    assert opened("torch_logits.npz").outputs.shape == (13, 3)
