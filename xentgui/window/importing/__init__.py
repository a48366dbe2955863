"""What is what in a file or a paste, where that is not plain."""

from xentgui.window.importing.dialog import ImportDialog as ImportDialog
from xentgui.window.importing.dialog import is_plain as is_plain
