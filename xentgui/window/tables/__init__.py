"""The left column: labels, outputs with the loss of each row, and what the activation makes of them."""

from xentgui.window.tables.view import TablesView

__all__ = ["TablesView"]
