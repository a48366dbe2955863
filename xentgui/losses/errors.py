"""The one error about data: which table, which cell, what is wrong and what to do."""

TABLES = ("labels", "outputs", "sample_weights", "class_weights", "pos_weight", "points", "weights", "biases")


class DataError(ValueError):
    """Numbers that can not be read, or that a definition does not take.

    Attributes:
        reason: what is wrong and what to do, in plain words, without the place.
        table: ``"labels"``, ``"outputs"``, ``"sample_weights"``, ``"class_weights"``, ``"pos_weight"`` (in training
            also ``"points"``, ``"weights"``, ``"biases"``), or None where two shapes do not fit each other.
        where: None, ``(row,)`` or ``(row, column)``, counted from 0.

    >>> str(DataError("a label is between 0 and 1", table="labels", where=(3, 1)))
    'labels[3, 1]: a label is between 0 and 1'
    """

    def __init__(self, reason: str, table: str | None = None, where: tuple[int, ...] | None = None) -> None:
        super().__init__(reason, table, where)
        self.reason = reason
        self.table = table
        self.where = tuple(int(index) for index in where or ()) or None  # a single number has no place

    def __str__(self) -> str:
        if self.table is None:
            return self.reason
        place = "" if self.where is None else f"[{', '.join(map(str, self.where))}]"
        return f"{self.table}{place}: {self.reason}"
