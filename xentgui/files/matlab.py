"""Wide tables as MATLAB and Octave print them, in blocks of columns, joined again."""

from __future__ import annotations

import re

_HEAD = re.compile(r" *Columns? (?P<first>\d+)(?: (?:through|and|to) \d+)?:? *")
_NUMBERS = re.compile(r"[\s\d.,eEinfNaI+*-]+", re.ASCII)


def joined(text: str) -> str:
    """The text with the blocks "Columns 1 through 8", "Columns 9 and 10" of each table side by side.

    >>> joined("t =\\n\\n  Columns 1 through 2\\n\\n  1 0\\n  0 1\\n\\n  Column 3\\n\\n  0\\n  0\\n")
    't =\\n\\n  1 0   0\\n  0 1   0\\n'
    """
    if not any(map(_HEAD.fullmatch, text.splitlines())):
        return text
    done: list[str] = []
    blocks: list[list[str]] = []
    for line in text.splitlines():
        head = _HEAD.fullmatch(line)
        if head is not None:
            if head["first"] == "1":
                done += _side_by_side(blocks)
                blocks = []
            blocks.append([])
        elif blocks and (not line.strip() or _NUMBERS.fullmatch(line)):
            blocks[-1] += [line] if line.strip() else []
        else:
            done += _side_by_side(blocks)
            blocks = []
            done.append(line)
    return "\n".join([*done, *_side_by_side(blocks), ""])


def _side_by_side(blocks: list[list[str]]) -> list[str]:
    """The lines of blocks joined, one below the other where they have not as many."""
    if len({len(block) for block in blocks}) == 1:
        return [" ".join(lines) for lines in zip(*blocks, strict=True)]
    return [line for block in blocks for line in block]
