"""Columns put together to labels and outputs of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.files.cells import Vanished, plain
from xentgui.files.columns import MOST_WRITTEN, Column, side_by_side
from xentgui.files.guess.by_name import classes_named, split_name
from xentgui.files.guess.by_numbers import one_hot, zeros_and_ones
from xentgui.files.guess.logits_or_probabilities import OutputsAre, read_outputs, sums_to_one
from xentgui.files.guess.roles import Guess, Role, guess_roles
from xentgui.files.guess.vocabulary import OUTPUT_WORDS, snake
from xentgui.files.labels import Labels, class_numbers, labels_of, some_names, table_of
from xentgui.files.otherwise import readings_otherwise
from xentgui.losses import rows
from xentgui.losses.axes import Axes, shape_words
from xentgui.losses.batch import DataError

Numbers = NDArray[np.float64]
DIGITS, MEAN_DIGITS = 4, 6  # significant, of losses that nobody wrote: float32 has no more that can be trusted


@dataclass(frozen=True, eq=False)
class Offer:
    """Another reading of the same data: what it is, in a few words, why the first one was taken, the data read so."""

    words: str
    why: str
    read: Callable[[], Imported]


@dataclass(frozen=True, eq=False)
class Imported:
    """What a file or a paste holds, as labels (N, K) and outputs (N, K) of one shape; None where there are none.

    `sample_weights` is (N, 1), `groups` the name of each row's group, `number_text` a loss found beside the data, as it
    is written. `reasons` say in plain words what was taken for what and why; `ambiguous` asks somebody to look.
    `columns` and their `roles` are what it was made of: `with_roles` makes it again from other roles. `problem` says
    why nothing could be made of the guess.

    `given` are the labels as they are written; `ignored` (N,) are the rows that count for nothing, None where there are
    none: their labels are 0, and what stood there is `ignore_index`. `facts` are known fields of a definition, from the
    call that stood in a paste. `leading` is the shape of the samples where there were more than two dimensions.
    `offers` are other readings of the same data.
    """

    given: Labels
    outputs: Numbers | None
    outputs_are: OutputsAre
    sample_names: tuple[str, ...] | None
    sample_weights: Numbers | None
    groups: tuple[str, ...] | None
    class_weights: tuple[float, ...] | None
    mode: Literal["softmax", "binary", "multi-sigmoid"]
    reasons: tuple[str, ...]
    ambiguous: bool
    columns: tuple[Column, ...]
    roles: tuple[Role, ...]
    number_text: str | None = None
    problem: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    leading: tuple[int, ...] | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What there is none of: "labels", "outputs"."""
        there = {"labels": self.given.rows is not None, "outputs": self.outputs is not None}
        return tuple(name for name, here in there.items() if not here)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not plain, in words: how it was read, what else it may be, and what became of its numbers."""
        others = tuple(f"it may also be read as {offer.words}" for offer in self.offers)
        return (*self.reasons, *others) if self.ambiguous or others else self._vanished

    @property
    def _vanished(self) -> tuple[str, ...]:
        """Those of the reasons that say that a number became 0."""
        return tuple(reason for reason in self.reasons if isinstance(reason, Vanished))

    @property
    def class_indices(self) -> NDArray[np.int64] | None:
        """(N,) the class that each row names, `ignore_index` in ignored rows; None where the labels are no classes."""
        return self.given.indices

    @property
    def labels(self) -> Numbers | None:
        """(N, K), one-hot where each row names a class."""
        return self.given.table

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the K classes."""
        return self.given.class_names

    @property
    def ignored(self) -> NDArray[np.bool_] | None:
        """(N,): which rows count for nothing; None where there are none."""
        return self.given.ignored

    @property
    def ignore_index(self) -> int | None:
        """The label of the rows that count for nothing."""
        return self.given.ignore_index

    @property
    def labels_are(self) -> str:
        """How the labels are written, in words; empty where there are none."""
        if self.given.rows is None:
            return ""
        columns = [column for column, role in zip(self.columns, self.roles, strict=True) if role == "labels"]
        if len(columns) == 1:
            if columns[0].texts is not None:
                return "a class name in each row"
            return "yes or no in each row" if len(self.class_names) == 1 else "a class number in each row"
        if one_hot(columns):
            return "one-hot columns, one class in each row"
        return (
            "a column for each class, several or none in a row" if zeros_and_ones(columns) else "shares of each class"
        )

    def with_roles(
        self, roles: Sequence[Role], outputs_are: Literal["logits", "probabilities"] | None = None
    ) -> Imported:
        """The same columns with the roles that somebody chose. Raises DataError where they do not fit together."""
        guess = Guess(tuple(roles), ("the columns were chosen by hand",), False)
        chosen = assemble(self.columns, guess, reading=outputs_are, facts=self.facts)
        number = chosen.number_text or self.number_text
        told = (*chosen.reasons, *self._vanished)
        return replace(chosen, number_text=number, reasons=told, ambiguous=False, leading=self.leading)


