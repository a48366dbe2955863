"""The agreement strip: at most three lines that say which cards agree, which differ and why, and the principle.

    strip(batch, cards, chosen, comparison, mode, class_names) -> tuple[Line, ...]

`cards` as `card.cards` gives them, `comparison` of the same definitions under the names of the cards. A line's `link`
is "all-agree" (offer the example where all agree) or "enter-difference-logit" (offer the yes/no logit z1 − z2).
"""
