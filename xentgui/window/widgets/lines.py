"""Parts side by side in one line, or in several where the width has too little room for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from xentgui.window.sizes import FLUSH, px, spaced

BETWEEN = 8


@dataclass(frozen=True)
class Group:
    """Parts that stay together. They need as much as they would like, or `least` written pixels."""

    parts: tuple[QWidget, ...]
    stretch: int
    least: int | None

    def width(self, between: int) -> int:
        """0 where none of them is shown."""
        shown = [part for part in self.parts if not part.isHidden()]
        if self.least is not None or not shown:
            return px(self.least or 0)
        wide = (max(part.minimumWidth(), min(part.sizeHint().width(), part.maximumWidth())) for part in shown)
        return sum(each + between for each in wide) - between


class Lines(QVBoxLayout):
    """Its widget calls `fit` when its width, or what it shows of the parts, has changed."""

    def __init__(self, over: QWidget, between: int = BETWEEN, *, around: tuple[int, ...] = FLUSH) -> None:
        super().__init__(over)
        self._between = between
        self._groups: list[Group] = []
        self._lines: list[QHBoxLayout] = []
        self._told: list[int] = [0]  # how many groups stand in each line
        spaced(self, between, around=around)
        self._add_line()

    def put(self, *parts: QWidget, stretch: int = 0, least: int | None = None) -> None:
        """The next parts, which stay together."""
        self._groups.append(Group(parts, stretch, least))
        self._told[0] += 1
        for part in parts:
            self._lines[0].addWidget(part, stretch)

    @property
    def lines(self) -> int:
        """In how many lines they stand."""
        return len(self._told)

    def fit(self, width: int) -> None:
        """As many lines as this width asks for."""
        margins = self.contentsMargins()
        lines = [*self._broken(width - margins.left() - margins.right())]
        told = [*map(len, lines)]
        if told == self._told:
            return
        self._told = told
        while len(self._lines) < len(lines):
            self._add_line()
        for line, groups in zip(self._lines, lines, strict=False):
            for group in groups:
                for part in group.parts:
                    line.addWidget(part, group.stretch)
            fills = any(group.stretch for group in groups)
            self.setAlignment(line, Qt.AlignmentFlag(0) if fills else Qt.AlignmentFlag.AlignLeft)

    def _add_line(self) -> None:
        line = spaced(QHBoxLayout(), self._between)
        self.addLayout(line)
        self._lines.append(line)

    def _broken(self, width: int) -> Iterator[list[Group]]:
        """The groups by their lines."""
        line: list[Group] = []
        used = 0
        for group in self._groups:
            wide = group.width(px(self._between))
            if line and wide and used + wide > width:
                yield line
                line, used = [], 0
            line.append(group)
            used += wide + px(self._between) if wide else 0
        yield line
