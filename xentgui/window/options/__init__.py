"""The options editor: every field of a definition, made from the fields themselves."""

from xentgui.window.options.dialog import OptionsDialog

__all__ = ["OptionsDialog"]
