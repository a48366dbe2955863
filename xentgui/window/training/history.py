"""What the user changed on the training page, to be taken back and done again one by one."""

from __future__ import annotations

from xentgui.questions.contest import Contest

MOST = 200
Step = tuple[Contest, str]


class History:
    """The contests before each change, and those that were taken back; each with the name of its example."""

    def __init__(self) -> None:
        self.before: list[Step] = []
        self.after: list[Step] = []

    def remember(self, contest: Contest, example: str) -> None:
        """A change is made to this one: what was taken back is gone."""
        self.before, self.after = [*self.before[-MOST + 1 :], (contest, example)], []

    def take_back(self, now: Step) -> Step:
        """The last one before, which is then after; IndexError where there is none."""
        self.after.append(now)
        return self.before.pop()

    def do_again(self, now: Step) -> Step:
        """The last one that was taken back; IndexError where there is none."""
        self.before.append(now)
        return self.after.pop()
