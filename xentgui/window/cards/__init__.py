"""The cards: what each definition gives on this data."""

from xentgui.window.cards.view import CardsView

__all__ = ["CardsView"]
