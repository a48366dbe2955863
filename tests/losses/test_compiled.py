"""The compiled loops: their exp and log1p, and their digits beside numpy's."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from losses.reference import ulps
from losses.test_kernels import plain_cases, sizes
from strategies import draws

pytest.importorskip("numba", reason="without numba there is no compiled road")

from xentgui.losses import compiled, kernels
from xentgui.losses.tile import Tile

TWO_ROADS = 16 * 2.0**-52  # each is within 8 last digits


@given(st.floats(-700.0, 700.0) | st.floats(-1e-3, 1e-3))
def test_exp_is_within_two_last_digits(x):
    with mpmath.workdps(40):
        assert ulps(compiled.exp(x), mpmath.exp(mpmath.mpf(x))) <= 2


@given(st.floats(0.0, 1e300) | st.floats(0.0, 4.0) | st.floats(1e-300, 1e-3))
def test_log1p_is_within_two_last_digits(x):
    with mpmath.workdps(40 + 310):
        assert ulps(compiled.log1p(x), mpmath.log1p(mpmath.mpf(x))) <= 2


@settings(max_examples=draws(200))
@given(plain_cases())
def test_numpy_and_the_compiled_loops_give_the_same_digits(case):
    batch, definition = case
    setting, block = batch.under(definition), batch.blocks[0]
    answers = []
    for road in (kernels.IN_TABLES, compiled.ROAD):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernels, "road", road)
            slopes = np.empty(batch.shape)
            answers.append((kernels.plain(block, setting).both(1.0, slopes), slopes))
    (losses, slopes), (others, other_slopes) = answers
    assert (np.abs(losses - others) <= TWO_ROADS * losses).all()
    assert (np.abs(slopes - other_slopes) <= TWO_ROADS * sizes(Tile(block, setting))).all()


def test_the_road_is_taken_by_those_alone_who_ask_for_it():
    assert kernels.road is kernels.IN_TABLES
