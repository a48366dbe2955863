"""What is what in a file or a paste, where that is not plain."""

from xentgui.window.importing.dialog import ImportDialog as ImportDialog