class UnclearError(DataError):
    """Columns were read, and the guess of what they are does not fit together: somebody can say it."""

    def __init__(self, problem: DataError, columns: Sequence[Column], guess: Guess, name: str = "") -> None:
        super().__init__(f"{name}: {problem.reason}" if name else problem.reason, where=problem.where)
        self._problem, self._columns, self._guess = problem, tuple(columns), guess

    @property
    def imported(self) -> Imported:
        """The columns with the guess, and nothing made of them."""
        return Imported(
            given=Labels(()), outputs=None, outputs_are="logits", sample_names=None, sample_weights=None,
            groups=None, class_weights=None, mode="softmax", reasons=self._guess.reasons, ambiguous=True,
            columns=self._columns, roles=self._guess.roles, problem=self._problem.reason,
        )  # fmt: skip

    def inside(self, name: str) -> UnclearError:
        """The same, of a file with this name."""
        return UnclearError(self._problem, self._columns, self._guess, name)


def assemble(
    columns: Sequence[Column],
    guess: Guess | None = None,
    caption: str = "",
    reading: OutputsAre | Literal["log-probabilities"] | None = None,
    facts: Mapping[str, object] | None = None,
) -> Imported:
    """Labels and outputs from columns; `reading` is what somebody says that the outputs are, `facts` what is known.

    Raises DataError where the roles cannot be: shapes differ, no such class.
    """
    guess = guess or guess_roles(columns)
    known = dict(facts or {})
    if len(columns) > 1 and not any(column.numbers is not None or column.name or column.table for column in columns):
        raise DataError("there are words and no numbers in it: a table has a row for each sample, of numbers")
    chosen = {role: [c for c, r in zip(columns, guess.roles, strict=True) if r == role] for role in set(guess.roles)}
    outputs = table_of(chosen.get("outputs", []), "outputs")
    label_columns = chosen.get("labels", [])
    if outputs is None and not label_columns and "losses" not in chosen:
        raise DataError("no column was found that could be outputs or labels: say what each column is")
    if reading == "log-probabilities" and outputs is not None:
        outputs, reading = np.exp(outputs), "probabilities"
    names, named = _class_names(chosen, outputs)
    given = labels_of(label_columns, outputs, names, named, known.get("ignore_index"))  # type: ignore[arg-type]
    told = reading or known.pop("outputs_are", None)
    called = _caption(chosen.get("outputs", []), caption)
    read = read_outputs(outputs, called, told, None if given.rows is None else given.name_classes)  # type: ignore[arg-type]
    samples = _listed_names(chosen.get("sample names", []))
    weights = _weights(chosen.get("sample weights", []))
    groups = _listed_names(chosen.get("groups", []))
    _check_lengths(given, {"outputs": outputs, "names": samples, "weights": weights, "groups": groups})
    number, told_losses = _number_of(chosen.get("losses", []), given.rows_ignored)
    again = partial(assemble, columns, replace(guess, ambiguous=False), caption)
    offers = [Offer(read.other, read.reasons[0], partial(again, read.other, facts))] if read.other else []
    offers += _read_otherwise(columns, caption, facts)
    return Imported(
        given=given, outputs=read.outputs, outputs_are=read.outputs_are,
        sample_names=samples, sample_weights=weights, groups=groups,
        class_weights=_class_weights(chosen.get("class weights", []), len(given.class_names)),
        mode=_mode(given, read.outputs, read.outputs_are),
        reasons=tuple(
            dict.fromkeys([*guess.reasons, *given.notes, *read.reasons, *told_losses, *(each.why for each in offers)])
        ),
        ambiguous=guess.ambiguous or given.doubtful or read.doubtful, columns=tuple(columns), roles=guess.roles,
        number_text=number, facts=known, offers=tuple(offers),
    )  # fmt: skip


