"""Thirty public reports, pasted as they stand in their threads: how many are read as their writers meant them.

A report that is not read so must say its doubt; none is misread without a word.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from xentgui.files.pasted import read_pasted
from xentgui.losses.batch import DataError

REPORTS = json.loads((Path(__file__).parents[1] / "data" / "reports.json").read_text())
NOT_YET = {
    "sklearn-30910", "yardstick-19a", "ptforum-166206-mean", "ptforum-klneg-2", "ptforum-klneg-3", "ptforum-klneg-log",
    "kaggle-closed-questions", "so-68427532", "se-tf-sigmoid-binary", "pytorch-63004", "keras-19838", "torcheval-ppl-2",
    "torcheval-ppl-6", "spark-4906", "burn-4399-mean", "monai-dicece-1", "ml-class-34", "optax-1020",
    "lm-shift-prompt-ppl", "lm-double-shift",
}  # fmt: skip


def pasted_text(report):
    """The text of a report; where the thread has only the way to make the arrays, their print."""
    if "text" in report:
        return report["text"]
    return f"logits = Array({report['outputs']})\nlabels = Array({report['labels']})\nArray({numbers(report)})"


def numbers(report):
    given = report["number"]
    return f"[{', '.join(given)}]" if isinstance(given, list) else given


def labels_meant(report):
    """(N, K) one-hot, soft or 0 and 1 labels; rows of an ignored label are 0."""
    labels, columns = np.array(report["labels"], float), np.atleast_2d(np.array(report["outputs"], float).T).T.shape[1]
    if labels.ndim == 2 or columns == 1:
        return labels.reshape(-1, columns)
    return np.array([np.eye(columns)[int(k)] if k >= 0 else np.zeros(columns) for k in labels])


def misread(report):
    """What is read otherwise than it was meant."""
    found = read_pasted(pasted_text(report)).imported
    labels, outputs = labels_meant(report), np.atleast_2d(np.array(report["outputs"], float).T).T
    given = report["number"] if isinstance(report["number"], list) else [report["number"]]
    in_text = given[0] in pasted_text(report)
    facts = report.get("facts", {})
    read = {
        "outputs": found.outputs is not None and np.array_equal(found.outputs, outputs),
        "labels": found.labels is not None
        and found.labels.shape == labels.shape
        and np.allclose(found.labels, labels, rtol=0, atol=5e-5),
        "outputs_are": found.outputs_are == report["outputs_are"],
        "number": found.number_text == (" ".join(given) if in_text else None),
        "class_weights": list(found.class_weights or []) == facts.get("class_weights", []),
    }
    return [name for name, right in read.items() if not right]


@pytest.mark.parametrize("report", REPORTS, ids=[report["id"] for report in REPORTS])
def test_a_report_is_read_as_it_was_meant(report):
    if report["id"] in NOT_YET:
        with pytest.raises((DataError, AssertionError)):
            assert not misread(report)
    else:
        assert not misread(report)
