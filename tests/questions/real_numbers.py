"""Numbers that people really got, with what was behind them, and whether an answer names it."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xentgui.losses.definition import Definition
from xentgui.questions.matching import Match

DATA = Path(__file__).parents[1] / "data"
CASES: list[dict[str, Any]] = [
    case
    for name in ("real-numbers.json", "more-real-numbers.json")
    for case in json.loads((DATA / name).read_text("utf-8"))
]
REDUCTIONS = {
    "mean_samples": ("mean", ("sum",)),
    "mean_elements": ("mean", ("mean", "none")),
    "mean_over_class_weight_sum": ("mean", ("sum",)),
    "weighted_sum_over_N": ("mean", ("mean", "none")),
    "weighted_sum_over_weight_sum": ("mean", ("mean", "none")),
    "weighted_rows_over_weight_sum": ("mean", ("sum",)),
    "sum": ("sum", ("sum", "none")),
    "sum_of_means": ("sum", ("mean",)),
    "none": ("none", ("sum", "none")),
    "none_last_mean": ("none", ("mean",)),
}
NEEDS_SLIP = {
    "probs_as_logits": "probabilities-as-logits",
    "logits_as_probs": "logits-as-probabilities",
    "label_outside_0_1": "labels-outside-0-1",
    "labels_outputs_swapped": "labels-and-outputs-swapped",
    "printed_input_rounding": "outputs-rounded",
    "probs_as_logprobs": "probabilities-as-log-probabilities",
    "labels_recoded": "labels-recoded",
    "hand_rounding": "probabilities-rounded",
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
        "ignore_index" not in convention or definition.ignore_index == convention["ignore_index"],
        set(slips) <= _harmless(case) | {needed, convention.get("by_hand")},
    ]
    return all(checks)


def _harmless(case: dict[str, Any]) -> set[str]:
    convention = case["convention"]
    known = {"unstable-formula", "clip-rounded"}
    if case["output_kind"] == "probabilities" and convention["activation"] == "softmax":
        known.add("probabilities-as-logits")
    if "scale" in convention:
        known.add("extra-factor")
    if convention.get("truncated"):
        known.add("digits-truncated")
    return known


def _reduced(convention: dict[str, Any], definition: Definition, columns: int, rows: int) -> bool:
    reduction, over = REDUCTIONS[convention["reduction"]]
    weights = "weight_sum" not in convention["reduction"] or definition.normalise_by.startswith("weights")
    same = definition.reduction == reduction or (rows == 1 and "none" not in (reduction, definition.reduction))
    return weights and same and (columns == 1 or definition.over_outputs in over)


def _guarded(convention: dict[str, Any], definition: Definition) -> bool:
    guard = convention.get("eps", {"mode": "none", "value": None})
    clip = guard["value"] if guard["mode"] in ("clip", "clip_add") else None
    added = guard["value"] if guard["mode"] in ("add", "clip_add") else None
    clamp = guard["value"] if guard["mode"] == "clamp" else None
    same = (definition.clip, definition.log_epsilon, definition.log_clamp) == (clip, added, clamp)
    rescaled = convention["activation"] == "renormalize"
    any_will_do = convention["activation"] == "renormalize_any"
    return same and (any_will_do or rescaled == (definition.renormalise is not None))


def _plain(weights: list[float] | None) -> tuple[float, ...] | None:
    return None if weights is None else tuple(weights)
