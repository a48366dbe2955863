"""One row, term by term."""

from xentgui.window.terms.view import TermsView

__all__ = ["TermsView"]
