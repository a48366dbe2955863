"""A first line 0, 1, 2 that is names or numbers, and 1,234 that is 1.234 or 1234: one is read, the other offered."""

import numpy as np
import pytest
from files.examples import written

from xentgui.files.open_file import read_file, read_files
from xentgui.files.pasted import read_pasted
from xentgui.files.pieces import pieces_of
from xentgui.files.separated import RaggedError
from xentgui.losses.batch import DataError

BOTH = [[0, 1, 2, 3, 4], [1.5, -2, 0, 1, 1]]
ROW, HEADER = "the first line, {}, is read as numbers", "the first line, {}, is read as a header"
READ = {  # what is read, what else it may be, and how the line says so
    "probs\n0 1\n0.5 0.5": ([[0, 1], [0.5, 0.5]], [[0.5, 0.5]], ROW.format("0 1")),
    "0,1\n0.5,0.5": ([[0, 1], [0.5, 0.5]], [[0.5, 0.5]], ROW.format("0 1")),
    "0\t1\n0.25\t0.75\n1\t0": ([[0, 1], [0.25, 0.75], [1, 0]], [[0.25, 0.75], [1, 0]], ROW.format("0 1")),
    "0,1\n0.25,0.75\n0.5,0.5": ([[0.25, 0.75], [0.5, 0.5]], [[0, 1], [0.25, 0.75], [0.5, 0.5]], HEADER.format("0 1")),
    "0\n1.5\n-2": ([[0], [1.5], [-2]], [[1.5], [-2]], "the first line, 0, is read as a number"),
    "0 1 2\n1.5 -2 0": ([[0, 1, 2], [1.5, -2, 0]], [[1.5, -2, 0]], ROW.format("0 1 2")),
    "0,1,2\n1.5,-2,0": ([[1.5, -2, 0]], [[0, 1, 2], [1.5, -2, 0]], HEADER.format("0 1 2")),
    "0,1,2,3,4\n1.5,-2,0,1,1": (BOTH[1:], BOTH, HEADER.format("0 1 2 3 …")),
    "2,5\n-0,3": ([[2, 5], [0, 3]], [[2.5], [-0.3]], "2,5 is read as 2 and 5"),
    "1,234\t2,500\n3,111\t4": ([[1.234, 2.5], [3.111, 4]], [[1234, 2500], [3111, 4]], "1,234 is read as 1.234"),
}  # fmt: skip


