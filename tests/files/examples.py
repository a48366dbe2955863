"""The example files that tests/files/data/make.py wrote, and files as a test writes them."""

from pathlib import Path

import pytest

from xentgui.files.open_file import read_file

DATA = Path(__file__).with_name("data")
FLOWERS = ("setosa", "versicolor", "virginica")
CLASSES = [0] * 5 + [1] * 4 + [2] * 4
NEEDS = {suffix: "python_calamine" for suffix in (".xlsx", ".xls", ".ods")}
NEEDS |= {".parquet": "pyarrow", ".feather": "pyarrow", ".arrow": "pyarrow", ".safetensors": "safetensors"}


def opened(name):
    path = DATA / name
    if path.suffix in NEEDS:
        pytest.importorskip(NEEDS[path.suffix])
    return read_file(path)


def written(tmp_path, text, name="table.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_file(path)
