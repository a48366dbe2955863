"""Run reference cases of other libraries against `xentgui.evaluate`: `python benchmarks/conformance.py CASES_JSON`.

A case says labels, outputs, options and the expected loss; `question` puts it into the words of the public interface.
Arrays may lie in an .npz file beside the JSON. Prints passed, failed and not supported, and the failures.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import xentgui

READINGS = {"logits": "logits", "probs": "probabilities", "log_probs": "log-probabilities"}
DIVISORS = {
    None: "samples",
    "count": "all-samples",
    "valid_count": "samples",
    "weight_sum": "weights",
    "nonzero_weights": "nonzero-weights",
}


OPTIONS = (
    "reduction", "element_reduction", "mean_divisor", "empty_mean", "class_weights", "pos_weight", "label_smoothing",
    "ignore_index", "log_base", "sample_weight", "from_logits", "axis", "normalize_probs", "clip", "where", "variant",
)  # fmt: skip


class NotSupportedError(Exception):
    """The case asks for something that no field of a Definition says; the message says what."""


@dataclass
class Question:
    """A case in the words of `xentgui.evaluate`; `shape` is that of its loss array, for reduction none."""

    labels: np.ndarray
    outputs: np.ndarray
    outputs_are: str
    fields: dict[str, Any]
    sample_weights: np.ndarray | None
    shape: tuple[int, ...]
    rescaled: bool = False

    def evaluate(self) -> np.ndarray:
        """The loss in the shape in which the case expects it."""
        evaluation = xentgui.evaluate(
            self.labels,
            self.outputs,
            xentgui.Definition(**self.fields),
            outputs_are=self.outputs_are,
            sample_weights=self.sample_weights,
        )
        value = np.asarray(evaluation.value, dtype=float)
        return value.reshape(self.shape) if self.fields["reduction"] == "none" else value


@dataclass
class Report:
    """What came of all cases: ids by outcome, with the reason of each that did not pass."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    not_supported: dict[str, str] = field(default_factory=dict)


def array(value: Any, stored: Mapping[str, np.ndarray] | None = None) -> np.ndarray:
    """An array as a case writes it: a number, nested lists, {"dtype", "shape", "data"} or {..., "npz": key}."""
    if not isinstance(value, dict):
        return np.asarray(value, dtype=float)
    if "npz" in value:
        if stored is None:
            raise NotSupportedError("its arrays are in an .npz that was not found")
        return np.asarray(stored[value["npz"]]).reshape(value["shape"])
    data = np.asarray(value["data"], dtype=value["dtype"] if _is_whole(value) else float)
    return data.reshape(value["shape"])


def _is_whole(value: Mapping[str, Any]) -> bool:
    return str(value["dtype"]).startswith(("int", "uint", "bool"))


def question(case: Mapping[str, Any], stored: Mapping[str, np.ndarray] | None = None) -> Question:
    """Put a case into the words of the public interface; NotSupportedError where they have none for it."""
    options = case["options"]
    for name, value in options.items():
        if value is not None and name not in OPTIONS and (name, value) != ("weight_align", "numpy"):
            raise NotSupportedError(f"option {name}")
    if case.get("label_kind") == "log_prob":
        case = {**case, "labels": np.exp(array(case["labels"], stored)), "label_kind": "prob"}
    read = {
        name: array(options[name], stored)
        for name in ("class_weights", "pos_weight", "sample_weight", "where")
        if options.get(name) is not None
    }
    categorical = case["loss"] in ("softmax", "nll")
    asked = (_categorical if categorical else _bernoulli)(case, options, read, stored)
    asked.fields |= _of_variant(options.get("variant"), asked)
    return asked


def _of_variant(variant: Any, asked: Question) -> dict[str, Any]:
    """Focal, polynomial and divergence as fields; NotSupportedError for others, and where they mean something else."""
    if not variant:
        return {}
    given = {"name": variant} if isinstance(variant, str) else dict(variant)
    name, of = given.pop("name", None), asked.fields.get("likelihood", "categorical")
    if (name, of) not in VARIANTS or not VARIANTS[name, of][1] >= given.keys():
        raise NotSupportedError(f"variant {name}, {of}")
    return VARIANTS[name, of][0](given, asked)


def _divergence(given: Mapping[str, Any], asked: Question) -> dict[str, Any]:
    if asked.rescaled:
        raise NotSupportedError("a divergence from labels above 1")
    low = asked.fields.get("clip") or math.exp(asked.fields.get("log_clamp", -math.inf))
    if asked.labels.min(initial=1.0) < low:
        raise NotSupportedError("a divergence from labels that the clip moves")
    return {"divergence": True}


