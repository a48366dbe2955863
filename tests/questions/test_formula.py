"""The formula says every option that changes the number, and says it from the fields alone."""

import dataclasses
import math

import pytest
from latex2mathml.converter import convert

from xentgui.losses.definition import Definition
from xentgui.questions.formula import formula, formula_pieces, latex, plain, where
from xentgui.sources import definitions

VISIBLE = {
    "likelihood": "bernoulli",
    "one_class": True,
    "reduction": "sum",
    "normalise_by": "weights",
    "log_base": 2.0,
    "label_smoothing": 0.1,
    "class_weights": (1.0, 2.0, 4.0),
    "ignore_index": 1,
    "renormalise": "before-clip",
    "clip": 1e-7,
    "log_epsilon": 1e-7,
    "log_clamp": -100.0,
}


@pytest.mark.parametrize(("field", "value"), VISIBLE.items(), ids=VISIBLE.keys())
def test_each_option_of_softmax_changes_its_formula(field, value):
    assert formula(Definition(**{field: value})) != formula(Definition())


@pytest.mark.parametrize(
    ("field", "value"),
    [("pos_weight", 3.0), ("pos_weight", (1.0, 2.0)), ("over_outputs", "mean"), ("one_output", True), ("clip", 1e-7)],
)
def test_each_option_of_multi_sigmoid_changes_its_formula(field, value):
    nielsen = definitions["nielsen"]
    assert formula(dataclasses.replace(nielsen, **{field: value})) != formula(nielsen)


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("tensorflow-intro", r"-\frac{1}{n}\sum_{x}\sum_{j} y_j \ln a_j"),
        ("nielsen", r"-\frac{1}{n}\sum_{x}\sum_{j} [ y_j \ln a_j + (1 - y_j) \ln(1 - a_j) ]"),
        ("binary", r"-\frac{1}{n}\sum_{x} [ y \ln a + (1 - y) \ln(1 - a) ]"),
        ("cs231n", r"-\frac{1}{n}\sum_{x} \ln\left(\frac{e^{f_k}}{{\sum}_{j}\,e^{f_j}}\right)"),
        ("quadratic", r"\frac{1}{2n}\sum_{x}\sum_{j} (y_j - a_j)^2"),
    ],
)
def test_the_seeds_are_written_as_in_their_books(name, tex):
    assert formula(definitions[name]) == tex


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"log_base": 2}, r"y_j \log_{2} a_j"),
        ({"log_base": 10}, r"\log_{10}"),
        ({"clip": 1e-7}, r"\mathrm{clip}_{10^{-7}}(a_j)"),
        ({"clip": 2.0**-52}, r"\mathrm{clip}_{2^{-52}}(a_j)"),
        ({"log_epsilon": 1.5e-8}, r"\ln(a_j + 1.5 \cdot 10^{-8})"),
        ({"log_clamp": -100}, r"\max(\ln a_j, {-100})"),
        ({"log_clamp": -100, "log_base": 2}, r"\frac{\max(\ln a_j, {-100})}{\ln 2}"),
        ({"label_smoothing": 0.1}, r"y'_j = 0.9\,y_j + \frac{0.1}{K}"),
        ({"class_weights": [1, 2]}, r"w_j\, y_j \ln a_j"),
        ({"class_weights": [1, 2], "normalise_by": "weights"}, r"-\frac{1}{\sum_{x,j} w_j y_j}"),
        ({"normalise_by": "weights"}, r"\frac{1}{\sum_{x} s_x}"),
        ({"normalise_by": "nonzero-weights"}, r"n_{s \neq 0}"),
        ({"normalise_by": "all-samples", "ignore_index": 1}, r"-\frac{1}{N}\sum_{x:\, k \neq 1}"),
        ({"reduction": "sum", "over_outputs": "mean"}, r"-\frac{1}{K}\sum_{x}\sum_{j}"),
        ({"reduction": "none"}, r"-\sum_{j} y_j"),
        ({"over_outputs": "none"}, r"-\frac{1}{nK}"),
        ({"renormalise": "before-clip"}, r"\ln\left(\frac{a_j}{{\sum}_{i}\,a_i}\right)"),
        ({"one_class": True, "activation": "sigmoid"}, r"\ln a_k"),
    ],
)
def test_options_appear_where_they_act(changes, part):
    assert part in formula(Definition(**changes))


