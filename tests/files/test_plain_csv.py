"""CSV of plain numbers is read in one go; what comes out is what the reader of all other CSV makes of the same text."""

import importlib.util
import io
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xentgui.files.columns import columns_of
from xentgui.files.open_file import read_file
from xentgui.files.separated import MOST_CELLS, split
from xentgui.files.texts import read_plain
from xentgui.losses.batch import DataError

ROWS = 320  # enough to be read in one go
PLAIN = "0 1 2 -3 0.5 -1.25e-3 1e5 4. .5 1E+2 17.250000000000001 -0.0"
ODD = 'nan -inf cat 1-2 1e 0x1F 1_000 1e400 12345678901234567890123 "1" e'
CELLS = st.sampled_from(PLAIN.split())
OTHERS = st.sampled_from(["", "1 2", "# no", *ODD.split()])
HEADERS = st.sampled_from(["a,b,label", "0,1,2", "logit_0,logit_1,y", "# p q label", ",b,c", "title\na,b,label", ""])


@pytest.fixture(params=["pyarrow", "numpy"])
def library(request, monkeypatch):
    if request.param == "pyarrow":
        pytest.importorskip("pyarrow")
    else:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return request.param


def text_of(header, rows, separator=",", end="\n"):
    lines = [*([header.replace(",", separator)] if header else []), *(separator.join(row) for row in rows)]
    return end.join([*lines, ""])


@pytest.mark.parametrize("row", [0, ROWS - 1])
def test_of_a_number_that_becomes_0_it_is_said(row, tmp_path, library):
    rows = [["0.5", "-1e-30", str(k % 2)] for k in range(ROWS)]
    rows[row][0] = "-1.5e-400"
    (tmp_path / "run.csv").write_text(text_of("a,b,label", rows))
    assert read_plain(tmp_path / "run.csv") is not None
    said = [reason for reason in read_file(tmp_path / "run.csv").reasons if "becomes 0" in reason]
    assert said == ["-1.5e-400 is smaller than every number here, and becomes 0"]


def told(columns):
    return [(c.name, c.numbers.tolist(), c.whole, c.place, list(c.lines)) for c in columns]


def written(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.encode())
    return path


class TestBothRoadsAgree:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        header=HEADERS,
        rows=st.lists(st.tuples(CELLS, CELLS, st.sampled_from("012")), min_size=1, max_size=6),
        late=st.lists(st.tuples(CELLS, CELLS, st.one_of(CELLS, OTHERS)), max_size=2),
        separator=st.sampled_from([",", ";", "\t", " ", ", "]),
        end=st.sampled_from(["\n", "\r\n"]),
    )
    def test_on_drawn_files(self, library, tmp_path_factory, header, rows, late, separator, end):
        text = text_of(header, [*rows * ROWS, *late], separator, end)
        quick = read_plain(written(tmp_path_factory, text))
        if quick is not None:
            assert told(quick.columns) == told(columns_of(split(text.replace("\r\n", "\n"))))

    @pytest.mark.parametrize("header", ["a,b,label", "title\na,b,label", "0,1,2"])
    @pytest.mark.parametrize("separator", [",", ";", "\t", ", "])
    def test_plain_files_take_the_quick_one(self, library, tmp_path_factory, header, separator):
        rows = [(f"{k / 7:.17g}", f"-{k}e-2", f"{k % 3}") for k in range(ROWS)]
        assert read_plain(written(tmp_path_factory, text_of(header, rows, separator))) is not None

    @pytest.mark.parametrize("odd", ["cat", "nan", "0x1F", "1e400", "", "1,2", "1\n"])
    def test_what_is_odd_is_left_to_the_other(self, library, tmp_path_factory, odd):
        rows = [("0.5", "1.5", "1")] * ROWS + [("0.5", "1.5", odd)]
        assert read_plain(written(tmp_path_factory, text_of("a,b,label", rows))) is None

    def test_fractions_may_come_late(self, library, tmp_path_factory):
        rows = [("0.5", "1", "1")] * ROWS + [("0.5", "1.5", "1")]
        whole = [column.whole for column in read_plain(written(tmp_path_factory, text_of("a,w,label", rows))).columns]
        assert whole == [False, False, True]


@pytest.mark.parametrize("odd", ["1", "x"])
def test_too_many_cells_are_refused_by_their_count(tmp_path, odd):
    row = ",".join(odd * 1000) + "\n"
    (tmp_path / "a.csv").write_text(row * (MOST_CELLS // 1000 + 1))
    with pytest.raises(DataError, match=r"there are 12,001,000 cells, more than the 12,000,000"):
        read_file(tmp_path / "a.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")
def test_outputs_are_not_copied_out_of_the_file_s_table(tmp_path):
    table = np.column_stack([np.linspace(-3, 3, 4000).reshape(-1, 2), np.arange(2000) % 2])
    text = io.StringIO()
    np.savetxt(text, table, delimiter=",", fmt="%.17g", header="logit_0,logit_1,label", comments="")
    (tmp_path / "a.csv").write_text(text.getvalue())
    found = read_file(tmp_path / "a.csv")
    assert np.shares_memory(found.outputs, found.columns[0].numbers)
    assert found.class_indices.tolist() == table[:, 2].tolist()
