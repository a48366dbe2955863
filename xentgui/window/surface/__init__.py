"""The loss of one row over all probabilities: a triangle or a square with contours, in which its point is dragged."""

from xentgui.window.surface.view import SurfaceView

__all__ = ["SurfaceView"]
