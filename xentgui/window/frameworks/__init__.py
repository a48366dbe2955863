"""What each framework's function gives on the data, grouped by value."""

from xentgui.window.frameworks.view import FrameworksView

__all__ = ["FrameworksView"]
