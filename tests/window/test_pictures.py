"""Pictures of cards, comparison, terms, curves and training: in files and on the clipboard, whole and sharp."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from xentgui.analysis import Analysis
from xentgui.entry import THREE_SOURCES, Entry, Focus, ShownCard
from xentgui.examples import examples
from xentgui.sources import sources
from xentgui.window.curves.view import LossCurve
from xentgui.window.exporting.picture import SHARP
from xentgui.window.exporting.pictures import SIGHTS, card_picture, terms_picture
from xentgui.window.help import plain
from xentgui.window.lower_right import TABS, TERMS, TRAINING
from xentgui.window.theme import DARK, LIGHT, set_appearance
from xentgui.window.training.charts import Chart

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def card(name):
    source = sources[name]
    return ShownCard(name, source.title, source.title, source.definition, source=name)


def three_classes(*more, row=0, chosen=1):
    entry = replace(examples["three-classes"].entry, cards=(*THREE_SOURCES, *map(card, more)))
    return Analysis(entry, Focus(row=row, chosen=chosen))


def words(svg):
    """The texts of a drawing."""
    return [text.replace("&amp;", "&") for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.fixture
def window(opened):
    return opened(size=(1280, 720))


class TestCard:
    def test_it_tells_all_that_a_card_tells(self):
        analysis = three_classes(row=1)
        told = words(card_picture(analysis.cards[0], "row 2").svg())
        note = f"!  {analysis.cards[0].assumption}"
        for text in ("Nielsen, ch. 3", note, "1.2745", "nats, mean of 4 rows", "row 2: 0.4467"):
            assert text in told
        assert "+0.5477" not in told  # of a card that is not in the picture

    def test_its_formula_is_drawn_and_its_texts_keep_their_width(self):
        svg = card_picture(three_classes().cards[2], "row 1").svg()
        assert "<image" not in svg
        assert svg.count("<path") > 10
        assert all("textLength=" in text and ", sans-serif" in text for text in re.findall(r"<text[^>]*>", svg))
        assert "<title>CS231n notes: 0.7268 nats, mean of 4 rows</title>" in svg

    @pytest.mark.parametrize("place", range(6))
    def test_nothing_in_it_is_cut(self, place):
        cards = three_classes("binary", "torch.nn.CrossEntropyLoss", "tf.compat.v1.losses.sparse_softmax_cross_entropy")
        told = words(card_picture(cards.cards[place], "row 1").svg())
        assert cards.cards[place].title in told
        assert not any("…" in text for text in told)

    def test_a_refusal_is_given_with_its_reason(self):
        analysis = three_classes("binary")
        told = " ".join(words(card_picture(analysis.cards[3], "row 1").svg()))
        assert " ".join(analysis.cards[3].problem.split()) in " ".join(told.split())
        assert "nan" not in told

    @pytest.mark.parametrize(("appearance", "theme"), [("light", LIGHT), ("dark", DARK)])
    def test_it_has_the_colours_of_the_window(self, appearance, theme):
        set_appearance(appearance)
        picture = card_picture(three_classes().cards[0], "row 1")
        image = picture.image()
        assert image.pixelColor(2, 2) == QColor(theme.surface)
        pixels = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 3)}
        assert theme.definition(0).lower() in pixels
        assert theme.definition(0).lower() in picture.svg()

    def test_it_is_sharp_and_says_its_size_on_paper(self, tmp_path):
        picture = card_picture(three_classes().cards[0], "row 1")
        picture.save(tmp_path / "card.png")
        image = QImage(str(tmp_path / "card.png"))
        assert image.size() == picture.size * SHARP
        assert image.dotsPerMeterX() == pytest.approx(SHARP * 96 / 0.0254, abs=1)
        assert image.text("Title") == "Nielsen, ch. 3: 1.2745 nats, mean of 4 rows"


class TestOthers:
    def test_the_comparison_has_every_line_of_a_long_list_and_nothing_to_click_on(self):
        names = ("binary", "torch.nn.CrossEntropyLoss", "quadratic", "optax.softmax_cross_entropy", "xgboost.mlogloss")
        analysis = three_classes(*names)
        told = words(SIGHTS["comparison"].picture(analysis).svg())
        assert all(each.title in told for each in analysis.cards)
        assert "A case where all agree" not in told

    def test_the_terms_are_whole_however_many_there_are(self):
        entry = Entry.of([[1, 0, 0, 0, 0, 0, 0, 0, 0]], [list(range(9))], cards=THREE_SOURCES)
        picture = terms_picture(Analysis(entry, Focus()))
        told = words(picture.svg())
        assert picture.title == "Row 1, term by term"
        for text in ("the other 3", "TensorFlow intro", "CS231n", "Nielsen", "row 1"):
            assert text in told

    def test_a_drawing_is_xml_whatever_the_names_are(self):
        entry = Entry.of([[1, 0, 0]], [[1, 2, 3]], ['<b>&"c"', "]]>", "\t\x01"], cards=THREE_SOURCES)
        root = ElementTree.fromstring(terms_picture(Analysis(entry, Focus())).svg())
        assert '<b>&"c"' in [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]

    def test_the_menu_copies_the_picture_of_what_is_in_front(self, window):
        window.actions_by_id["copy-plots-picture"].trigger()
        carried = QGuiApplication.clipboard().mimeData()
        assert carried.hasImage()
        svg = bytes(carried.data("image/svg+xml").data()).decode()
        assert "Loss of row 1 as f(cat) moves" in words(svg)
        assert QSvgRenderer(svg.encode()).isValid()
        window.lower_right.show_tab("Gradient")
        window.actions_by_id["copy-plots-picture"].trigger()
        svg = bytes(QGuiApplication.clipboard().mimeData().data("image/svg+xml").data()).decode()
        assert "Slope for row 1 as f(cat) moves" in words(svg)

    def test_where_no_curve_is_in_front_the_loss_curve_comes_there(self, window):
        window.lower_right.show_tab("Terms")
        window.actions_by_id["copy-plots-picture"].trigger()
        assert window.findChild(LossCurve).isVisible()

    def test_on_the_training_page_it_is_the_picture_of_the_training(self, window):
        window.pages.open_training_example("neuron-wrong", play=False)
        window.actions_by_id["copy-plots-picture"].trigger()
        svg = bytes(QGuiApplication.clipboard().mimeData().data("image/svg+xml").data()).decode()
        assert any("rates: Quadratic" in text for text in words(svg))
        assert window.pages.training.isVisible()

    def test_a_right_click_on_a_chart_of_training_offers_it_too(self, window):
        window.pages.open_training()
        charts = window.pages.training.findChildren(Chart)
        assert charts
        for chart in charts:
            assert chart.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
            assert window.actions_by_id["copy-plots-picture"] in chart.actions()

    @pytest.mark.parametrize("ending", ["png", "svg"])
    def test_every_picture_can_be_saved_from_the_menu(self, window, monkeypatch, tmp_path, ending):
        names = [name.removesuffix("-picture") for name in window.actions_by_id if re.fullmatch("[a-z]+-picture", name)]
        assert {*SIGHTS, "plots", "window"} == set(names)
        for name in names:
            path = tmp_path / f"{name}.{ending}"
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
            window.actions_by_id[f"{name}-picture"].trigger()
            drawn = path.read_bytes()
            assert drawn.startswith(b"\x89PNG" if ending == "png" else b"<?xml")
            if ending == "png":
                colours = QImage(str(path)).scaled(60, 40).convertToFormat(QImage.Format.Format_Indexed8).colorCount()
                assert colours > 8

    def test_the_window_is_pictured_without_its_menus(self, window):
        window.actions_by_id["copy-window-picture"].trigger()
        told = words(bytes(QGuiApplication.clipboard().mimeData().data("image/svg+xml").data()).decode())
        assert "Softmax" in told
        assert "File" not in told


class TestRightClick:
    """What a right click offers, chosen with the keys of the menu that opens."""

    def offered(self, widget, qtbot, wanted):
        """Right-clicks the middle of a widget and does what the menu calls so; all that it offers."""
        found = []

        def choose():
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            found.extend(plain(action) for action in menu.actions() if action.text())
            menu.setActiveAction(next(action for action in menu.actions() if plain(action) == wanted))
            qtbot.keyClick(menu, Qt.Key.Key_Return)

        QTimer.singleShot(50, choose)
        at = widget.rect().center()
        target = widget.childAt(at) or widget
        place = target.mapFrom(widget, at)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
        QApplication.sendEvent(target, event)
        qtbot.waitUntil(lambda: bool(found))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return found

    @pytest.mark.parametrize(
        ("part", "wanted", "said"),
        [
            ("cards", "Copy picture of this card", "this card"),
            ("strip", "Copy picture of all cards and their agreement", "all cards and their agreement"),
            ("terms", "Copy picture of the terms", "the terms"),
            ("curve", "Copy picture of the plots", "the plots"),
        ],
    )
    def test_a_picture_is_copied(self, window, qtbot, part, wanted, said):
        if part == "terms":
            window.lower_right.show_tab("Terms")
        widget = window.findChild(LossCurve) if part == "curve" else getattr(window, part)
        offered = self.offered(widget, qtbot, wanted)
        assert QGuiApplication.clipboard().mimeData().hasImage()
        assert any(text.startswith("Save picture") for text in offered)

    def test_a_right_click_on_a_card_is_about_that_card(self, window, qtbot):
        place = window.cards.childAt(QPoint(window.cards.width() - 40, 20))
        self.offered(place, qtbot, "Copy picture of this card")
        svg = bytes(QGuiApplication.clipboard().mimeData().data("image/svg+xml").data()).decode()
        assert "CS231n notes" in words(svg)

    def test_the_tables_offer_to_copy_and_save_data_and_losses(self, window, qtbot):
        offered = self.offered(window.tables.stack.outputs.viewport(), qtbot, "Go to the largest loss")
        assert {"Copy data as", "Copy losses as", "Save data as a table…", "Save losses as a table…"} <= set(offered)


def test_every_tab_has_a_page_whose_picture_can_be_taken(opened):
    window = opened()
    for tab in set(TABS) - {TERMS, TRAINING}:
        window.lower_right.show_tab(tab)
        assert window.lower_right.picture() is not None
        assert window.lower_right.front == tab
