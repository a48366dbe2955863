"""Numbers that people really got, with what was behind them, and whether an answer names it."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xentgui.losses.definition import Definition
from xentgui.questions.matching import Match

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "real-numbers.json").read_text("utf-8"))
REDUCTIONS = {
    "mean_samples": ("mean", ("sum",)),
    "mean_elements": ("mean", ("mean", "none")),
    "mean_over_class_weight_sum": ("mean", ("sum",)),
    "weighted_sum_over_N": ("mean", ("mean", "none")),
    "weighted_sum_over_weight_sum": ("mean", ("mean", "none")),
    "sum": ("sum", ("sum", "none")),
    "none": ("none", ("sum", "none")),
    "none_last_mean": ("none", ("mean",)),
}
NEEDS_SLIP = {
    "probs_as_logits": "probabilities-as-logits",
    "logits_as_probs": "logits-as-probabilities",
    "label_outside_0_1": "labels-outside-0-1",
    "labels_outputs_swapped": "labels-and-outputs-swapped",
    "printed_input_rounding": "outputs-rounded",
}


def known_facts(case: dict[str, Any]) -> dict[str, Any]:
    """What the person knew and passed on purpose."""
    convention = case["convention"]
    return {name: convention[name] for name in ("class_weights", "pos_weight", "sample_weights") if name in convention}


def members(match: Match) -> Iterator[tuple[Definition, tuple[str, ...]]]:
    yield match.definition, match.slips
    yield from match.equivalents


def names_cause(case: dict[str, Any], match: Match) -> bool:
    """Whether one member of the group is the convention that gave the number."""
    return any(is_convention(case, definition, slips) for definition, slips in members(match))


def is_convention(case: dict[str, Any], definition: Definition, slips: tuple[str, ...]) -> bool:
    convention = case["convention"]
    one_column = not isinstance(case["outputs"][0], list)
    columns = 1 if one_column else len(case["outputs"][0])
    needed = NEEDS_SLIP.get(case["cause"])
    checks = [
        one_column or definition.likelihood == {"binary": "bernoulli"}.get(convention["form"], "categorical"),
        definition.log_base == {"e": math.e, "2": 2.0, "10": 10.0}[convention["log_base"]],
        _reduced(convention, definition, columns, len(case["outputs"])),
        needed is None or needed in slips,
        "scale" not in convention or "extra-factor" in slips,
        definition.label_smoothing == convention.get("label_smoothing", 0.0),
        definition.class_weights == _plain(convention.get("class_weights")),
        definition.pos_weight == convention.get("pos_weight"),
        _guarded(convention, definition),
        needed is not None or set(slips) <= _harmless(case),
    ]
    return all(checks)


def _harmless(case: dict[str, Any]) -> set[str]:
    known = {"extra-factor", "unstable-formula", "clip-rounded"}
    again = case["output_kind"] == "probabilities" and case["convention"]["activation"] == "softmax"
    return known | ({"probabilities-as-logits"} if again else set())


def _reduced(convention: dict[str, Any], definition: Definition, columns: int, rows: int) -> bool:
    reduction, over = REDUCTIONS[convention["reduction"]]
    weights = "weight_sum" not in convention["reduction"] or definition.normalise_by.startswith("weights")
    same = definition.reduction == reduction or (rows == 1 and "none" not in (reduction, definition.reduction))
    return weights and same and (columns == 1 or definition.over_outputs in over)


def _guarded(convention: dict[str, Any], definition: Definition) -> bool:
    guard = convention.get("eps", {"mode": "none", "value": None})
    clip = guard["value"] if guard["mode"] in ("clip", "clip_add") else None
    added = guard["value"] if guard["mode"] in ("add", "clip_add") else None
    rescaled = convention["activation"] == "renormalize"
    return (definition.clip, definition.log_epsilon) == (clip, added) and rescaled == (
        definition.renormalise is not None
    )


def _plain(weights: list[float] | None) -> tuple[float, ...] | None:
    return None if weights is None else tuple(weights)
