"""The text of bytes, whatever program wrote it."""

from __future__ import annotations

from xentgui.losses.batch import DataError

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
          b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # fmt: skip
_NO_TEXT = bytes([*range(8), *range(14, 27)])


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and a note where the encoding had to be guessed."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError:
                raise DataError("its text is damaged: save it again as UTF-8") from None
    if len(data.translate(None, _NO_TEXT)) < len(data):
        raise DataError("it is not a text (or one in UTF-16 without a mark): save it as CSV in UTF-8")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text, ("the file is not in UTF-8: it is read as Western (Windows-1252)",)
