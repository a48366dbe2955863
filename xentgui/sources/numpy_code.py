"""A definition in NumPy, which can say every one of them."""

from xentgui.sources.dialect import Dialect

DIALECT = Dialect(
    imports="import numpy as np",
    numbers="np.array({x}, dtype=np.{kind})",
    infinity="np.inf",
    log_softmax="{x} - np.logaddexp.reduce({x}, axis=1, keepdims=True)",
    log_sigmoid="-np.logaddexp(0, -({x}))",
    softmax="np.exp({x} - np.logaddexp.reduce({x}, axis=1, keepdims=True))",
    sigmoid="np.exp(-np.logaddexp(0, -{x}))",
    log_sum_exp="np.logaddexp.reduce({x}, axis=-1)",
    exp="np.exp({x})",
    log="np.log({x})",
    log1p="np.log1p({x})",
    clip="np.clip({x}, {low}, {high})",
    at_least="np.maximum({x}, {low})",
    where="np.where({x}, {then}, {otherwise})",
    total="{x}.sum()",
    mean="{x}.mean()",
    total_rows="{x}.sum(axis=1)",
    mean_rows="{x}.mean(axis=1)",
    count="np.count_nonzero({x})",
    one_hot="np.eye({k}, dtype=np.{kind})[{x}]",
    identity="np.eye({k}, dtype=bool)",
    zeros="np.zeros_like({x})",
    pair="np.stack([{no}, {yes}], axis=1)",
    scalar="{x}",
    ln="np.log({x})",
)