def _categorical_focal(given: Mapping[str, Any], asked: Question) -> dict[str, Any]:
    alpha = 1.0 if given.get("alpha") is None else array(given["alpha"]).ravel()
    weights = np.broadcast_to(alpha, asked.outputs.shape[1])
    own = asked.fields.get("class_weights")
    fields = {"focal_gamma": given["gamma"], "class_weights": weights if own is None else weights * own}
    if asked.fields["reduction"] == "mean" and asked.fields["normalise_by"] == "weights":
        if own is not None:
            raise NotSupportedError("alpha beside class weights, of which the second alone divide")
        fields["normalise_by"] = "sample-weights"
    return fields


def _focal(given: Mapping[str, Any], asked: Question) -> dict[str, Any]:
    smoothing = asked.fields["label_smoothing"]
    soft = bool(smoothing or not np.isin(asked.labels, (0, 1)).all())
    gamma, alpha = given["gamma"], None if given.get("alpha") is None else array(given["alpha"])
    if not soft and (alpha is None or alpha.ndim == 0):
        return {"focal_gamma": gamma, "alpha": alpha if alpha is None else float(alpha)}
    if alpha is not None:
        _weigh(asked, _mixed(asked, alpha))
    if not soft:
        return {"focal_gamma": gamma}
    if gamma:
        _weigh(asked, _mixed(asked, 1.0 - _activations(asked)) ** gamma)
    return {}


def _activations(asked: Question) -> np.ndarray:
    definition = xentgui.Definition(**asked.fields)
    return xentgui.evaluate(asked.labels, asked.outputs, definition, outputs_are=asked.outputs_are).activations


def _mixed(asked: Question, yes: np.ndarray) -> np.ndarray:
    """``(N, K)``: factors of *yes*, mixed by the labels with 1 less them: alpha, and of soft labels 1 - p_t too."""
    labels, smoothing = asked.labels.reshape(len(asked.labels), -1), asked.fields["label_smoothing"]
    labels = labels * (1 - smoothing) + smoothing / 2
    try:
        yes = np.broadcast_to(yes, labels.shape)
    except ValueError:
        raise NotSupportedError(f"alpha of shape {yes.shape}") from None
    return np.asarray(yes * labels + (1 - yes) * (1 - labels))


def _weigh(asked: Question, weights: np.ndarray) -> None:
    """More factors, as weights of the elements, which do not divide the mean."""
    own = np.ones(len(weights)) if asked.sample_weights is None else asked.sample_weights
    if asked.fields["reduction"] == "mean" and asked.fields["normalise_by"] not in ("samples", "all-samples"):
        if asked.fields["normalise_by"] != "weights" or "class_weights" in asked.fields or not own.any():
            raise NotSupportedError("factors of soft labels or of each output, beside weights that divide")
        own, asked.fields["normalise_by"] = own / own.mean(), "samples"
    asked.sample_weights = weights * own.reshape(len(weights), -1)


Variant = Callable[[Mapping[str, Any], Question], dict[str, Any]]

VARIANTS: Mapping[tuple[Any, str], tuple[Variant, set[str]]] = {  # with its arguments
    ("poly1", "categorical"): (lambda given, _: {"poly_epsilon": given["epsilon"]}, {"epsilon"}),
    ("kl", "categorical"): (_divergence, set()),
    ("categorical_focal", "categorical"): (_categorical_focal, {"gamma", "alpha"}),
    ("focal", "bernoulli"): (_focal, {"gamma", "alpha"}),
}


def _common(options: Mapping[str, Any], *, categorical: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "reduction": options["reduction"],
        "normalise_by": DIVISORS[options.get("mean_divisor")],
        "empty_mean": options.get("empty_mean") or "nan",
        "label_smoothing": options.get("label_smoothing") or 0.0,
        "ignore_index": options.get("ignore_index"),
    }
    if options.get("log_base") is not None:
        fields["log_base"] = float(options["log_base"])
    return fields | _inside_the_logarithm(options.get("clip"), categorical)


def _inside_the_logarithm(clip: Mapping[str, Any] | None, categorical: bool) -> dict[str, Any]:
    if not clip:
        return {}
    if clip["kind"] == "add":
        return {"log_epsilon": clip["eps"]}
    if clip["kind"] == "log_clamp":
        return {"log_clamp": clip["min"]}
    low, high = float(clip["lo"]), float(clip["hi"])
    if high == 1.0 and categorical:
        return {"log_clamp": math.log(low)}
    if 1.0 - low == high:
        return {"clip": low}
    if float(np.float32(1) - np.float32(low)) == high:
        return {"clip": low, "precision": "float32"}
    raise NotSupportedError(f"clip to [{low}, {high}], which is not [e, 1 - e]")