def _read_otherwise(columns: Sequence[Column], caption: str, facts: Mapping[str, object] | None) -> Iterator[Offer]:
    """What else the text of the columns may mean, so far as labels and outputs come of it."""
    for words, why, other in readings_otherwise(columns):
        read = partial(assemble, other, None, caption, None, facts)
        with suppress(DataError):
            read()
            yield Offer(words, why, read)


def class_of_each_place(
    columns: Sequence[Column], guess: Guess, leading: tuple[int, ...] | None
) -> tuple[Sequence[Column], Guess, tuple[int, ...] | None]:
    """Labels alone that are class numbers along several axes, such as (B, T) or (N, H, W), as one column of them.

    With the guess and the leading axes of what is given. A table of 0, 1 and shares is one row for each sample.
    """
    alone = set(guess.roles) == {"labels"} and len(columns) > 1 and not any(column.name for column in columns)
    if not alone or any(column.numbers is None or len(column) != len(columns[0]) for column in columns):
        return columns, guess, leading
    shape = (*(leading or (len(columns[0]),)), len(columns))
    flat = in_one(columns)
    assert flat.numbers is not None
    counted = class_numbers(flat.numbers)
    if counted is None or (len(counted) == len(flat) and counted.max() <= 1):
        return columns, guess, leading
    return (flat,), replace(guess, roles=("labels",), reasons=(*guess.reasons, of_each_place(shape))), shape


def of_each_place(shape: tuple[int, ...]) -> str:
    """What is said of labels that are class numbers along several axes."""
    return f"{shape_words(shape)} labels are the class of each place"


def in_one(columns: Sequence[Column]) -> Column:
    """A class for each place, read along the rows of these columns, which hold numbers."""
    return Column("labels", side_by_side(columns).ravel(), None, columns[0].table, whole=True, vector=True)


def in_axes(found: Imported, leading: tuple[int, ...] | None) -> Imported:
    """The same where the samples were counted by these axes; outputs alone may also have their classes second."""
    found = replace(found, leading=leading)
    if leading is None or len(leading) < 2 or found.outputs is None or found.labels is not None:
        return found
    axes = Axes((*leading, found.outputs.shape[1]), 1)
    why = "without labels the last axis is taken for the classes"
    return replace(found, offers=(*found.offers, Offer(axes.words, why, partial(_second, found, axes))))


def _second(found: Imported, axes: Axes) -> Imported:
    assert found.outputs is not None
    outputs, names = axes.rows(found.outputs.reshape(axes.shape)), tuple(map(str, range(axes.columns)))
    return replace(found, outputs=outputs, leading=axes.leading, given=replace(found.given, class_names=names))


def with_outputs(found: Imported, outputs: Numbers, names: Sequence[str], outputs_are: OutputsAre) -> Imported:
    """Labels that were found alone, read for outputs (N, K) with these class names. Raises DataError if they differ."""
    columns = [column for column, role in zip(found.columns, found.roles, strict=True) if role == "labels"]
    given = labels_of(columns, outputs, tuple(names), not all(name.isdigit() for name in names))
    _check_lengths(given, {"outputs": outputs})
    return replace(
        found,
        given=given,
        outputs=outputs,
        outputs_are=outputs_are,
        mode=_mode(given, outputs, outputs_are),
        reasons=(*found.reasons, *given.notes),
        ambiguous=found.ambiguous or given.doubtful,
    )


def _caption(columns: Sequence[Column], file: str) -> str:
    """What outputs are called: by their arrays or columns, and where these tell nothing by their file too."""
    words = [snake(name) for column in columns[:3] for name in (column.table, column.name, split_name(column.name)[0])]
    tells = any(word in OUTPUT_WORDS for word in words)
    return " ".join(dict.fromkeys(words if tells else [file, *words]))


