"""How the whole window looks: light or dark, how many decimals it shows, and how large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.actions import Verb
from xentgui.window.numbers import Digits, digits
from xentgui.window.sizes import LEVELS, laid_out_once, scale, set_kept
from xentgui.window.theme import SCHEMES, Appearance, dress, look, set_appearance, theme

TEXTS = {"system": "Appearance of the desktop", "light": "Light", "dark": "Dark"}
DECIMALS = (2, 4, 6, 10)
USUAL = 100  # per cent
ROOMY = 2400, 1300  # written pixels of a screen that is used well at 100 %
NAME = "zoom"  # in the settings
NOTCH = 120  # of a wheel
OF_DESKTOP = QEvent.Type.ApplicationFontChange, QEvent.Type.ThemeChange


def verbs(settings: QSettings | None, announce: Callable[[], None]) -> Iterator[Verb]:
    """`announce` shows every number again."""
    for scheme in SCHEMES:
        show, on = partial(_show_in, scheme, settings), partial(_looks, scheme)
        yield Verb(f"appearance-{scheme}", "View", 1, TEXTS[scheme], show, group="appearance", chosen=on)
    for places in DECIMALS:
        show, on = partial(_show_decimals, places, settings, announce), partial(_has, places)
        yield Verb(f"digits-{places}", "View", 2, f"{places} decimals", show, group="digits", chosen=on)


def _show_in(scheme: Appearance, settings: QSettings | None) -> None:
    """Light, dark or as the desktop says, from now on."""
    set_appearance(scheme)
    if settings is not None:
        settings.setValue("appearance", scheme)


def _looks(scheme: Appearance) -> bool:
    return look.appearance == scheme


def recall_decimals(settings: QSettings | None) -> None:
    """As many decimals as were chosen last, whatever a window before this one showed."""
    places = kept_number(settings, "decimals", Digits.usual)
    digits.decimals = places if places in DECIMALS else Digits.usual


def kept_number(settings: QSettings | None, name: str, default: int) -> int:
    """A whole number of the settings; what cannot be one is as if it were not there."""
    kept = None if settings is None else settings.value(name)
    return int(str(kept)) if str(kept).isdecimal() else default


def _show_decimals(places: int, settings: QSettings | None, announce: Callable[[], None]) -> None:
    digits.decimals = places
    with laid_out_once():
        set_kept()
    if settings is not None:
        settings.setValue("decimals", places)
    announce()


def _has(places: int) -> bool:
    return digits.decimals == places


def recall_zoom(settings: QSettings | None) -> None:
    """The zoom that was chosen last, whatever a window before this one had; without settings it stays."""
    if settings is not None:
        set_zoom(kept_number(settings, NAME, USUAL))


def suit_screen(free: QSize, settings: QSettings | None) -> str:
    """On a screen that is large, as the desktop scales it, begin with a larger zoom; what is said of that, or "".

    Only where the program was not used before: who has worked at 100 % is not surprised.
    """
    used = settings is not None and any(map(settings.contains, (NAME, "geometry")))
    room = min(free.width() / ROOMY[0], free.height() / ROOMY[1]) / scale.of_desktop
    zoom = max((level for level in LEVELS if USUAL <= level <= USUAL * room), default=USUAL)
    if used or zoom == USUAL:
        return ""
    set_zoom(zoom)
    if settings is not None:
        settings.setValue(NAME, zoom)
    return f"Zoom {zoom} %, as the screen is large; Ctrl+0 for {USUAL} %"


def set_zoom(zoom: int) -> None:
    """Show everything at this many per cent, from the least of the levels to the largest."""
    zoom = min(max(zoom, LEVELS[0]), LEVELS[-1])
    if zoom != scale.zoom:
        scale.zoom = zoom
        _show_scale()


def grow(factor: float) -> None:
    """Show everything so many times as large, beside the zoom."""
    if factor != scale.grown:
        scale.grown = factor
        _show_scale()


def follow_desktop() -> None:
    """Take over a font that is not the one that we gave: Qt gives up ours when the theme of the desktop changes."""
    font = QGuiApplication.font()
    if look.font is not None and font != look.font:
        scale.follow(font)
        _show_scale()


def _show_scale() -> None:
    with laid_out_once():
        dress(theme())
        set_kept()
        scale.changed.emit()


class Zoom(QObject):
    """What changes it in a window. It hears the wheel before anything under the pointer does, and the desktop."""

    def __init__(
        self, over: QWidget, settings: QSettings | None, announce: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        """`announce` shows everything again."""
        super().__init__(over)
        self._over, self._settings, self._say = over, settings, say
        self._turned = 0  # of the wheel, not yet taken; a key is a notch
        self._taken = QTimer(self, singleShot=True, interval=0)  # what came while a change was made is one change
        self._taken.timeout.connect(self._take)
        over.installEventFilter(self)
        scale.changed.connect(announce)

    def verbs(self) -> Iterator[Verb]:
        for text, turn, keys in (("Zoom in", NOTCH, ("Ctrl++", "Ctrl+=")), ("Zoom out", -NOTCH, "Ctrl+-")):
            yield Verb(text.lower().replace(" ", "-"), "View", 3, text, partial(self._turn, turn), keys)
        yield Verb("zoom-usual", "View", 3, f"Zoom {USUAL} %", self._turn_back, ("Ctrl+0", "Ctrl+à"))

    def _turn(self, by: int) -> None:
        self._turned += by
        self._taken.start()

    def _turn_back(self) -> None:
        self._turned = 0
        self._choose(USUAL)

    def _step(self, levels: int) -> None:
        """So many levels larger, or smaller."""
        beyond = [level for level in LEVELS if (level - scale.zoom) * levels > 0]
        if beyond:
            nearest_first = beyond if levels > 0 else beyond[::-1]
            self._choose(nearest_first[min(abs(levels), len(beyond)) - 1])

    def _choose(self, zoom: int) -> None:
        set_zoom(zoom)
        if self._settings is not None:
            self._settings.setValue(NAME, zoom)
        self._say(f"Zoom {zoom} %")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and watched is self._over:
            self._over.windowHandle().installEventFilter(self)
        if event.type() in OF_DESKTOP and watched is self._over:
            follow_desktop()
        if isinstance(event, QWheelEvent) and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._turn(event.angleDelta().y())
            return True
        return False

    def _take(self) -> None:
        """A level for each notch; what is less than one waits for the rest."""
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self._step(notches)
