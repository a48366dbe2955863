"""The page of what is looked for is made from the search's own lists, and the committed one is current."""

from pathlib import Path

from xentgui.questions.matching.steps import SLIPS
from xentgui.questions.matching.telling.page import page

COMMITTED = Path(__file__).parents[2] / "docs" / "matching.md"


def test_the_committed_page_is_current() -> None:
    command = "python -m xentgui.questions.matching.telling.page > docs/matching.md"
    assert COMMITTED.read_text("utf-8") == page(), f"run: {command}"


def test_every_slip_has_a_row() -> None:
    text = page()
    assert [slug for slug in SLIPS if text.count(f"| `{slug}` |") != 1] == []


def test_every_slip_says_what_happened_and_what_to_do() -> None:
    assert all(slip.says and slip.advice and slip.title for slip in SLIPS.values())
