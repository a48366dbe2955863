"""The loss of one row, and its slope, as one of its outputs moves: drawn, read out, dragged."""

from xentgui.window.curves.view import CurveView, GradientCurve, LossCurve

__all__ = ["CurveView", "GradientCurve", "LossCurve"]
