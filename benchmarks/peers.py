"""The losses of other libraries, as functions that give the mean and that give the mean with its gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import xentgui
from xentgui.losses import workers

Array = np.ndarray[Any, Any]
Act = Callable[[], Any]

KINDS = ("softmax index", "softmax soft", "bernoulli")
NAMES = {"softmax index": "softmax", "softmax soft": "softmax", "bernoulli": "multi-sigmoid"}


@dataclass(frozen=True)
class Peer:
    """``of(kind, labels, scores)`` gives the two functions; ``mean`` of bernoulli is over samples and outputs."""

    name: str
    of: Callable[[str, Array, Array], tuple[Act, Act]]


def ours(kind: str, labels: Array, scores: Array) -> tuple[Act, Act]:
    precision = "float32" if scores.dtype == np.float32 else "float64"

    def value() -> Any:
        return xentgui.evaluate(labels, scores, NAMES[kind], precision=precision).value

    def with_gradient() -> Any:
        found = xentgui.evaluate(labels, scores, NAMES[kind], precision=precision)
        return found.gradient, found.value

    return value, with_gradient


def compiled() -> Peer:
    """Ours on the compiled loops."""
    from xentgui.losses import compiled, kernels

    def on_loops(act: Act) -> Act:
        def timed() -> Any:
            kernels.road = compiled.ROAD
            try:
                return act()
            finally:
                kernels.road = kernels.IN_TABLES

        return timed

    def of(kind: str, labels: Array, scores: Array) -> tuple[Act, Act]:
        value, with_gradient = ours(kind, labels, scores)
        return on_loops(value), on_loops(with_gradient)

    return Peer("compiled", of)


def naive(kind: str, labels: Array, scores: Array) -> tuple[Act, Act]:
    """The textbook in numpy: log of a softmax that is shifted by the largest, or logaddexp."""
    rows = np.arange(len(scores))

    def of_bernoulli() -> Any:
        return (np.logaddexp(0, scores) - labels * scores).sum(axis=1).mean()

    def of_softmax() -> Any:
        shifted = scores - scores.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(logs[rows, labels] if labels.ndim == 1 else (labels * logs).sum(axis=1)).mean()

    def with_gradient() -> Any:
        if kind == "bernoulli":
            return of_bernoulli(), (1 / (1 + np.exp(-scores)) - labels) / len(scores)
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        a = shifted / shifted.sum(axis=1, keepdims=True)
        if labels.ndim == 2:
            return -(labels * np.log(a)).sum(axis=1).mean(), (a - labels) / len(scores)
        value = -np.log(a[rows, labels]).mean()
        a[rows, labels] -= 1
        return value, a / len(scores)

    return of_bernoulli if kind == "bernoulli" else of_softmax, with_gradient


def torch() -> Peer:
    import torch
    from torch.nn import functional

    torch.set_num_threads(workers.threads)

    def of(kind: str, labels: Array, scores: Array) -> tuple[Act, Act]:
        loss = functional.binary_cross_entropy_with_logits if kind == "bernoulli" else functional.cross_entropy
        y, z = torch.from_numpy(labels), torch.from_numpy(scores)
        free = z.clone().requires_grad_()

        def with_gradient() -> Any:
            free.grad = None
            value = loss(free, y)
            value.backward()
            return value.item(), free.grad

        return lambda: loss(z, y).item(), with_gradient

    return Peer("torch", of)


def optax() -> Peer:
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    functions = {
        "softmax index": optax.softmax_cross_entropy_with_integer_labels,
        "softmax soft": optax.softmax_cross_entropy,
        "bernoulli": optax.sigmoid_binary_cross_entropy,
    }

    means = {kind: lambda z, y, loss=loss: loss(z, y).mean() for kind, loss in functions.items()}
    values = {kind: jax.jit(mean) for kind, mean in means.items()}
    gradients = {kind: jax.jit(jax.value_and_grad(mean)) for kind, mean in means.items()}

    def of(kind: str, labels: Array, scores: Array) -> tuple[Act, Act]:
        y, z = jax.numpy.asarray(labels), jax.numpy.asarray(scores)
        return lambda: float(values[kind](z, y)), lambda: jax.block_until_ready(gradients[kind](z, y))

    return Peer("optax", of)


def installed() -> tuple[list[Peer], list[str]]:
    """The peers that are here, ours first, and the names of those that are not."""
    found, missing = [Peer("xentgui", ours), Peer("numpy", naive)], []
    for make in (compiled, torch, optax):
        try:
            found.append(make())
        except ImportError:
            missing.append("compiled (numba)" if make is compiled else make.__name__)
    return found, missing
