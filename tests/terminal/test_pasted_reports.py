"""Thirty-five reports of the kinds that fill the forums, pasted as they print: the true cause is told first.

Their numbers are what torch, Keras and scikit-learn gave; `cause` says what was done.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from xentgui.notebook.arguments import sorted_out
from xentgui.notebook.explanation import Explanation, explained
from xentgui.opening import read_text
from xentgui.questions.number import as_printed
from xentgui.terminal.inputs import given_of

REPORTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "pasted-reports.json").read_text("utf-8")
)


def answered(text: str) -> Explanation:
    given = given_of(read_text(text, "the paste"), "the paste", None)
    arguments = sorted_out(
        **given.in_axes, outputs_are=given.data["outputs_are"], definition=given.definition,
        sample_weights=given.data["sample_weights"], changes=given.known,
    )  # fmt: skip
    return explained(arguments, as_printed(given.number))


@pytest.mark.parametrize("report", REPORTS, ids=[report["id"] for report in REPORTS])
def test_what_was_done_is_told_first(report: dict[str, Any]) -> None:
    first = answered(report["text"]).matches[0]
    assert list(first.slips) == report["slips"], first.explanation
    for name, wanted in report["fields"].items():
        assert getattr(first.definition, name) == wanted, (report["cause"], first.explanation)
