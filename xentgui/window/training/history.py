"""What the user changed on the training page, to be taken back one by one."""

from __future__ import annotations

from xentgui.questions.contest import Contest

MOST = 200


class History:
    """The contests before each change, with the name of the example that each started from."""

    def __init__(self) -> None:
        self._before: list[tuple[Contest, str]] = []

    @property
    def holds_any(self) -> bool:
        return bool(self._before)

    def remember(self, contest: Contest, example: str) -> None:
        self._before = [*self._before[-MOST + 1 :], (contest, example)]

    def take_back(self) -> tuple[Contest, str] | None:
        """The last one, which is then forgotten; None where there is none."""
        return self._before.pop() if self._before else None
