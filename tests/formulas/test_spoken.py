"""A formula in words."""

import pytest

from xentgui.formulas import reading


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"-\frac{1}{n}\sum_x\sum_{j} \textcolor{labels}{y_j}\,\ln a_j", "− 1/n sum over x sum over j y_j ln a_j"),
        (r"\ln\left(\frac{e^{f_k}}{\sum_j e^{f_j}}\right)", "ln (e^f_k/(sum over j e^f_j))"),
        (r"1 \cdot \mathrm{ln} 0.6590 = 0.4170", "1 · ln 0.6590 = 0.4170"),
        (r"\frac{", "/"),
        ("}{", ""),
    ],
)
def test_a_formula_in_words(tex, text):
    assert reading(tex) == text