def _class_names(chosen: dict[Role, list[Column]], outputs: Numbers | None) -> tuple[tuple[str, ...], bool]:
    """The names of the outputs and whether somebody gave them: a list of them, the header, or 0, 1, 2, ..."""
    width = 0 if outputs is None else outputs.shape[1]
    if listed := _listed_names(chosen.get("class names", [])):
        if outputs is not None and (len(listed) != width or len(set(listed)) != width):
            raise DataError(f"{width} outputs need {width} different class names, and these are {some_names(listed)}")
        return listed[:width], True
    columns = chosen.get("outputs", [])
    bare = classes_named(columns)
    if bare and all(bare) and len(set(bare)) == width and all(column.named for column in columns):
        return bare, not all(name.isdigit() for name in bare)
    return tuple(str(k) for k in range(width)), False


def _listed_names(columns: Sequence[Column]) -> tuple[str, ...] | None:
    if not columns:
        return None
    column = columns[0]
    if column.texts is not None:
        return tuple(text or str(k + 1) for k, text in enumerate(column.texts))
    return tuple(f"{number:.15g}" for number in column.numbers) if column.numbers is not None else None


def _weights(columns: Sequence[Column]) -> Numbers | None:
    weights = table_of(columns[:1], "weights")
    if weights is None:
        return None
    for row in np.flatnonzero(weights[:, 0] < 0):
        raise DataError(
            f"{columns[0].where(int(row))}: a weight is at least 0, and {weights[row, 0]:g} is not",
            where=(int(row),),
        )  # fmt: skip
    return weights


def _class_weights(columns: Sequence[Column], classes: int) -> tuple[float, ...] | None:
    table = table_of(columns[:1], "class weights")
    if table is None:
        return None
    for row in np.flatnonzero(table[:, 0] < 0):
        raise DataError(f"{columns[0].where(int(row))}: a weight is at least 0, and {table[row, 0]:g} is not")
    if len(table) != classes:
        raise DataError(f"{classes} classes need {classes} weights, and there are {len(table)}")
    return tuple(map(float, table[:, 0]))


def _check_lengths(given: Labels, named: Mapping[str, Sized | None]) -> None:
    lengths = {"labels": given.rows, **{name: len(table) for name, table in named.items() if table is not None}}
    lengths = {name: count for name, count in lengths.items() if count is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name}: {rows} rows" for name, rows in lengths.items())
        raise DataError(f"the tables do not fit together ({told}): each sample needs one row in each of them")


def _mode(given: Labels, outputs: Numbers | None, outputs_are: str) -> Literal["softmax", "binary", "multi-sigmoid"]:
    width = outputs.shape[1] if outputs is not None else len(given.class_names)
    if width == 1:
        return "binary"
    one_class = given.name_classes
    several = given.entered is not None and bool(rows.zeros_and_ones(given.entered).all() and not one_class)
    apart = outputs is not None and outputs_are == "probabilities" and not one_class and not sums_to_one(outputs)
    return "multi-sigmoid" if several or apart else "softmax"


def _number_of(columns: Sequence[Column], ignored: NDArray[np.bool_]) -> tuple[str | None, tuple[str, ...]]:
    """What My number looks for among columns of losses, and what is told of it.

    `ignored` (N,) are the rows that do not count in a mean; empty where none is. Raises DataError for words.
    """
    table = table_of(columns[:1], "losses")
    if table is None:
        return None, ()
    losses, column = table[:, 0], columns[0]
    called = column.name or column.table or f"column {column.place}"
    if len(losses) > MOST_WRITTEN:
        counted = losses[~ignored] if len(ignored) == len(losses) and not ignored.all() else losses
        return f"{counted.mean():.{MEAN_DIGITS}g}", (f'the mean of "{called}" is the number asked about',)
    digits = MEAN_DIGITS if len(losses) == 1 else DIGITS
    written = [plain(text) for text in column.written or ()] or [f"{loss:.{digits}g}" for loss in losses]
    what = "are the numbers asked about, one for each row" if len(losses) > 1 else "is the number asked about"
    return " ".join(written), (f'"{called}" {what}',)
