"""The page of named definitions is made from the sources, and the committed one is current."""

import re
from pathlib import Path

from xentgui.questions.page import page
from xentgui.sources import sources

COMMITTED = Path(__file__).parents[2] / "docs" / "definitions.md"


def test_the_committed_page_is_current():
    assert COMMITTED.read_text(encoding="utf-8") == page(), (
        "run: python -m xentgui.questions.page > docs/definitions.md"
    )


def test_every_source_has_a_section_that_the_overview_leads_to():
    text = page()
    headings = {
        re.sub(r"[^a-z0-9_-]", "", line[3:].lower().replace(" ", "-"))
        for line in text.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\(#([^)]*)\)", text)) <= headings
    for source in sources.values():
        assert source.url in text
        assert source.particular in text
