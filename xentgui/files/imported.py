"""Columns put together to labels and outputs of one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.files.columns import Column
from xentgui.files.names import split_name
from xentgui.files.readings import guess_outputs_are
from xentgui.files.roles import Guess, Role, guess_roles
from xentgui.files.words import NO_WORDS, YES_WORDS
from xentgui.losses.batch import DataError

Numbers = NDArray[np.float64]
OutputsAre = Literal["logits", "probabilities"]
IGNORED = (-100.0, -1.0)


@dataclass(frozen=True, eq=False)
class Imported:
    """What a file or a paste holds, as labels (N, K) and outputs (N, K) of one shape; None where there are none.

    `sample_weights` is (N, 1), `number_text` a loss found beside the data, as it is written. `reasons` say in plain
    words what was taken for what and why; `ambiguous` asks somebody to look. `columns` and their `roles` are what it
    was made of: `with_roles` makes it again from other roles.
    """

    labels: Numbers | None
    outputs: Numbers | None
    outputs_are: OutputsAre
    class_names: tuple[str, ...]
    sample_names: tuple[str, ...] | None
    sample_weights: Numbers | None
    class_weights: tuple[float, ...] | None
    mode: Literal["softmax", "binary", "multi-sigmoid"]
    reasons: tuple[str, ...]
    ambiguous: bool
    columns: tuple[Column, ...]
    roles: tuple[Role, ...]
    number_text: str | None = None

    def with_roles(
        self, roles: Sequence[Role], outputs_are: Literal["logits", "probabilities"] | None = None
    ) -> Imported:
        """The same columns with the roles that somebody chose. Raises DataError where they do not fit together."""
        chosen = assemble(self.columns, Guess(tuple(roles), ("the columns were chosen by hand",), False))
        return replace(
            chosen, outputs_are=outputs_are or chosen.outputs_are, number_text=self.number_text, ambiguous=False
        )


def assemble(columns: Sequence[Column], guess: Guess | None = None, caption: str = "") -> Imported:
    """Labels and outputs from columns. Raises DataError where the roles cannot be: shapes differ, no such class."""
    guess = guess or guess_roles(columns)
    if len(columns) > 1 and not any(column.numbers is not None or column.name or column.table for column in columns):
        raise DataError("there are words and no numbers in it: a table has a row for each sample, of numbers")
    chosen = {role: [c for c, r in zip(columns, guess.roles, strict=True) if r == role] for role in set(guess.roles)}
    outputs = _table(chosen.get("outputs", []), "outputs")
    label_columns = chosen.get("labels", [])
    if outputs is None and not label_columns:
        raise DataError("no column was found that could be outputs or labels: choose what each column is")
    names, named = _class_names(chosen, outputs)
    labels, names, notes, doubt = _labels(label_columns, outputs, names, named)
    outputs_are, why = guess_outputs_are(outputs, caption or _caption(chosen.get("outputs", [])))
    samples = _sample_names(chosen.get("sample names", []))
    weights = _weights(chosen.get("sample weights", []))
    _check_lengths(labels, outputs, samples, weights)
    found = Imported(
        labels=labels, outputs=outputs, outputs_are=outputs_are, class_names=names, sample_names=samples,
        sample_weights=weights, class_weights=_class_weights(chosen.get("class weights", [])),
        mode=_mode(labels, outputs, outputs_are), reasons=tuple(dict.fromkeys([*guess.reasons, *notes, *why])),
        ambiguous=guess.ambiguous or doubt, columns=tuple(columns), roles=guess.roles,
    )  # fmt: skip
    return _without_ignored_rows(found)


def _table(columns: Sequence[Column], what: str) -> Numbers | None:
    if not columns:
        return None
    for column in columns:
        if column.numbers is None:
            raise DataError(f"{column.where(0)}: words cannot be {what}: choose another column, or another role for it")
        if len(column) != len(columns[0]):
            raise DataError(
                f"{what} of {len(columns[0])} and of {len(column)} rows do not fit together: choose one of the tables"
            )
    return np.column_stack([column.numbers for column in columns if column.numbers is not None])


def _caption(columns: Sequence[Column]) -> str:
    return " ".join({f"{column.table} {column.name}" for column in columns[:3]})


def _class_names(chosen: dict[Role, list[Column]], outputs: Numbers | None) -> tuple[tuple[str, ...], bool]:
    """The names of the outputs and whether somebody gave them: a list of them, the header, or 0, 1, 2, ..."""
    width = 0 if outputs is None else outputs.shape[1]
    listed = chosen.get("class names", [])
    if listed and len(listed[0]) == width:
        return tuple(listed[0].texts or ()), True
    columns = chosen.get("outputs", [])
    bare = tuple(split_name(column.name)[1] for column in columns)
    if bare and all(bare) and len(set(bare)) == width and all(column.named for column in columns):
        return bare, not all(name.isdigit() for name in bare)
    return tuple(str(k) for k in range(width)), False


def _labels(
    columns: Sequence[Column], outputs: Numbers | None, names: tuple[str, ...], named: bool
) -> tuple[Numbers | None, tuple[str, ...], list[str], bool]:
    """Labels (N, K), the class names, what was assumed, and whether to look at it."""
    if not columns:
        return None, names, ["there are no labels in it"] if outputs is not None else [], False
    if len(columns) > 1:
        table = _table(columns, "labels")
        if table is None or (outputs is not None and table.shape[1] != outputs.shape[1]):
            raise DataError(
                f"{len(columns)} columns of labels and {len(names)} of outputs do not fit together: "
                "there is one label column for each output, or one that names the class"
            )
        _check_labels(columns)
        bare = tuple(split_name(column.name)[1] or str(k) for k, column in enumerate(columns))
        return table, names if outputs is not None else bare, [], False
    if columns[0].texts is not None:
        return _from_names(columns[0], outputs, names, named)
    return _from_numbers(columns[0], outputs, names)


def _check_labels(columns: Sequence[Column]) -> None:
    for j, column in enumerate(columns):
        numbers = column.numbers
        outside = np.flatnonzero((numbers < 0) | (numbers > 1)) if numbers is not None else np.empty(0, int)
        if numbers is not None and len(outside):
            row = int(outside[0])
            raise DataError(
                f"{column.where(row)}: a label lies between 0 and 1, and {numbers[row]:g} does not",
                where=(row, j),
            )  # fmt: skip


def _from_numbers(
    column: Column, outputs: Numbers | None, names: tuple[str, ...]
) -> tuple[Numbers, tuple[str, ...], list[str], bool]:
    values = column.numbers
    assert values is not None
    if outputs is not None and outputs.shape[1] == 1:
        _check_labels([column])
        return values[:, None], names, [], False
    ignored = np.isin(values, IGNORED)
    for row in np.flatnonzero((values != np.floor(values)) | ((values < 0) & ~ignored)):
        raise DataError(
            f"{column.where(int(row))}: {values[row]:g} is not a class number: they are whole and count from 0",
            where=(int(row),),
        )  # fmt: skip
    width = len(names) if outputs is not None else max(int(min(values.max(initial=1), 9999)) + 1, 2)
    kept = values[~ignored]
    shift = int(bool(len(kept)) and kept.min() >= 1 and kept.max() == width and outputs is not None)
    for row in np.flatnonzero(values - shift >= width):
        raise DataError(
            f"{column.where(int(row))}: there is no class {values[row]:g} among {width} outputs: "
            f"class numbers run from 0 to {width - 1}",
            where=(int(row),),
        )  # fmt: skip
    table = np.zeros((len(values), width))
    table[~ignored, (kept - shift).astype(int)] = 1.0
    table[ignored] = np.nan
    notes = [f"class numbers run from 1 to {width}: 1 is taken for the first output"] if shift else []
    return table, names if outputs is not None else tuple(str(k) for k in range(width)), notes, False


def _from_names(
    column: Column, outputs: Numbers | None, names: tuple[str, ...], named: bool
) -> tuple[Numbers, tuple[str, ...], list[str], bool]:
    texts = column.texts or ()
    width = None if outputs is None else outputs.shape[1]
    found = sorted(column.words)
    if width == 1:
        yes = _yes_of(column, found)
        note = f'"{yes}" is taken for yes'
        return np.array([[float(text == yes)] for text in texts]), names, [note], yes.lower() not in YES_WORDS
    by_lower = {name.lower(): k for k, name in enumerate(names)}
    notes, doubt = [], False
    if width is None:
        names = tuple(found)
    elif not {name.lower() for name in found} <= set(by_lower):
        if named or len(found) != width:
            unknown = next(row for row, text in enumerate(texts) if text.lower() not in by_lower)
            raise DataError(
                f'{column.where(unknown)}: there is no output called "{texts[unknown]}": name the columns of outputs '
                f"as the classes are named ({', '.join(names[:6])}{', ...' if len(names) > 6 else ''})",
                where=(unknown,),
            )  # fmt: skip
        names, doubt = tuple(found), True
        notes.append("the outputs have no names: the classes are taken in alphabetical order, as scikit-learn does")
    order = {name.lower(): k for k, name in enumerate(names)}
    table = np.zeros((len(texts), len(names)))
    table[np.arange(len(texts)), [order[text.lower()] for text in texts]] = 1.0
    return table, names, notes, doubt


def _yes_of(column: Column, found: list[str]) -> str:
    if len(found) > 2:
        row = next(i for i, text in enumerate(column.texts or ()) if text not in found[:2])
        raise DataError(
            f"{column.where(row)}: one output answers yes or no, and the labels name {len(found)} classes",
            where=(row,),
        )  # fmt: skip
    known = [name for name in found if name.lower() in YES_WORDS]
    if known:
        return known[0]
    others = [name for name in found if name.lower() not in NO_WORDS]
    return others[-1] if others else "yes"


def _sample_names(columns: Sequence[Column]) -> tuple[str, ...] | None:
    if not columns:
        return None
    column = columns[0]
    if column.texts is not None:
        return tuple(text or str(k + 1) for k, text in enumerate(column.texts))
    return tuple(f"{number:.15g}" for number in column.numbers) if column.numbers is not None else None


def _weights(columns: Sequence[Column]) -> Numbers | None:
    weights = _table(columns[:1], "weights")
    if weights is None:
        return None
    for row in np.flatnonzero(weights[:, 0] < 0):
        raise DataError(
            f"{columns[0].where(int(row))}: a weight is at least 0, and {weights[row, 0]:g} is not",
            where=(int(row),),
        )  # fmt: skip
    return weights


def _class_weights(columns: Sequence[Column]) -> tuple[float, ...] | None:
    table = _table(columns[:1], "class weights")
    return None if table is None else tuple(map(float, table[:, 0]))


def _check_lengths(
    labels: Numbers | None, outputs: Numbers | None, samples: tuple[str, ...] | None, weights: Numbers | None
) -> None:
    named = {"labels": labels, "outputs": outputs, "names": samples, "weights": weights}
    lengths = {name: len(table) for name, table in named.items() if table is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name}: {rows} rows" for name, rows in lengths.items())
        raise DataError(f"the tables do not fit together ({told}): each sample needs one row in each of them")


def _mode(
    labels: Numbers | None, outputs: Numbers | None, outputs_are: str
) -> Literal["softmax", "binary", "multi-sigmoid"]:
    width = next(table.shape[1] for table in (outputs, labels) if table is not None)
    if width == 1:
        return "binary"
    several = labels is not None and bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) != 1).any())
    apart = outputs is not None and outputs_are == "probabilities" and bool((abs(outputs.sum(axis=1) - 1) > 0.02).any())
    return "multi-sigmoid" if several or apart else "softmax"


def _without_ignored_rows(found: Imported) -> Imported:
    """Rows whose class number marks them as ignored (-100, -1) are taken out, and somebody should know."""
    if found.labels is None or not np.isnan(found.labels).any():
        return found
    kept = ~np.isnan(found.labels).any(axis=1)
    if not kept.any():
        raise DataError("every row has a label that marks it as ignored (-100 or -1): nothing is left")
    names = found.sample_names
    return replace(
        found,
        labels=found.labels[kept],
        outputs=None if found.outputs is None else found.outputs[kept],
        sample_weights=None if found.sample_weights is None else found.sample_weights[kept],
        sample_names=None
        if names is None
        else tuple(name for name, keep in zip(names, np.atleast_1d(kept), strict=True) if keep),
        reasons=(*found.reasons, f"{np.count_nonzero(~kept)} rows with the label -100 or -1 are ignored and left out"),
        ambiguous=True,
    )
