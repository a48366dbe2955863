"""Writes the formulas that are shipped, by the typesetter that is there: python tests/formulas/known_formulas.py"""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import astuple
from pathlib import Path

import xentgui.formulas as formulas
from xentgui.examples import examples
from xentgui.opening import of_example
from xentgui.window import typesetting
from xentgui.window.application import application
from xentgui.window.main import MainWindow
from xentgui.window.start import picture_of

SIZES = ((1440, 900), (1280, 720))


def asked_for() -> set[str]:
    """The TeX of all that windows with the examples show."""
    asked: set[str] = set()

    def listening(tex: str) -> formulas.FormulaPicture | None:
        asked.add(tex)
        return formulas.typeset(tex)

    usual, typesetting.typeset = typesetting.typeset, listening
    typesetting._layout.cache_clear()
    try:
        for name in examples:
            for size in SIZES:
                window = MainWindow(of_example(name), in_place=True)
                picture_of(window, size)
                window.document.stack.setClean()
                window.close()
                window.deleteLater()
    finally:
        typesetting.typeset = usual
    return asked


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    formulas.known = dict  # type: ignore[assignment]
    application()
    told = {tex: astuple(picture) for tex in sorted(asked_for()) if (picture := formulas.set_anew(tex)) is not None}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    place = Path(formulas.__file__).parent / formulas.KNOWN
    place.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(told)} formulas, {len(text):,} characters, {place.stat().st_size:,} bytes in {place}")
