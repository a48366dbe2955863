"""Whether a window can be opened here, told in words without importing Qt."""

from __future__ import annotations

import os
import sys

NO_DISPLAY = "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def problem() -> str | None:
    """Why no window can be opened, or None; Qt itself would abort the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    return None if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else NO_DISPLAY
