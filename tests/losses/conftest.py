"""The two roads of the plain cases: tests that use `road` hold on both."""

import pytest

from xentgui.losses import kernels


@pytest.fixture(params=["numpy", "compiled"], scope="module")
def road(request):
    """The road in numpy, then the compiled one where numba is installed."""
    if request.param == "compiled":
        pytest.importorskip("numba", reason="without numba there is no compiled road")
        from xentgui.losses import compiled

        compiled.use()
    yield request.param
    kernels.road = kernels.IN_TABLES
