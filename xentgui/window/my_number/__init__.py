"""My number: a loss from elsewhere, and which definition, option or slip gives it."""

from xentgui.window.my_number.view import NumberView

__all__ = ["NumberView"]
