"""Data on many machines: one Part for each partition of Dask, put together in a tree.

    import xentgui.scale
    xentgui.scale.evaluate((labels, logits), ["softmax"])  # Dask arrays
    xentgui.scale.evaluate("predictions/", ["softmax"], client)  # a folder of .parquet or .npy files

Needs ``pip install "xentgui[dask]"``; whatever Dask runs on serves. For other systems see docs/scale.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from itertools import accumulate
from operator import add
from pathlib import Path
from typing import Any

import numpy as np

from xentgui.files.columns import name_of
from xentgui.files.guess.vocabulary import LABEL_WORDS, OUTPUT_WORDS, bare
from xentgui.files.open_file import Imported, read_file
from xentgui.files.optional import library
from xentgui.losses.arrays import DataError
from xentgui.opening import arguments, check_complete
from xentgui.questions.parts import Part, PartResult, parts
from xentgui.questions.public import Asked

TOGETHER = 8  # parts that one task puts together
Task = Callable[[], Part]


def evaluate(
    source: str | Path | Sequence[Any],
    definitions: Asked | None = None,
    client: Any = None,
    *,
    outputs_are: str | None = None,
    class_axis: int | None = None,
    **changes: object,
) -> PartResult:
    """What several definitions give on data in partitions, to the last bit as on all rows at once.

    Args:
        source: Dask arrays ``(labels, outputs)`` or ``(labels, outputs, sample_weights)``, of shapes as for `evaluate`;
            or a folder of ``.parquet`` files, whose columns are read as a file's are, or of ``.npy`` files called
            labels and logits (or scores, probabilities, ...) with a number each.
        definitions, changes: as for `compare`.
        client: a ``distributed.Client``; None computes with Dask's own scheduler.
        outputs_are: as for `evaluate`; None is what the first Parquet file is read as, else logits.
        class_axis: as for `evaluate`.

    Raises:
        DataError: data that can not be read, or that a definition does not take; a Parquet file not as the first is.
        ValueError: an unknown name or field, no definitions, or one that has no single value.
        ModuleNotFoundError: Dask is not installed.
    """
    delayed = library("dask", "dask", "data in partitions").delayed
    how = {"definitions": definitions, "outputs_are": outputs_are or "logits", "class_axis": class_axis, **changes}
    if not isinstance(source, (str, Path)):
        tasks = _of_dask(source, how, delayed)
    else:
        folder = Path(source)
        of_parquet = sorted(folder.glob("*.parquet"))
        made = _of_parquet(of_parquet, {**how, "outputs_are": outputs_are}) if of_parquet else _of_npy(folder, how)
        tasks = [delayed(task)() for task in made]
    if not tasks:
        raise DataError(f"{source}: there are no .parquet files in it, and no .npy files of labels and outputs")
    while len(tasks) > 1:
        tasks = [delayed(_together)(tasks[start : start + TOGETHER]) for start in range(0, len(tasks), TOGETHER)]
    whole: Part = tasks[0].compute() if client is None else client.compute(tasks[0]).result()
    return whole.result()


def _together(several: Sequence[Part]) -> Part:
    return reduce(add, several)


def _of_dask(tables: Sequence[Any], how: Mapping[str, Any], delayed: Any) -> list[Any]:
    """A task for each run of the first axis of the outputs; the other tables are cut where these are."""
    if not (isinstance(tables, (tuple, list)) and len(tables) in (2, 3) and all(map(_is_of_dask, tables))):
        raise ValueError("the source is one argument: Dask arrays (labels, outputs), or the name of a folder")
    labels, outputs, *weights = (each.compute_chunk_sizes() if _is_unknown(each) else each for each in tables)
    runs = outputs.chunks[0]
    cut = [each.rechunk({0: runs, **dict.fromkeys(range(1, each.ndim), -1)}) for each in (labels, outputs, *weights)]
    pieces = zip(*(each.to_delayed().ravel() for each in cut), strict=True)
    return [
        delayed(parts)(labels, outputs, sample_weights=weights[0] if weights else None, start=start, **how)
        for start, (labels, outputs, *weights) in zip(_starts(runs), pieces, strict=True)
    ]


def _is_of_dask(table: Any) -> bool:
    return hasattr(table, "to_delayed") and hasattr(table, "rechunk")


def _is_unknown(table: Any) -> bool:
    return any(map(math.isnan, table.shape))


def _starts(counts: Sequence[int]) -> list[int]:
    return list(accumulate(counts, initial=0))[: len(counts)]


def _of_parquet(paths: Sequence[Path], how: Mapping[str, Any]) -> list[Task]:
    """A task for each file, which has to be as the first one is."""
    parquet = library("pyarrow.parquet", "pyarrow", "Parquet files")
    first = read_file(paths[0])
    check_complete(first, name_of(paths[0]))
    known = {name: value for name, value in arguments(first).items() if name in ("class_weights", "ignore_index")}
    told = {**known, **how, "outputs_are": how["outputs_are"] or first.outputs_are}
    starts = _starts([parquet.read_metadata(path).num_rows for path in paths])
    return [
        partial(_part_of_parquet, path, first.roles, first.class_names, {**told, "start": start})
        for path, start in zip(paths, starts, strict=True)
    ]


def _part_of_parquet(path: Path, roles: Any, class_names: tuple[str, ...], how: Mapping[str, Any]) -> Part:
    found: Imported = read_file(path)
    if len(found.columns) == len(roles):
        found = found.with_roles(roles, how["outputs_are"])
    if (found.roles, found.class_names) != (roles, class_names):
        raise DataError(f"{name_of(path)}: its columns and classes are not those of the first file")
    data = arguments(found)
    return parts(data["labels"], data["outputs"], sample_weights=data["sample_weights"], **how)


def _of_npy(folder: Path, how: Mapping[str, Any]) -> list[Task]:
    """A task for each two files, of labels and of outputs, in the order of their names."""
    called = {path: bare(re.sub(r"[\W_]*\d+$", "", path.stem)) for path in sorted(folder.glob("*.npy"))}
    labels = [path for path, word in called.items() if word in LABEL_WORDS]
    outputs = [path for path, word in called.items() if word in OUTPUT_WORDS]
    if len(labels) != len(outputs):
        raise DataError(f"{folder}: {len(labels)} files of labels and {len(outputs)} of outputs: each needs one other")
    starts = _starts([len(_array(path)) for path in labels])
    return [
        partial(_part_of_npy, one, two, {**how, "start": start})
        for one, two, start in zip(labels, outputs, starts, strict=True)
    ]


def _part_of_npy(labels: Path, outputs: Path, how: Mapping[str, Any]) -> Part:
    return parts(_array(labels), _array(outputs), **how)


def _array(path: Path) -> Any:
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise DataError(f"{name_of(path)}: it is no array of numbers, or damaged: save it again") from error
