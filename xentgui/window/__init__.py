"""The window: all that knows Qt. From here on every class that stands in for one of Qt's is guarded as it is made."""

from shiboken6 import Shiboken

from xentgui.window.guard import guard

Shiboken.Object.__init_subclass__ = classmethod(guard)  # type: ignore[assignment,method-assign]  # of all of Qt
