"""Colours, marks and fonts: what the whole window shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from xentgui.window.sizes import as_written, keep_made, px, scale

MARKS = "●■▲◆▼✚"
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 5), (5, 5), (8, 3, 2, 3), (2, 2.5), (2, 2.5))
NORMAL, SEMIBOLD = QFont.Weight.Normal, QFont.Weight.DemiBold
STALE = 0.45  # opacity of a last good answer


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance, as #rrggbb."""

    dark: bool
    ground: str
    surface: str
    line: str
    hair: str
    text: str
    secondary: str
    chosen: str
    focus: str
    ring: str  # the keyboard's place, around what is filled with `chosen`
    labels: str
    outputs: str
    bars: str
    refused: str
    shared: str
    definitions: tuple[str, ...]
    tints: tuple[str, ...]

    def definition(self, slot: int) -> str:
        """The colour of the definition in this slot."""
        return self.definitions[_colour(slot)]

    def tint(self, slot: int) -> str:
        """The ground of what this definition adds."""
        return self.tints[_colour(slot)]

    def palette(self) -> QPalette:
        """Qt's palette in these colours."""
        roles = QPalette.ColorRole
        palette = QPalette(QColor(self.surface), QColor(self.ground))
        for role, colour in {
            roles.Window: self.ground,
            roles.WindowText: self.text,
            roles.Base: self.surface,
            roles.AlternateBase: self.hair,
            roles.Text: self.text,
            roles.Button: self.surface,
            roles.ButtonText: self.text,
            roles.BrightText: "#FFFFFF",
            roles.ToolTipBase: self.surface,
            roles.ToolTipText: self.text,
            roles.PlaceholderText: self.secondary,
            roles.Highlight: self.chosen,
            roles.HighlightedText: "#FFFFFF",
            roles.Accent: self.chosen,
            roles.Link: self.text,
            roles.Light: self.surface,
            roles.Midlight: self.hair,
            roles.Mid: self.line,
            roles.Dark: self.line,
            roles.Shadow: self.line,
        }.items():
            palette.setColor(role, QColor(colour))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(self.secondary))
        return palette


