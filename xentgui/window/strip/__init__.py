"""The agreement strip under the cards."""

from xentgui.window.strip.view import StripView

__all__ = ["StripView"]
