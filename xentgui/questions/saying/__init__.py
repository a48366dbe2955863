"""What differs, in words: causes are found once, and each register writes them in its own way.

`causes` finds them as values; `few` writes a list's few words, `strip` the lines under the cards, `sentence` the text
of the public interface. Minus and digits belong to the `register`.
"""
