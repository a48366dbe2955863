"""A piece of a report on paper that is as wide as the page and never cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPainter


@dataclass(frozen=True)
class Slab:
    """A height, the space above it (none at the top of a page), and what paints it from its left top corner.

    One that is kept does not end a page; `head` comes again above it where it begins one.
    """

    height: float
    paint: Callable[[QPainter], object]
    space: float = 0.0
    kept: bool = False
    head: Slab | None = None
