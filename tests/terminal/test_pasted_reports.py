"""Thirty-five reports of the kinds that fill the forums, pasted as they print: the true cause is told first.

Their numbers are what torch, Keras and scikit-learn gave; `cause` says what was done.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from questions.test_match_reports import CAUSES, NOT_FOUND
from questions.test_match_reports import REPORTS as PUBLIC

from xentgui.notebook.arguments import sorted_out
from xentgui.notebook.explanation import Explanation, explained
from xentgui.opening import read_text
from xentgui.questions.number import as_printed
from xentgui.terminal.inputs import given_of

REPORTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "pasted-reports.json").read_text("utf-8")
)


def answered(text: str, number: Any = None) -> Explanation:
    """What is said of a paste; `number` where it holds none."""
    given = given_of(read_text(text, "the paste"), "the paste", None)
    arguments = sorted_out(
        **given.in_axes, outputs_are=given.data["outputs_are"], definition=given.definition,
        sample_weights=given.data["sample_weights"], changes=given.known,
    )  # fmt: skip
    return explained(arguments, as_printed(given.number or number))


@pytest.mark.parametrize("report", REPORTS, ids=[report["id"] for report in REPORTS])
def test_what_was_done_is_told_first(report: dict[str, Any]) -> None:
    first = answered(report["text"]).matches[0]
    assert list(first.slips) == report["slips"], first.explanation
    for name, wanted in report["fields"].items():
        assert getattr(first.definition, name) == wanted, (report["cause"], first.explanation)


TEXTS = [report for report in PUBLIC if "text" in report and report["id"] not in NOT_FOUND]
# How outputs are read where nothing says what they are: told beside the cause.
READ = ("probabilities-as-logits", "logits-as-probabilities", "logits-as-log-probabilities", "softmax-over-one-output")


@pytest.mark.parametrize("report", TEXTS, ids=[report["id"] for report in TEXTS])
def test_the_true_cause_of_a_public_report_is_told_from_its_text(report: dict[str, Any]) -> None:
    slips, fields = CAUSES[report["id"]]
    first = answered(report["text"], report["number"]).matches[0]
    assert [slip for slip in first.slips if slip not in READ] == [slip for slip in slips if slip not in READ]
    for name, wanted in fields.items():
        allowed = wanted if isinstance(wanted, tuple) and name != "class_weights" else (wanted,)
        assert getattr(first.definition, name) in allowed, (name, first.definition)
