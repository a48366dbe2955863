"""Stand-ins for the frameworks, made of numpy: what their documentation says of the functions that programs call.

Code that is written for a library can so be run, and a broken line in it found, where the library is not installed.
That the stand-ins themselves are right is checked where it is (test_against_frameworks.py).
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np

MODULES = ("torch", "keras", "tensorflow", "jax", "optax", "sklearn")


class Tensor(np.ndarray):
    """An array with torch's and TensorFlow's words."""

    def sum(self, axis=None, dim=None, **options):
        return tensor(super().sum(axis=dim if axis is None else axis, **options))

    def mean(self, axis=None, dim=None, **options):
        return tensor(super().mean(axis=dim if axis is None else axis, **options))

    def to(self, kind):
        if kind != "bfloat16":
            return super().astype(kind)
        bits = np.asarray(self, dtype=np.float32).view(np.uint32)
        return tensor(((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).view(np.float32))

    astype = to

    def numpy(self):
        return np.asarray(self)

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return tensor(array)  # one number is a tensor too


def tensor(values, dtype=None):
    return np.asarray(values, dtype=dtype).view(Tensor)


def _own(function):
    """The function, with its result a Tensor."""
    return lambda *given, **options: tensor(function(*given, **options))


def _along(function, axis):
    return _own(lambda x, dim=axis, axis=None: function(x, axis=dim if axis is None else axis))


def log_sum_exp(x, axis=-1, keepdims=False):
    return np.logaddexp.reduce(np.asarray(x), axis=axis, keepdims=keepdims)


def log_softmax(x, axis=-1):
    return np.asarray(x) - log_sum_exp(x, axis, keepdims=True)


def softmax(x, axis=-1):
    return np.exp(log_softmax(x, axis))


def sigmoid(x):
    return np.exp(log_sigmoid(x))


def log_sigmoid(x):
    return tensor(-np.logaddexp(0, -np.asarray(x)))


def one_hot(x, k, dtype="int64"):
    return tensor(np.eye(k, dtype=dtype)[np.asarray(x, dtype=int)])


def _reduced(losses, reduction):
    return {"mean": losses.mean, "sum": losses.sum, "none": lambda: losses}[reduction]()


def _labels(labels, k):
    return np.asarray(one_hot(labels, k)) if np.ndim(labels) == 1 else np.asarray(labels)


# PyTorch: a weighted mean over class indices is divided by the weights of the classes named


def cross_entropy(x, y, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    x, y, k = np.asarray(x), np.asarray(y), x.shape[1]
    indices, counted = y.ndim == 1, np.ones(len(x), dtype=bool)
    if indices:
        counted = y != ignore_index
        y = np.where(counted, y, 0)
    weights = np.ones(k) if weight is None else np.asarray(weight)
    smoothed = _labels(y, k) * (1 - label_smoothing) + label_smoothing / k
    losses = np.where(counted, -(weights * smoothed * log_softmax(x, axis=1)).sum(axis=1), 0.0)
    if reduction == "mean" and indices:
        return tensor(losses.sum() / (weights[y] * counted).sum())
    return tensor(_reduced(losses, reduction))


def nll_loss(x, y, weight=None, ignore_index=-100, reduction="mean"):
    x, y, counted = np.asarray(x), np.asarray(y), np.asarray(y) != ignore_index
    weights = (np.ones(x.shape[1]) if weight is None else np.asarray(weight))[np.where(counted, y, 0)] * counted
    losses = -weights * x[np.arange(len(x)), np.where(counted, y, 0)]
    return tensor(losses.sum() / weights.sum() if reduction == "mean" else _reduced(losses, reduction))


def binary_cross_entropy_with_logits(x, y, weight=None, reduction="mean", pos_weight=None):
    positive = 1.0 if pos_weight is None else np.asarray(pos_weight)
    losses = -(positive * y * log_sigmoid(x) + (1 - y) * log_sigmoid(-x))
    return tensor(_reduced(losses if weight is None else weight * losses, reduction))


def binary_cross_entropy(a, y, weight=None, reduction="mean"):
    with np.errstate(divide="ignore"):
        losses = -(y * np.maximum(np.log(a), -100) + (1 - y) * np.maximum(np.log1p(-a), -100))
    return tensor(_reduced(losses if weight is None else weight * losses, reduction))


def _torch():
    functional = _module(
        "torch.nn.functional",
        cross_entropy=cross_entropy,
        nll_loss=nll_loss,
        binary_cross_entropy=binary_cross_entropy,
        binary_cross_entropy_with_logits=binary_cross_entropy_with_logits,
        one_hot=one_hot,
        logsigmoid=log_sigmoid,
    )
    torch = _module(
        "torch",
        tensor=tensor,
        float64="float64",
        float32="float32",
        float16="float16",
        bfloat16="bfloat16",
        bool=bool,
        inf=np.inf,
        log_softmax=_along(log_softmax, -1),
        softmax=_along(softmax, -1),
        logsumexp=_along(log_sum_exp, -1),
        sigmoid=sigmoid,
        exp=np.exp,
        log=np.log,
        log1p=np.log1p,
        tanh=np.tanh,
        clamp=lambda x, min=-np.inf, max=np.inf: np.clip(x, min, max),
        where=_own(np.where),
        count_nonzero=np.count_nonzero,
        eye=lambda k, dtype: tensor(np.eye(k, dtype=dtype)),
        zeros_like=np.zeros_like,
        stack=lambda tables, dim: tensor(np.stack(tables, axis=dim)),
        nn=_module("torch.nn", functional=functional),
    )
    return {"torch": torch, "torch.nn": torch.nn, "torch.nn.functional": functional}


# Keras: float32 unless dtype is given; probabilities are rescaled (categorical) and clipped at 1e-7


def _keras_losses(kind, from_logits, label_smoothing, dtype):
    def losses(y, x):
        x = np.asarray(x, dtype=dtype)
        k = x.shape[-1]
        y = _labels(y, k).astype(dtype)
        s = label_smoothing
        if kind == "Binary":
            y = y * (1 - s) + s / 2
            a = np.clip(x, np.asarray(1e-7, dtype), np.asarray(1 - 1e-7, dtype))
            yes, no = (log_sigmoid(x), log_sigmoid(-x)) if from_logits else (np.log(a), np.log(1 - a))
            return -(y * yes + (1 - y) * no).mean(axis=-1)
        y = y * (1 - s) + s / k
        if from_logits:
            return -(y * log_softmax(x, axis=-1)).sum(axis=-1)
        a = x / x.sum(axis=-1, keepdims=True)
        return -(y * np.log(np.clip(a, np.asarray(1e-7, dtype), np.asarray(1 - 1e-7, dtype)))).sum(axis=-1)

    return losses


def _keras_class(kind):
    def loss(from_logits=False, label_smoothing=0.0, reduction="sum_over_batch_size", dtype="float32"):
        of_rows = _keras_losses(kind, from_logits, label_smoothing, dtype)

        def call(y, x, sample_weight=None):
            losses = np.asarray(of_rows(y, x))
            weights = np.ones(len(losses)) if sample_weight is None else np.asarray(sample_weight)
            if reduction is None or reduction == "none":
                return tensor(losses * weights)
            divisor = {"sum_over_batch_size": len(losses), "sum": 1.0, "mean_with_sample_weight": weights.sum()}
            return tensor((losses * weights).sum() / divisor[reduction])

        return call

    return loss


def _keras():
    ops = _module(
        "keras.ops",
        array=tensor,
        log_softmax=_along(log_softmax, -1),
        softmax=_along(softmax, -1),
        logsumexp=_along(log_sum_exp, None),
        log_sigmoid=log_sigmoid,
        sigmoid=sigmoid,
        clip=np.clip,
        maximum=np.maximum,
        where=_own(np.where),
        sum=np.sum,
        mean=np.mean,
        count_nonzero=np.count_nonzero,
        one_hot=one_hot,
        eye=lambda k, dtype: tensor(np.eye(k, dtype=dtype)),
        convert_to_numpy=np.asarray,
        **_PLAIN,
    )
    kinds = {"SparseCategoricalCrossentropy": "", "CategoricalCrossentropy": "", "BinaryCrossentropy": "Binary"}
    losses = _module("keras.losses", **{name: _keras_class(kind) for name, kind in kinds.items()})
    return {"keras": _module("keras", ops=ops, losses=losses), "keras.ops": ops, "keras.losses": losses}


_PLAIN = {
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "tanh": np.tanh,
    "cast": lambda x, kind: tensor(x).to(kind),
    "zeros_like": np.zeros_like,
    "stack": lambda tables, axis: tensor(np.stack(tables, axis=axis)),
}


# TensorFlow and optax: one loss a row, or a term an output


def _softmax_losses(logits, labels):
    return tensor(-(np.asarray(labels) * log_softmax(logits, axis=-1)).sum(axis=-1))


def _sigmoid_terms(logits, labels, pos_weight=1.0):
    return -(pos_weight * labels * log_sigmoid(logits) + (1 - labels) * log_sigmoid(-logits))


def _sparse_losses(logits, labels):
    return _softmax_losses(logits, one_hot(labels, logits.shape[1]))


def _tensorflow():
    nn = SimpleNamespace(
        log_softmax=_along(log_softmax, -1),
        softmax=_along(softmax, -1),
        softmax_cross_entropy_with_logits=_softmax_losses,
        sparse_softmax_cross_entropy_with_logits=_sparse_losses,
        sigmoid_cross_entropy_with_logits=_sigmoid_terms,
        weighted_cross_entropy_with_logits=_sigmoid_terms,
    )
    mathematics = SimpleNamespace(
        log=np.log, log1p=np.log1p, log_sigmoid=log_sigmoid, tanh=np.tanh, count_nonzero=np.count_nonzero
    )
    return {
        "tensorflow": _module(
            "tensorflow",
            constant=tensor,
            float64="float64",
            float32="float32",
            float16="float16",
            bfloat16="bfloat16",
            bool=bool,
            nn=nn,
            math=mathematics,
            sigmoid=sigmoid,
            reduce_logsumexp=_along(log_sum_exp, None),
            reduce_sum=_own(np.sum),
            reduce_mean=_own(np.mean),
            clip_by_value=np.clip,
            maximum=np.maximum,
            where=_own(np.where),
            one_hot=one_hot,
            gather=lambda x, indices: x[indices],
            eye=lambda k, dtype: tensor(np.eye(k, dtype=dtype)),
            **_PLAIN,
        )
    }


def _jax():
    nn = SimpleNamespace(
        log_softmax=_along(log_softmax, -1),
        softmax=_along(softmax, -1),
        log_sigmoid=log_sigmoid,
        sigmoid=sigmoid,
        logsumexp=_along(log_sum_exp, None),
        one_hot=one_hot,
    )
    config = SimpleNamespace(update=lambda option, value: None)
    optax = _module(
        "optax",
        softmax_cross_entropy=_softmax_losses,
        softmax_cross_entropy_with_integer_labels=_sparse_losses,
        sigmoid_binary_cross_entropy=_sigmoid_terms,
    )
    numpy = _module("jax.numpy")
    numpy.__dict__.update(np.__dict__)
    numpy.bfloat16, numpy.float16 = "bfloat16", "float16"
    numpy.array, numpy.where = tensor, _own(np.where)
    numpy.__dict__.update(_PLAIN)
    return {"jax": _module("jax", nn=nn, config=config, numpy=numpy), "jax.numpy": numpy, "optax": optax}


def log_loss(y, a, *, labels, sample_weight=None, normalize=True):
    a = np.asarray(a)
    a = np.stack([1 - a, a], axis=1) if a.ndim == 1 else np.hstack([1 - a, a]) if a.shape[1] == 1 else a
    a = np.clip(a, np.finfo(a.dtype).eps, 1 - np.finfo(a.dtype).eps)
    losses = -np.log(a[np.arange(len(a)), np.searchsorted(labels, y)])
    weights = np.ones(len(losses)) if sample_weight is None else np.asarray(sample_weight)
    return float((weights * losses).sum() / (weights.sum() if normalize else 1.0))


def _module(name, **content):
    module = ModuleType(name)
    module.__dict__.update(content)
    return module


def stand_in(monkeypatch):
    """Put the stand-ins where `import torch` and the like find them."""
    metrics = _module("sklearn.metrics", log_loss=log_loss)
    sklearn = {"sklearn": _module("sklearn", metrics=metrics), "sklearn.metrics": metrics}
    special = _module("scipy.special", softmax=softmax, expit=sigmoid)
    sklearn |= {"scipy": _module("scipy", special=special), "scipy.special": special}
    for name, module in {**_torch(), **_keras(), **_tensorflow(), **_jax(), **sklearn}.items():
        monkeypatch.setitem(sys.modules, name, module)
