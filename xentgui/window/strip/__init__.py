"""The agreement strip under the cards."""
