"""Thirty public reports, pasted as they stand in their threads: how many are read as their writers meant them.

A report that is not read so must say its doubt; none is misread without a word.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from xentgui.files.pasted import read_pasted

REPORTS = json.loads((Path(__file__).parents[1] / "data" / "reports.json").read_text())
SAID = {  # what the other reading is called, where the likelier one is not what was meant
    "ptforum-166206-mean": "logits",  # called scores, and they sum to 1
    "mindspore-ppl": "probabilities",  # one class a row, and outputs do not sum to 1
    "burn-4399-mean": "log-probabilities",  # no output above 0, and none that sums to 1
}


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
        "ignore_index": found.ignore_index
        == (facts.get("ignore_index") if -1 in report["labels"] or -100 in report["labels"] else None),
    }
    return [name for name, right in read.items() if not right]


@pytest.mark.parametrize("report", REPORTS, ids=[report["id"] for report in REPORTS])
def test_a_report_is_read_as_it_was_meant_or_its_doubt_is_said(report):
    if report["id"] not in SAID:
        assert not misread(report)
    else:
        found = read_pasted(pasted_text(report)).imported
        assert misread(report) == ["outputs_are"]
        assert SAID[report["id"]] in [offer.words for offer in found.offers]
        assert any(SAID[report["id"]] in doubt for doubt in found.doubts)


def test_of_thirty_reports_at_least_twenty_seven_are_read_as_they_were_meant():
    assert len(REPORTS) - len(SAID) >= 27


def test_what_is_offered_is_the_reading_that_was_meant():
    by_id = {report["id"]: report for report in REPORTS}
    for name, words in SAID.items():
        found = read_pasted(pasted_text(by_id[name])).imported
        other = next(offer for offer in found.offers if offer.words == words).read()
        if words == "log-probabilities":
            assert other.outputs_are == "probabilities"
            np.testing.assert_allclose(other.outputs, np.exp(by_id[name]["outputs"]), rtol=1e-15)
        else:
            assert other.outputs_are == words == by_id[name]["outputs_are"]
