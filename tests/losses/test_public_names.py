"""What `import xentgui` gives, and what it does not bring along."""

import subprocess
import sys
from collections.abc import Mapping

import xentgui

HEAVY = ("PySide6", "pyqtgraph", "ziamath", "dask", "pandas", "python_calamine", "pyarrow", "scipy", "matplotlib")


def test_importing_brings_no_window_and_no_file_formats():
    check = f"import sys, xentgui; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_brings_no_masked_arrays():
    """They take as long to read as all the losses, and numpy itself leaves them until they are asked for."""
    check = "import sys, numpy; before = set(sys.modules); import xentgui; print('numpy.ma' in {*sys.modules} - before)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_public_name_is_there():
    wanted = "Batch DataError Definition evaluate compare curve match train train_steps definitions sources formula"
    for name in (wanted + " describe Neuron FreeOutputs LinearClassifier").split():
        assert name in xentgui.__all__
        assert name in dir(xentgui)
    assert all(getattr(xentgui, name) is not None for name in xentgui.__all__)


def test_the_mapping_of_sources_is_not_hidden_by_the_room_of_that_name():
    import xentgui.sources
    import xentgui.sources.seeds

    assert isinstance(xentgui.sources, Mapping)
    assert isinstance(xentgui.definitions, Mapping)


def test_formula_and_description_take_names_and_definitions():
    assert xentgui.formula("cs231n") == xentgui.formula(xentgui.definitions["cs231n"])
    assert xentgui.describe("nielsen") == "multi-sigmoid"
    assert xentgui.describe(xentgui.Definition(log_base=2)) == "softmax, log_base=2"
