"""Wide tables that MATLAB and Octave print in blocks of columns are one table again."""

import numpy as np
import pytest

from xentgui.files.pasted import read_pasted
from xentgui.files.segments import joined

Y = """y =

  Columns 1 through 3

    0.7000    0.1000    0.2000
    0.2000    0.8000    0.3000

  Columns 4 and 5

    0.5000    0.4000
    0.1000    0.9000
"""
TABLE = np.array([[0.7, 0.1, 0.2, 0.5, 0.4], [0.2, 0.8, 0.3, 0.1, 0.9]])


@pytest.mark.parametrize("text", [Y, Y.replace("Columns 4 and 5", " Columns 4 through 5:")])
def test_blocks_of_columns_are_side_by_side(text):
    assert np.array_equal(read_pasted(text).cells, TABLE)


def test_two_tables_stay_two_and_what_follows_stays():
    both = joined(f"{Y}\n{Y.replace('y =', 't =')}\nperf = 0.5\n")
    assert both.count("0.5000    0.4000") == 2
    assert "0.7000    0.1000    0.2000     0.5000    0.4000" in both
    assert both.rstrip().endswith("perf = 0.5")


def test_a_single_column_at_the_end():
    assert np.array_equal(
        read_pasted("  Columns 1 through 2\n\n 1 2\n 3 4\n\n  Column 3\n\n 5\n 6\n").cells, [[1, 2, 5], [3, 4, 6]]
    )


@pytest.mark.parametrize("text", ["", "1 2\n3 4", "Columns\n1 2"])
def test_other_text_stays_as_it_is(text):
    assert joined(text) == text
