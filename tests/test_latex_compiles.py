"""What is copied as LaTeX compiles, where a TeX is at hand."""

import shutil
import subprocess
from pathlib import Path

import pytest

from xentgui.files.exports import Tex
from xentgui.files.exports import latex as table
from xentgui.questions.formula import latex
from xentgui.sources import sources

COMPILERS = {
    "tectonic": ["tectonic"],
    "pdflatex": ["pdflatex", "-interaction=nonstopmode", "-halt-on-error"],
}
FOUND = next((name for name in COMPILERS if shutil.which(name)), None)
NAMES = ["50 % & more", "a_b^c", "{x}", r"back\slash", "~ # $"]


@pytest.mark.skipif(FOUND is None, reason=f"needs {' or '.join(COMPILERS)}")
def test_every_formula_and_a_table_compile(tmp_path: Path):
    equations = [latex(source.definition) for source in sources.values()]
    cells = table([[1.0, float("inf"), 1e-20]] * len(NAMES), NAMES, ["cat", "a & b", Tex(r"-y \ln a")])
    lines = [r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}", *equations, cells]
    (tmp_path / "copied.tex").write_text("\n".join([*lines, r"\end{document}"]), encoding="utf-8")
    assert FOUND is not None
    made = subprocess.run([*COMPILERS[FOUND], "copied.tex"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stdout[-2000:]
    assert "Overfull" not in made.stdout  # nothing is wider than the text
    assert (tmp_path / "copied.pdf").stat().st_size > 1000
