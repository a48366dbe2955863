"""What each framework's function gives on the data, grouped by value."""

from xentgui.window.frameworks.view import FrameworksView, FrameworksWindow

__all__ = ["FrameworksView", "FrameworksWindow"]
