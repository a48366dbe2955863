"""Whatever fails in what Qt calls is reported once, and neither ends the program nor leaves a painter at work."""

import inspect
import pkgutil
from importlib import import_module

from PySide6.QtCore import QSize, QStringListModel
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

import xentgui.window
from xentgui.window import guarded, overrides


def classes():
    for module in pkgutil.walk_packages(xentgui.window.__path__, "xentgui.window."):
        for kind in vars(import_module(module.name)).values():
            if inspect.isclass(kind) and kind.__module__ == module.name:
                yield kind


def test_every_method_that_qt_calls_is_guarded():
    called = [(kind, name) for kind in classes() for name in overrides(kind)]
    assert len(called) > 150
    bare = [f"{kind.__name__}.{name}" for kind, name in called if inspect.unwrap(vars(kind)[name]) is vars(kind)[name]]
    assert not bare


class Failing(QWidget):
    """Fails wherever Qt asks it."""

    @guarded
    def paintEvent(self, event) -> "None":
        painter = QPainter(self)
        painter.drawLine(0, 0, 1, 1)
        raise LookupError("while painting")

    @guarded
    def sizeHint(self) -> "QSize":
        raise LookupError("how large")


class FailingModel(QStringListModel):
    @guarded
    def data(self, index, role=0) -> "Any":  # noqa: F821
        raise OverflowError("a cell")


def test_a_failure_is_reported_once_and_painting_goes_on(qtbot):
    with qtbot.captureExceptions() as told:
        widget = Failing()
        qtbot.addWidget(widget)
        widget.show()
        model = FailingModel(["text"])
        for _ in range(3):
            widget.repaint()
        assert widget.sizeHint() == QSize()
        assert model.index(0, 0).data() is None
        qtbot.waitUntil(lambda: len(told) == 3)
    assert sorted(str(error) for _, error, _ in told) == ["a cell", "how large", "while painting"]