def _last(table: np.ndarray, axes: int | Sequence[int]) -> np.ndarray:
    """With these axes at the end, as one."""
    several = [axes] if isinstance(axes, int) else list(axes)
    moved = np.moveaxis(table, several, range(-len(several), 0))
    cut = table.ndim - len(several)
    return moved.reshape((*moved.shape[:cut], math.prod(moved.shape[cut:])))


def _categorical(case: Any, options: Any, read: dict[str, np.ndarray], stored: Any) -> Question:
    outputs = array(case["outputs"], stored).astype(float)
    labels = array(case["labels"], stored)
    axis = 0 if outputs.ndim == 1 else options.get("axis", -1)
    if axis is None:
        raise NotSupportedError("a class axis that is not said")
    rows = _last(outputs, axis)
    shape, classes = rows.shape[:-1], rows.shape[-1]
    fields = _common(options, categorical=True)
    if "class_weights" in read:
        fields["class_weights"] = read["class_weights"].ravel()
    if options.get("normalize_probs"):
        fields["renormalise"] = "after-clip" if options["normalize_probs"] == "after_clip" else "before-clip"
    truth: np.ndarray
    if case["label_kind"] != "index":
        truth = _last(np.broadcast_to(labels, outputs.shape), axis).reshape(-1, classes).astype(float)
    else:
        truth = np.ones((labels.size, 1)) if classes == 1 else labels.reshape(-1)
    if options.get("element_reduction"):
        fields["over_outputs"] = options["element_reduction"]
    elif options["reduction"] == "none" and array(case["expected"], stored).shape == rows.shape:
        fields["over_outputs"], shape = "none", rows.shape
    weights = _spread(read.get("sample_weight"), shape)
    if weights is not None and shape == rows.shape:
        weights = weights.reshape(-1, classes)
    if "where" in read:
        given = read["where"]
        given = np.expand_dims(given, axis) if given.ndim < outputs.ndim else given
        exists = _last(np.broadcast_to(given.astype(bool), outputs.shape), axis)
        rows, truth = _masked(case, exists.reshape(-1, classes), rows.reshape(-1, classes), truth)
    asked = Question(truth, rows.reshape(-1, classes), READINGS[case["output_kind"]], fields, weights, shape)
    return _large_labels(asked) if truth.ndim == 2 else asked