@pytest.mark.parametrize("pasted", [True, False])
@pytest.mark.parametrize("text", READ, ids=repr)
def test_one_reading_is_taken_and_the_other_is_offered_and_said(text, pasted, tmp_path):
    found = read_pasted(text).imported if pasted else written(tmp_path, text.removeprefix("probs\n"))
    now, other, why = READ[text]
    (offer,) = found.offers
    assert found.outputs.tolist() == now
    assert offer.read().outputs.tolist() == other
    assert offer.why == why
    assert why in found.doubts
    assert f"it may also be read as {offer.words}" in found.doubts
    assert not found.ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "    0    1\n0  0.5  0.5\n1  0.2  0.8",
        "0,1,label\n0.2,0.8,1\n0.5,0.5,0",
        "# 0 1\n0.5 0.5\n0.25 0.75",
        "0 1\n1 0\n0 1",
        "1,5\t2,345\n3,111\t4",
        "0,125\t2,345\n3,111\t4",
        "0,1\n1,0",
        "2,-5\n3,1",
    ],
)
def test_nothing_is_in_doubt_where_something_tells(text):
    assert not read_pasted(text).imported.offers


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run.csv", "a,b,label\n1e-400,1,0\n2,1e-3,1\n"),
        ("run.json", '{"logits": [[1e-400, 1], [2, 1e-3]], "labels": [0, 1]}'),
        ("run.jsonl", '{"logits": [1e-400, 1], "label": 0}\n{"logits": [2, 1e-3], "label": 1}\n'),
        ("run.txt", "logits = [[1e-400, 1], [2, 1e-3]]\nlabels = [0, 1]\n"),
    ],
)
def test_of_a_number_in_a_file_that_becomes_0_it_is_said_once(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    found, said = read_file(tmp_path / name), "1e-400 is smaller than every number here, and becomes 0"
    assert found.outputs.tolist() == [[0, 1], [2, 1e-3]]
    assert found.doubts == (said,)
    assert found.reasons.count(said) == 1


@pytest.mark.parametrize(("text", "wanted"), [("0,5", 0.5), ("-1,5", -1.5), ("0,1", None)])
def test_a_cell_with_a_comma_is_the_number_that_typing_it_gives(text, wanted):
    cells = read_pasted(text).cells
    assert cells.tolist() == ([[0, 1]] if wanted is None else [[wanted]])


def test_a_printed_frame_of_whole_numbers_has_a_header():
    found = read_pasted("   0  1  2\n0  0  1  0\n1  1  0  0").imported
    assert found.labels.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert not found.offers


@pytest.mark.parametrize("no", ["0", "False"])
def test_dummies_that_pandas_writes_are_labels_below_their_names(no, tmp_path):
    found = written(tmp_path, f"0,1,2\n1,{no},{no}\n{no},1,{no}\n")
    assert found.labels.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert found.offers[0].read().outputs[0].tolist() == [0, 1, 2]


def test_a_comment_is_a_header_or_nothing_but_never_a_row():
    assert read_pasted("# 2 2\n0.1 0.2\n0.3 0.4").imported.outputs.tolist() == [[0.1, 0.2], [0.3, 0.4]]


def test_of_two_readings_the_one_that_fits_the_other_table_is_taken(tmp_path):
    found = read_pasted("0,1,2\n1.5,0.2,-0.3\n\n1,0,0\n0,1,0").imported
    assert found.outputs.tolist() == [[0, 1, 2], [1.5, 0.2, -0.3]]
    assert not found.offers
    (tmp_path / "logits.csv").write_text("0,1,2\n1.5,0.2,-0.3\n0.5,1.5,2.5\n")
    (tmp_path / "labels.csv").write_text("0\n2\n1\n")
    found = read_files([tmp_path / "logits.csv", tmp_path / "labels.csv"])
    assert found.outputs.tolist() == [[1.5, 0.2, -0.3], [0.5, 1.5, 2.5]]
    assert found.class_indices.tolist() == [2, 1]


@pytest.mark.parametrize("text", ["0 1\n0.5 0.5 0.2", "0.1 0.2\n0.3 0.4 0.5", "1,2\n3,4,5"])
def test_a_shorter_first_line_of_numbers_is_no_header(text):
    with pytest.raises(RaggedError, match=r"line 2: 3 cells where the other line has 2"):
        read_pasted(text)


def test_a_word_between_two_blocks_names_the_second():
    found = read_pasted("probs\n0 1\n0.5 0.5\nlabels\n1 0\n0 1").imported
    assert found.outputs.tolist() == [[0, 1], [0.5, 0.5]]
    assert found.labels.tolist() == [[1, 0], [0, 1]]


def test_in_a_large_file_the_other_reading_holds_every_row(tmp_path):
    rows = np.random.default_rng(1).normal(size=(400, 3)).round(3) + 0.0005
    text = "0,1,2\n" + "\n".join(",".join(map(str, row)) for row in rows.tolist())
    (tmp_path / "a.csv").write_text(text)
    found = read_file(tmp_path / "a.csv")
    assert found.outputs.shape == (400, 3)
    assert found.offers[0].read().outputs.tolist() == [[0, 1, 2], *found.outputs.tolist()]


def test_of_a_file_in_pieces_only_the_first_is_in_doubt(tmp_path, monkeypatch):
    monkeypatch.setattr("xentgui.files.pieces.LARGE", 0)
    monkeypatch.setattr("xentgui.files.pieces.TEXT", 4000)
    (tmp_path / "a.csv").write_text("0,1,2\n" + "0.125,0.5,0.375\n" * 900)
    first, *others = pieces_of({"a": tmp_path / "a.csv"})
    assert all(column.counted for column in first)
    assert not any(column.counted for piece in others for column in piece)


def test_a_reading_that_cannot_be_is_not_offered(tmp_path):
    with pytest.raises(DataError):
        read_pasted("0 1\n0.5 x")
    assert not read_pasted("logits\n0 1 2\n1.5 0 1\n\nlabels\n0\n1").imported.offers, "there are two labels"