def test_what_is_added_to_each_sample_is_of_the_same_samples_with_the_same_weights():
    written = formula(Definition(z_loss=0.1, normalise_by="sample-weights", ignore_index=2))
    head = r"\frac{1}{\sum_{x} s_x}\sum_{x:\, k \neq 2}"
    assert written.startswith(rf"-{head}\sum_{{j}} s_x\, y_j")
    assert rf"+ {head} s_x 0.1 \left(\ln" in written


def test_what_nielsen_adds_is_marked_and_what_all_share_is_the_same_piece():
    roles = {piece.role: piece.tex for piece in formula_pieces(definitions["nielsen"])}
    (shared,) = (piece.tex for piece in formula_pieces(Definition()) if piece.role == "shared")
    assert roles["shared"] == shared == r"\textcolor{labels}{y_j} \ln \textcolor{outputs}{a_j}"
    assert roles["added"] == r"+ (1 - \textcolor{labels}{y_j}) \ln(1 - \textcolor{outputs}{a_j})"


def test_one_output_shares_both_terms():
    pieces = formula_pieces(definitions["nielsen"], one_output=True)
    assert [piece.role for piece in pieces] == ["plain", "plain", "shared", "plain"]
    assert plain(pieces[2].tex) == r"y \ln a + (1 - y) \ln(1 - a)"


@pytest.mark.parametrize("indices", [True, False])
def test_a_mean_by_the_weights_of_indices_follows_the_labels(indices):
    weighted = Definition(normalise_by="weights-of-indices", class_weights=(1, 2))
    head = formula_pieces(weighted, indices=indices)[0].tex
    assert (r"\frac{1}{n}" in head) is not indices


@pytest.mark.parametrize("name", definitions)
def test_every_formula_is_balanced_and_has_no_colour_left(name):
    tex = formula(definitions[name])
    assert tex.count("{") == tex.count("}")
    assert r"\textcolor" not in tex
    assert all(where(definitions[name]))


def test_where_says_the_weights():
    assert "w = (1, 2.5)" in where(Definition(class_weights=[1, 2.5]))
    assert "w_j = 0.25" in where(Definition(class_weights=0.25))
    assert "p = (1, 3)" in where(dataclasses.replace(definitions["nielsen"], pos_weight=(1, 3)))


def test_base_e_is_ln_and_no_other_base_is():
    assert r"\log" not in formula(Definition(log_base=math.e))
    assert r"\ln" not in formula(Definition(log_base=0.5))


@pytest.mark.parametrize(
    "definition",
    [
        *definitions.values(),
        Definition(class_weights=[1, 2], label_smoothing=0.1, log_clamp=-100, log_base=10, ignore_index=2),
        Definition(renormalise="after-clip", clip=1e-15, log_epsilon=1e-12, normalise_by="nonzero-weights"),
        Definition(activation="sigmoid", likelihood="bernoulli", pos_weight=[1, 2], normalise_by="weights"),
    ],
)
def test_the_typesetter_knows_every_command(definition):
    for tex in (formula(definition), *where(definition)):
        assert "\\" not in convert(tex)


def test_latex_stands_by_itself():
    written = latex(Definition(activation="sigmoid", reduction="none"))
    assert written.startswith("\\begin{equation*}\nC_{x} = -\\sum_{j} y_j")
    assert r"a_j = \frac{1}{1 + e^{-f_j}}" in written


def test_what_is_too_wide_for_a_page_of_latex_is_set_in_lines():
    focal = {"clip": 1e-7, "label_smoothing": 0.1, "focal_gamma": 2, "temperature": 2}
    told = Definition(activation="sigmoid", likelihood="bernoulli", **focal)
    assert latex(told).splitlines() == [
        r"\begin{align*}",
        r"C = {}& -\frac{1}{n}\sum_{x}\sum_{j} "
        r"[ y'_j (1 - \mathrm{clip}_{10^{-7}}(a_j))^{2} \ln \mathrm{clip}_{10^{-7}}(a_j) \\",
        r"& + (1 - y'_j) \mathrm{clip}_{10^{-7}}(a_j)^{2} \ln(1 - \mathrm{clip}_{10^{-7}}(a_j)) ], \\",
        r"y'_j = {}& 0.9\,y_j + 0.05, \\",
        r"a_j = {}& \frac{1}{1 + e^{-f_j / 2}}, \\",
        r"\mathrm{clip}(a) = {}& \min(\max(a, 10^{-7}), 1 - 10^{-7})",
        r"\end{align*}",
    ]


def test_a_formula_of_scores_needs_no_word_on_a():
    assert where(definitions["cs231n"]) == ()
    assert where(definitions["binary"]) == (r"a = \frac{1}{1 + e^{-f}}",)
