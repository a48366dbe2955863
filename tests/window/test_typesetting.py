"""Formulas as pictures: colours, marks of shared and added terms, size, and TeX that can not be set."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from xentgui.losses.definition import Definition
from xentgui.questions.formula import Piece, formula_pieces
from xentgui.window.theme import DARK, LIGHT
from xentgui.window.typesetting import FormulaLabel, draw, fitting, layout

BERNOULLI = formula_pieces(Definition(activation="sigmoid", likelihood="bernoulli"))
CATEGORICAL = formula_pieces(Definition())
SCORES = formula_pieces(Definition(one_class=True))


def picture(pieces, colours=LIGHT, *, card=0, pixels=40.0, scale=1):
    """A formula on the ground of cards, as an image."""
    size = layout(pieces).size(pixels)
    image = QImage(int(size.width() + 20) * scale, int(size.height() + 20) * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(colours.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QPointF(10, 10 + layout(pieces).ascent * pixels), pieces, pixels, card, colours)
    painter.end()
    return image


def share(image, colour):
    """How many of the pixels have exactly this colour."""
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    ) / (image.width() * image.height())  # fmt: skip


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_labels_and_outputs_have_the_colours_of_the_theme(qapp, colours):
    image = picture(CATEGORICAL, colours)
    assert share(image, colours.labels) > 0.001
    assert share(image, colours.outputs) > 0.001
    assert share(image, colours.text) > 0.005


def test_the_last_coloured_symbol_before_a_logarithm_keeps_its_colour(qapp):
    coloured = picture([Piece(r"\textcolor{labels}{y} \ln 2")])
    assert share(coloured, LIGHT.labels) > 0.001
    number = picture([Piece(r"\textcolor{outputs}{7} \ln \textcolor{labels}{3} \ln 2")])
    assert share(number, LIGHT.outputs) > 0.001
    assert share(number, LIGHT.labels) > 0.001


def test_what_a_definition_adds_stands_on_its_tint_and_the_shared_term_on_grey(qapp):
    for card in (0, 2):
        image = picture(BERNOULLI, card=card)
        assert share(image, LIGHT.tint(card)) > 0.05
        assert share(image, LIGHT.definition(card)) > 0.001
        assert share(image, LIGHT.shared) > 0.02
    assert share(picture(CATEGORICAL), LIGHT.tint(0)) == 0


def test_the_line_below_is_solid_where_shared_and_dashed_where_added(qapp):
    def runs(role):
        image = picture([Piece(r"y \ln a + b", role)])
        colour = QColor(LIGHT.secondary if role == "shared" else LIGHT.definition(0)).rgb()
        rows = [[image.pixel(x, y) == colour for x in range(image.width())] for y in range(image.height())]
        row = max(rows, key=sum)
        return sum(1 for here, left in zip(row[1:], row, strict=False) if here and not left)

    assert runs("shared") == 1
    assert runs("added") > 5


def test_twice_the_pixels_show_the_same_formula_finer(qapp):
    once, twice = picture(SCORES), picture(SCORES, scale=2)
    ink = share(once, LIGHT.shared), share(twice, LIGHT.shared)
    assert ink[1] == pytest.approx(ink[0], rel=0.1)
    coarse = once.scaled(twice.width(), twice.height())
    coarse.setDevicePixelRatio(2)
    assert coarse != twice


def test_pieces_stand_side_by_side_on_one_baseline(qapp):
    placed = layout(BERNOULLI).placed
    for one, two in pairwise(placed):
        assert one.x + one.width < two.x
    shaded = [part for part in placed if part.piece.role != "plain"]
    assert len({(part.ascent, part.descent) for part in shaded}) == 1


def test_a_sum_inside_brackets_keeps_them_small(qapp):
    tall = layout([Piece(r"\left(\sum_{j} a_j\right)")])
    assert tall.ascent + tall.descent < 5


@pytest.mark.parametrize("tex", [r"\frac{1}{", r"\begin{oops} x", r"\left(", "}", "^^", r"\unknown x", "", "&", "#1"])
def test_tex_that_can_not_be_set_does_no_harm(qapp, tex):
    image = picture([Piece(tex), Piece("a", "shared")])
    assert share(image, LIGHT.shared) > 0


def test_tex_that_can_not_be_set_is_shown_as_it_is(qapp):
    assert layout([Piece(r"\begin{oops} x")]).width > layout([Piece("x")]).width
    assert share(picture([Piece(r"\begin{oops} x")]), LIGHT.text) > 0.01


def test_a_formula_is_as_large_as_its_width_and_height_allow(qapp):
    natural = layout(BERNOULLI).size(1.0)
    assert fitting(BERNOULLI, 17, 10_000, 10_000) == 17
    assert fitting(BERNOULLI, 17, 10 * natural.width(), 10_000) == pytest.approx(10)
    assert fitting(BERNOULLI, 17, 10_000, 12 * natural.height()) == pytest.approx(12)
    assert fitting(BERNOULLI, 17, 1, 1) == 6


def test_a_label_draws_within_its_width_and_can_be_read_out(qtbot):
    label = FormulaLabel()
    qtbot.addWidget(label)
    label.set_formula(BERNOULLI, 0)
    label.resize(150, 60)
    image = label.grab().toImage()
    edge = [image.pixelColor(image.width() - 1, y) for y in range(image.height())]
    assert len({colour.rgb() for colour in edge}) == 1
    assert label.accessibleName() == "− 1/n sum over x sum over j [y_j ln a_j + (1 − y_j) ln (1 − a_j)]"


def test_a_label_of_the_wished_size_needs_its_hint(qtbot):
    label = FormulaLabel(largest=20)
    qtbot.addWidget(label)
    label.set_formula(CATEGORICAL)
    wide = label.sizeHint().width()
    label.set_largest(10)
    assert label.sizeHint().width() == pytest.approx(wide / 2, abs=2)