def _masked(case: Any, exists: np.ndarray, scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Classes that do not exist: no score, no label."""
    if case["options"].get("label_smoothing"):
        raise NotSupportedError("where, beside label smoothing")
    if truth.ndim == 1:
        if not exists[np.arange(len(truth)), truth].all():
            raise NotSupportedError("where, without the true class")
        truth = np.eye(scores.shape[1])[truth]
    absent = 0.0 if case["output_kind"] == "probs" else -np.inf
    return np.where(exists, scores, absent), np.where(exists, truth, 0.0)


def _large_labels(asked: Question) -> Question:
    """Labels of any size >= 0 and rows of any sum: the factor of a row goes into its sample weight."""
    fields, truth, count = asked.fields, asked.labels, len(asked.labels)
    sums, largest = truth.sum(axis=1), np.maximum(1.0, truth.max(axis=1, initial=0))
    uneven = "class_weights" not in fields and not np.allclose(sums, 1, atol=1e-9)
    if largest.max(initial=1) == 1 and not (uneven and fields["normalise_by"] == "weights"):
        return asked
    weights = np.ones(count) if asked.sample_weights is None else asked.sample_weights
    used = weights @ (truth @ fields["class_weights"] if "class_weights" in fields else np.ones(count))
    smoothing = fields["label_smoothing"]
    if fields["normalise_by"] == "weights" and used > 0:
        weights = weights * (count / used)
        fields["normalise_by"] = "samples"
    if largest.max(initial=1) > 1:
        truth = (truth * (1 - smoothing) + smoothing / truth.shape[1]) / largest[:, None]
        fields["label_smoothing"] = 0.0
        weights = weights * largest
        asked.rescaled = True
    asked.labels, asked.sample_weights = truth, weights
    return asked


def _bernoulli(case: Any, options: Any, read: dict[str, np.ndarray], stored: Any) -> Question:
    outputs = array(case["outputs"], stored).astype(float)
    labels = np.broadcast_to(array(case["labels"], stored), outputs.shape).astype(float)
    binary = case["loss"] == "binary"
    if options.get("element_reduction") and not binary:
        outputs, labels = (_last(table, options.get("axis", -1)) for table in (outputs, labels))
    if options.get("normalize_probs") and not binary:
        raise NotSupportedError("independent outputs divided by their sum")
    if "where" in read:
        raise NotSupportedError("where, for independent outputs")
    fields = _common(options, categorical=False) | {"activation": "sigmoid", "likelihood": "bernoulli"}
    fields["over_outputs"] = options.get("element_reduction") or "none"
    columns = 1 if binary else outputs.shape[-1]
    shape = outputs.shape if binary or fields["over_outputs"] == "none" else outputs.shape[:-1]
    weights = _spread(read.get("sample_weight"), shape)
    if weights is not None and fields["over_outputs"] == "none":
        weights = weights.reshape(-1, columns)
    asked = Question(
        labels.reshape(-1, columns), outputs.reshape(-1, columns), READINGS[case["output_kind"]], fields, weights, shape
    )
    return _with_factors(asked, read, outputs.shape, binary=binary)


def _with_factors(asked: Question, read: dict[str, np.ndarray], shape: tuple[int, ...], *, binary: bool) -> Question:
    """Factors of each column are fields; factors of each element are columns of one long row."""
    columns = asked.outputs.shape[1]
    factors = {name: read[name] for name in ("class_weights", "pos_weight") if name in read}
    if binary and "class_weights" in factors and factors["class_weights"].size == 2:
        asked.outputs, asked.labels = asked.outputs[:, 0], asked.labels[:, 0]
        asked.fields["class_weights"] = factors.pop("class_weights").ravel()
    if all(factor.size in (1, columns) and (factor.ndim <= 1 or not binary) for factor in factors.values()):
        for name, factor in factors.items():
            asked.fields[name] = np.broadcast_to(factor.ravel(), columns)
        return asked
    if asked.fields["over_outputs"] != "none":
        raise NotSupportedError("a factor of each element, reduced over outputs first")
    asked.outputs, asked.labels = asked.outputs.reshape(1, -1), asked.labels.reshape(1, -1)
    if asked.sample_weights is not None:
        asked.sample_weights = asked.sample_weights.reshape(1, -1)
    for name, factor in factors.items():
        asked.fields[name] = np.broadcast_to(factor, shape).ravel()
    return asked


def _spread(weight: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray | None:
    """The sample weights, one for each number of the loss array."""
    if weight is None:
        return None
    try:
        return np.broadcast_to(weight, shape).astype(float).ravel()
    except ValueError:
        raise NotSupportedError(f"sample weights {weight.shape} for losses {shape}") from None


def check(case: Mapping[str, Any], stored: Mapping[str, np.ndarray] | None = None) -> str:
    """ "" if the case holds within its tolerance, else what was expected and what came."""
    expected = array(case["expected"], stored)
    got = question(case, stored).evaluate()
    tolerance = case["tolerance"]
    if got.shape == expected.shape and np.allclose(
        got, expected, rtol=tolerance["rtol"], atol=tolerance["atol"], equal_nan=True
    ):
        return ""
    return f"expected {_short(expected)}, got {_short(got)} (rtol {tolerance['rtol']}, atol {tolerance['atol']})"


def _short(values: np.ndarray) -> str:
    return np.array2string(values.ravel(), precision=17, threshold=6, separator=", ").replace("\n", "")


def run(path: Path) -> Report:
    """Check every case of a JSON file."""
    report = Report()
    stored = _stored(path)
    for case in cases(path):
        try:
            problem = check(case, stored)
        except NotSupportedError as reason:
            report.not_supported[case["id"]] = str(reason)
            continue
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        if problem:
            report.failed[case["id"]] = problem
        else:
            report.passed.append(case["id"])
    return report


def cases(path: Path) -> Iterator[Mapping[str, Any]]:
    """The cases of a file: a list, or an object that holds it as "cases"."""
    read = json.loads(path.read_text(encoding="utf-8"))
    yield from read["cases"] if isinstance(read, dict) else read


def _stored(path: Path) -> Mapping[str, np.ndarray] | None:
    beside = [path.with_suffix(".npz"), *sorted(path.parent.glob("*.npz"))]
    arrays: dict[str, np.ndarray] = {}
    for each in beside:
        if each.exists():
            with np.load(each, allow_pickle=False) as file:
                arrays = {**{name: file[name] for name in file.files}, **arrays}
    return arrays or None


def main() -> int:
    """Print the report; the exit status is 1 if a case failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path, metavar="CASES_JSON")
    report = run(parser.parse_args().cases)
    for identity, problem in report.failed.items():
        print(f"FAILED {identity}: {problem}")
    for reason, count in Counter(report.not_supported.values()).most_common():
        print(f"not supported, {count} cases: {reason}")
    print(f"{len(report.passed)} passed, {len(report.failed)} failed, {len(report.not_supported)} not supported")
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
