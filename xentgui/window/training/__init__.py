"""The training page."""

from xentgui.window.training.view import TrainingView

__all__ = ["TrainingView"]
