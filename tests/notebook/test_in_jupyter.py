"""A notebook that Jupyter's own client executes is left with the answer in it."""

from pathlib import Path

import pytest

import xentgui

CELL = """import sys, xentgui
logits = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
xentgui.explain([0, 1, 2, 0], logits, "0.4591", class_weights=[1, 2, 4])"""


@pytest.mark.filterwarnings("ignore")  # of Jupyter
def test_the_last_line_of_a_cell_is_the_answer_as_a_page_and_as_text(monkeypatch):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(Path(xentgui.__file__).parent.parent))
    loaded = nbformat.v4.new_code_cell("print('PySide6' in sys.modules)")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL), loaded])
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute()
    shown, qt = book.cells[0].outputs[0].data, book.cells[1].outputs[0].text
    assert "Weighted mean, divided by the weights used" in shown["text/html"]
    assert "<svg" in shown["text/html"]
    assert shown["text/plain"].startswith("Two explanations give 0.4591 on these 4 rows.")
    assert qt == "False\n"
