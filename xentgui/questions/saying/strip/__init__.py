"""The agreement strip: at most three lines that say which cards agree, which differ and why, and the principle.

    strip(batch, cards, chosen, comparison, mode, class_names, group) -> tuple[Line, ...]

`cards` as `card.cards` gives them, `comparison` of the same definitions under the names of the cards. A line's `link`
is "all-agree" (offer the example where all agree) or "enter-difference-logit" (offer the yes/no logit z1 − z2). `group`
is what a group of rows is called where the batch has groups: "batch", "sequence".
"""

from __future__ import annotations

from collections.abc import Sequence

from xentgui.losses.batch import Batch
from xentgui.questions.agreement import Comparison
from xentgui.questions.card import Card
from xentgui.questions.saying.runs import Line
from xentgui.questions.saying.strip.agreeing import equal_line
from xentgui.questions.saying.strip.differing import different_line, twice_line
from xentgui.questions.saying.strip.grouped import means_line
from xentgui.questions.saying.strip.likelihood import principle_line
from xentgui.questions.saying.strip.scene import Scene

MOST = 3


def strip(
    batch: Batch,
    cards: Sequence[Card],
    chosen: int,
    comparison: Comparison,
    mode: str,
    class_names: Sequence[str],
    group: str | None = None,
) -> tuple[Line, ...]:
    """The lines, in the order in which they are shown: what agrees, what differs, the principle of the chosen card."""
    if not cards:
        return ()
    scene = Scene(batch, tuple(cards), chosen, comparison, mode, tuple(class_names))
    about = [line for line in (equal_line(scene), twice_line(scene), different_line(scene)) if line is not None]
    means = None if group is None else means_line(scene, group)
    if means is not None:
        about.insert(1, means)
    return (*about[: MOST - 1], principle_line(scene))
