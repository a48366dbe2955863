"""Tensors of other libraries, read by what they can do: nothing is imported for it, and nothing is copied twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_PLAIN = (int, float, complex, str, bytes, list, tuple, np.ndarray, np.generic)
LOOKED_AT = 8  # items of a list in which a tensor is looked for
_NO_NUMBERS = "a tensor on the meta device has a shape and no numbers: pass one that was computed"
_TRACED = "a traced tensor has no numbers yet: ask outside of jit, grad, vmap and compile"
_SPARSE = "a sparse tensor: pass .to_dense()"


def numbers_of(given: Any) -> Any:
    """What numpy reads by itself: a tensor's numbers as an array, a list of tensors as a list of arrays, else the same.

    Raises ValueError that says in plain words why a tensor has no numbers.
    """
    if isinstance(given, (list, tuple)):
        return [numbers_of(each) for each in given] if _holds_tensors(given) else given
    if not _is_tensor(given):
        return given
    if "torch" in _libraries(given):
        return _of_torch(given)
    if hasattr(given, "dense_shape") or hasattr(given, "todense"):
        raise ValueError(_SPARSE)
    return _array(given.get if hasattr(given, "__cuda_array_interface__") else lambda: np.asarray(given))


def _holds_tensors(given: object) -> bool:
    """Whether there is a tensor among the first items of a list, or of a list in it."""
    if not isinstance(given, (list, tuple)):
        return _is_tensor(given)
    return any(map(_holds_tensors, given[:LOOKED_AT]))


def _is_tensor(given: object) -> bool:
    if isinstance(given, _PLAIN) or not _libraries(given) & _LIBRARIES:
        return False
    return hasattr(given, "is_nested") or hasattr(given, "shape")  # of a nested tensor the shape cannot be asked


_LIBRARIES = {"torch", "jax", "jaxlib", "tensorflow", "keras", "cupy", "mlx"}


def _libraries(given: object) -> set[str]:
    return {kind.__module__.partition(".")[0] for kind in type(given).__mro__}


def _of_torch(tensor: Any) -> Any:
    if tensor.is_meta:
        raise ValueError(_NO_NUMBERS)
    if getattr(tensor, "is_nested", False):
        raise ValueError("a nested tensor has rows of different length: pad it, and leave the padding out")
    if str(tensor.layout) != "torch.strided":
        raise ValueError(_SPARSE)
    return _array(lambda: _on_the_processor(tensor))


def _on_the_processor(tensor: Any) -> Any:
    tensor = tensor.detach()
    tensor = tensor.dequantize() if tensor.is_quantized else tensor
    tensor = tensor.cpu().resolve_conj().resolve_neg()
    try:
        return tensor.numpy()
    except TypeError:  # a kind that numpy does not have
        return tensor.float().numpy()


def _array(read: Callable[[], Any]) -> Any:
    try:
        array = read()
        return array.astype(np.float32) if array.dtype.kind == "V" else array  # bfloat16 and less, exact in float32
    except Exception as error:  # whatever a stranger raises
        raise ValueError(_TRACED) from error