def _colour(slot: int) -> int:
    """Each further round of marks comes in other colours, so that 36 definitions are told apart."""
    return (slot + slot // len(MARKS)) % len(MARKS)


LIGHT = Theme(
    dark=False,
    ground="#F5F6F8",
    surface="#FFFFFF",
    line="#DADFE5",
    hair="#E9ECF0",
    text="#1A1F26",
    secondary="#56606C",
    chosen="#2B3440",
    focus="#2B3440",
    ring="#8A96A5",
    labels="#1B5FAE",
    outputs="#AD4607",
    bars="#F9E4D6",
    refused="#B3261E",
    shared="#E3E7EC",
    definitions=("#93308A", "#00705A", "#6F5F00", "#2E2F7A", "#A32545", "#075563"),
    tints=("#F3E4F1", "#DDF0EA", "#F3EECB", "#E4E7F4", "#F7E2E7", "#DAEEF2"),
)
DARK = Theme(
    dark=True,
    ground="#15181C",
    surface="#1E2227",
    line="#383E46",
    hair="#2A2F36",
    text="#E7EAEE",
    secondary="#A3ACB7",
    chosen="#46505D",
    focus="#DDE2E8",
    ring="#FFFFFF",
    labels="#7AB6F5",
    outputs="#F79B5F",
    bars="#51341F",
    refused="#FF8A80",
    shared="#363D46",
    definitions=("#E295D8", "#4CCBA6", "#E2CB4B", "#CBC8FF", "#FF93A9", "#9AE4F2"),
    tints=("#4A2B47", "#173F36", "#423B12", "#2B3252", "#522A34", "#153D45"),
)

Appearance = Literal["system", "light", "dark"]
SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


_on_paper: ContextVar[bool] = ContextVar("on_paper", default=False)


@contextmanager
def on_paper() -> Iterator[None]:
    """What is made and painted within is for paper: light and of the written sizes, whatever the window is."""
    before, scaled = _on_paper.set(True), scale.factor != 1
    try:
        with as_written():
            if scaled:
                dress(LIGHT)
            yield
    finally:
        _on_paper.reset(before)
        if scaled:
            dress(theme())


def for_paper() -> bool:
    """Whether what is painted now is for paper, which takes lines and letters and no pixels."""
    return _on_paper.get()


def theme() -> Theme:
    """The theme in force, told by the palette, so that a view follows QEvent.PaletteChange."""
    return LIGHT if for_paper() else _theme(QGuiApplication.palette().cacheKey())


@lru_cache(maxsize=8)
def _theme(_palette: int) -> Theme:
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


class Look:
    """The appearance that was chosen: what `set_appearance` was asked for last, and the font of all widgets."""

    appearance: Appearance = "system"
    font: QFont | None = None


look = Look()


def set_appearance(appearance: Appearance) -> None:
    """Light, dark, or as the desktop says; where the desktop does not take the wish, the palette does."""
    look.appearance = appearance
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(SCHEMES[appearance])
    dark = appearance == "dark" or (appearance == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    colours = DARK if dark else LIGHT
    QGuiApplication.setPalette(colours.palette())
    dress(colours)


def dress(colours: Theme) -> None:
    """The fonts and the style sheet of all widgets."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        face.cache_clear()
        application.setStyleSheet("")  # one that takes the place of another costs twice as much
        look.font = font(13)
        application.setFont(look.font)
        application.setStyleSheet(style_sheet(colours))


def font(size: int, weight: QFont.Weight = NORMAL) -> QFont:
    """The desktop's family at a written size, with tabular figures: one object for all who ask, not to be changed."""
    return face(px(size), weight)


@lru_cache(maxsize=256)
def face(pixels: int, weight: QFont.Weight = NORMAL) -> QFont:
    """The same at a size of the screen."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def keep_font(widget: QWidget, size: int, weight: QFont.Weight = NORMAL) -> None:
    """Give a widget this font, at any scale."""
    keep_made(widget.setFont, lambda: [font(size, weight)])


def mark(slot: int) -> str:
    """The sign of the definition in this slot, as a character; colour is never the only mark."""
    return MARKS[slot % len(MARKS)]


def dash(slot: int) -> tuple[float, ...]:
    """The dash pattern of its curve, in widths of the pen; empty for a solid line."""
    return DASHES[slot % len(DASHES)]


def mark_path(slot: int, side: float) -> QPainterPath:
    """The sign of a definition as a path in a square of this side, in pixels of the screen, around (0, 0)."""
    half, path = side / 2, QPainterPath()
    kind = slot % len(MARKS)
    corners = {
        2: ((0, -1), (1, 0.8), (-1, 0.8)),
        3: ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
        4: ((-1, -0.8), (1, -0.8), (0, 1)),
    }
    if kind == 0:
        path.addEllipse(QPointF(0, 0), half, half)
    elif kind == 1:
        path.addRect(QRectF(-half * 0.9, -half * 0.9, side * 0.9, side * 0.9))
    elif kind == 5:
        path.addRect(QRectF(-half, -half * 0.3, side, side * 0.3))
        path.addRect(QRectF(-half * 0.3, -half, side * 0.3, side))
        path.setFillRule(Qt.FillRule.WindingFill)
        path = path.simplified()
    else:
        points = [QPointF(x * half, y * half) for x, y in corners[kind]]
        path.moveTo(points[0])
        for point in points[1:]:
            path.lineTo(point)
        path.closeSubpath()
    return path


def draw_mark(painter: QPainter, slot: int, centre: QPointF, side: float = 9.0) -> None:
    """Paint the sign of a definition in its colour, at a written size."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.fillPath(mark_path(slot, px(side)), QColor(theme().definition(slot)))
    painter.restore()


def draw_panel(painter: QPainter, box: QRect, edge: str = "", width: float = 1.0, corner: int = 8) -> None:
    """Paint a ground with a line around it, inside a box; an edge that is not named is that of all panels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge or theme().line), width))
    painter.setBrush(QColor(theme().surface))
    half = width / 2
    painter.drawRoundedRect(QRectF(box).adjusted(half, half, -half, -half), px(corner), px(corner))


def pen(colour: str, width: float = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of a written width; a hairline stays one up to half as large again."""
    return QPen(QColor(colour), px(width), style)


def style_sheet(colours: Theme) -> str:
    """What the palette cannot say: panels, buttons, segments, fields. Combo and spin boxes keep their own drawing."""
    return f"""
    QFrame[panel="true"] {{ background: {colours.surface}; border: 1px solid {colours.line};
        border-radius: {px(8)}px; }}
    QTabBar::scroller {{ width: {px(22)}px; }}
    QPushButton {{ background: {colours.surface}; border: 1px solid {colours.line}; border-radius: {px(6)}px;
        padding: 0 {px(13)}px; min-height: {px(28)}px; color: {colours.text}; }}
    QPushButton:hover {{ border-color: {colours.secondary}; }}
    QPushButton:pressed {{ background: {colours.hair}; }}
    QPushButton:focus {{ border: 2px solid {colours.focus}; padding: 0 {px(13) - 1}px;
        min-height: {px(28) - 2}px; }}
    QPushButton:disabled {{ color: {colours.secondary}; }}
    QPushButton[primary="true"], QPushButton[segment]:checked {{ background: {colours.chosen}; color: #FFFFFF;
        border-color: {colours.chosen}; font-weight: 600; }}
    QPushButton[primary="true"]:disabled, QPushButton[segment]:checked:disabled {{
        background: {colours.line}; color: {colours.secondary}; border-color: {colours.line}; }}
    QPushButton:focus {{ outline: 0; }}
    QPushButton[primary="true"]:focus, QPushButton[segment]:checked:focus {{ border-color: {colours.ring}; }}
    QPushButton[segment] {{ border-radius: 0; padding: 0 {px(11)}px; }}
    QPushButton[segment]:focus {{ padding: 0 {px(11) - 1}px; }}
    QPushButton[segment="first"] {{ border-top-left-radius: {px(6)}px; border-bottom-left-radius: {px(6)}px;
        border-right: 0; }}
    QPushButton[segment="middle"] {{ border-right: 0; }}
    QPushButton[segment="last"] {{ border-top-right-radius: {px(6)}px; border-bottom-right-radius: {px(6)}px; }}
    QPushButton[link="true"] {{ background: transparent; border: 0; padding: 0; text-decoration: underline; }}
    QPushButton[link="true"]:focus {{ border: 2px solid {colours.focus}; border-radius: {px(4)}px; }}
    QCheckBox {{ border: 2px solid transparent; border-radius: {px(4)}px; }}
    QCheckBox::indicator {{ width: {px(14)}px; height: {px(14)}px; }}
    QCheckBox::indicator:unchecked {{ width: {px(12)}px; height: {px(12)}px; border: 1px solid {colours.secondary}; }}
    QCheckBox:focus {{ border-color: {colours.focus}; }}
    QPlainTextEdit[field="true"] {{ background: {colours.surface}; border: 1px solid {colours.secondary};
        border-radius: {px(6)}px; padding: {px(4)}px {px(5)}px; color: {colours.text};
        selection-background-color: {colours.chosen}; }}
    QPlainTextEdit[field="true"]:focus {{ border: 2px solid {colours.focus};
        padding: {px(4) - 1}px {px(5) - 1}px; }}
    QPlainTextEdit[field="true"]:disabled {{ background: {colours.ground}; border-color: {colours.line}; }}
    QLineEdit[field="true"] {{ background: {colours.surface}; border: 1px solid {colours.secondary};
        border-radius: {px(6)}px; padding: 0 {px(9)}px; min-height: {px(28)}px; color: {colours.text};
        selection-background-color: {colours.chosen}; }}
    QLineEdit[field="true"]:focus {{ border: 2px solid {colours.focus}; padding: 0 {px(9) - 1}px;
        min-height: {px(28) - 2}px; }}
    QToolTip {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.line};
        padding: {px(4)}px; }}
    Sheet, Sheet QHeaderView, Sheet QTableCornerButton::section {{ background: transparent; border: 0; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QLabel[secondary="true"] {{ color: {colours.secondary}; font-size: {px(12)}px; }}
    QLabel[headline="true"] {{ font-size: {px(17)}px; font-weight: 600; }}
    QLabel[heading="true"], QPushButton[heading="true"] {{ font-size: {px(15)}px; font-weight: 600; }}
    QPushButton[sign="true"], QPushButton[heading="true"] {{ text-decoration: none; }}
    QPushButton[sign="true"] {{ font-size: {px(15)}px; }}
    QPushButton[arrow="true"] {{ border: 0; background: transparent; padding: 0; min-height: 0;
        font-size: {px(16)}px; }}
    QLabel[refused="true"] {{ color: {colours.refused}; }}
    QMenuBar {{ background: {colours.ground}; border: 0; }}
    QSplitter::handle {{ background: transparent; }}
    QStatusBar {{ color: {colours.secondary}; }}
    QStatusBar QLabel {{ color: {colours.secondary}; font-size: {px(12)}px; }}
    """
