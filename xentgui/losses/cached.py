"""A property that is computed when it is first asked for, and then kept: without a lock."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Answer = TypeVar("Answer")


class cached(Generic[Answer]):  # noqa: N801
    """``functools.cached_property`` without its lock, of which a class has one below Python 3.12.

    Two threads that ask for properties of two instances which ask each other's wait for ever there. Here both may
    compute the same answer, and the first that is ready is kept.

    >>> class Circle:
    ...     radius = 2
    ...     @cached
    ...     def diameter(self) -> int:
    ...         return 2 * self.radius
    >>> Circle().diameter
    4
    """

    def __init__(self, compute: Callable[[Any], Answer]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Answer: ...
    def __get__(self, instance: object | None, owner: type | None = None) -> Self | Answer:
        if instance is None:
            return self
        answer: Answer = instance.__dict__.setdefault(self._name, self._compute(instance))
        return answer
