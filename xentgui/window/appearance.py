"""How the whole window looks: light or dark, and how many decimals it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QSettings

from xentgui.window.actions import Verb
from xentgui.window.theme import SCHEMES, Appearance, Digits, digits, look, set_appearance

TEXTS = {"system": "Appearance of the desktop", "light": "Light", "dark": "Dark"}
DECIMALS = (2, 4, 6, 10)


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
    if settings is not None:
        settings.setValue("decimals", places)
    announce()


def _has(places: int) -> bool:
    return digits.decimals == places
