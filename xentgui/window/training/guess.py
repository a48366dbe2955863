"""Which run learns first? Asked before a race; told when it has been run to its end, or when somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from xentgui.questions.contest import Contender, Contest
from xentgui.questions.lesson import half_ways
from xentgui.questions.training import TrainingRun
from xentgui.window.sizes import keep, px, spaced
from xentgui.window.widgets.plain import announce
from xentgui.window.widgets.question import QuestionRow, closing

ASKS = "Which learns first: whose cost is the first to be half of its way down?"
TWO_LINES = 48  # pixels
NARROWEST = 300  # that a page is
HEIGHTS, LINE = ((420, 158), (740, 92)), 38  # where it is narrower than this: so high; a line of choices more
TOGETHER, SEVERAL = "both at once", "several at once"
Found = tuple[tuple[Contender, int | None], ...]
HIDDEN, RUNNING = "hidden until you answer", "hidden until it is run"


class Guess(QFrame):
    """`guessed` is when somebody has said which: the race can begin; `given_up` when the answer is asked for.

    `shown` is when nothing is hidden any more.
    """

    guessed = Signal()
    given_up = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName("Guess")
        self._contest: Contest | None = None  # that it is about
        self._told = False
        self._carried = False  # to another start than the one that it was asked of
        self._given: str | None = None  # "" where the answer was asked for
        self._why = ""
        self._row = QuestionRow()
        self._row.answered.connect(self._answer)
        inside = spaced(QHBoxLayout(self), around=(16, 4, 12, 4))
        keep(self.setFixedHeight, TWO_LINES)
        inside.addWidget(self._row, 1)
        inside.addWidget(closing("Close the question", self._put_away, "Close; nothing is hidden then"))
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.asks:
            self._fit()

    def _fit(self) -> None:
        """The height that the question has, and that the answer keeps: nothing moves with it."""
        if self.width() < px(NARROWEST):  # it has no place on the page yet
            return
        narrow = (height for width, height in HEIGHTS if self.width() < px(width))
        keep(self.setFixedHeight, max(next(narrow, TWO_LINES), TWO_LINES + LINE * (self._row.lines - 1)))

    @property
    def contest(self) -> Contest | None:
        """What is asked about."""
        return self._contest

    @property
    def asks(self) -> bool:
        """Whether nothing has been answered yet: what would tell it is hidden."""
        return self._contest is not None and self._given is None and not self._told

    @property
    def hides_end(self) -> str:
        """What is said in the place of the numbers of the last epoch, until they are asked for or run to; else ""."""
        if self._contest is None or self._told:
            return ""
        return {None: HIDDEN, "": ""}.get(self._given, RUNNING)

    def ask(self, contest: Contest, why: str) -> None:
        """Before the race of a contest; `why` is said in the end."""
        self._why, self._told, self._carried = why, False, False
        self._ask_of(contest)
        self.show()
        self._row.take_keyboard()

    def _ask_of(self, contest: Contest) -> None:
        self._contest, self._given = contest, None
        together = SEVERAL if len(contest.contenders) > 2 else TOGETHER
        choices = {each.name: each.short for each in contest.contenders} | {together: together.capitalize()}
        self._row.ask(ASKS, choices)
        self._fit()
        announce(self, f"{ASKS} {', '.join(choices.values())}")

    def follow(self, contest: Contest, run: TrainingRun, reached: int) -> None:
        """The race as far as it was shown; at its end the answer is told. Another race ends the question.

        Before the guess the race of other costs from the same start is asked about instead.
        """
        if self._contest is None:
            return
        if self._contest is not contest:
            if self.asks and contest.start is self._contest.start and _other_costs(contest, self._contest):
                self._carried = True
                self._ask_of(contest)
            else:
                self.close_it()
        elif run.epochs < contest.epochs:
            return
        elif self._carried and self._told:
            self._say(run)
        elif not self._told and (reached >= contest.epochs or self._given == ""):
            self._tell(run)

    def carry(self, contest: Contest | None) -> None:
        """What is asked of a race is asked of the same costs from a start that is dragged: nothing moves meanwhile."""
        if self._contest is not None and contest is not self._contest:
            self._contest, self._carried = contest, True

    def close_it(self) -> None:
        """Ask nothing, and hide nothing."""
        self._contest = None
        self.hide()
        self.shown.emit()

    def _put_away(self) -> None:
        self.close_it()
        self.given_up.emit()

    def _answer(self, given: str) -> None:
        if self._contest is None:
            return
        self._given = given
        if given:
            self._row.tell(f"You said: {_name(self._contest, given)}. The race tells.", open_to_see=True)
            self.guessed.emit()
        else:
            self.shown.emit()
            self.given_up.emit()

    def _tell(self, run: TrainingRun) -> None:
        self._told = True
        announce(self, self._say(run))
        self.shown.emit()

    def _say(self, run: TrainingRun) -> str:
        """What the race gave; why, where it is still the race of the example."""
        contest, given = self._contest, self._given
        assert contest is not None
        found = half_ways(contest, run)
        why = "" if self._carried else self._why
        words = f"{_verdict(contest, found, given)}{_told(found)} {why}".rstrip()
        self._row.tell(words)
        return words


def _other_costs(contest: Contest, other: Contest) -> bool:
    names = [[each.name for each in one.contenders] for one in (contest, other)]
    return len(names[0]) > 1 and names[0] != names[1]


def _name(contest: Contest, given: str) -> str:
    return next((each.short for each in contest.contenders if each.name == given), given)


def _told(found: Found) -> str:
    """When each has come half of its way."""
    said = [f"{each.short} never" if epoch is None else f"{each.short} at epoch {epoch:,}" for each, epoch in found]
    return f"Half of the way down: {', '.join(said)}."


def _verdict(contest: Contest, found: Found, given: str | None) -> str:
    """Nothing where nobody guessed, or nothing comes down."""
    least = found[0][1]
    if not given or least is None:
        return ""
    first = [each.name for each, epoch in found if epoch == least]
    right = {TOGETHER, SEVERAL} if len(first) > 1 else {first[0]}
    return "✓  Right. " if given in right else f"✗  You said: {_name(contest, given)}. "
