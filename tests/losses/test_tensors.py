"""Tensors of other libraries as they are: the same value as of a list, and refusals in our own words."""

import re
import sys
import tracemalloc
import warnings

import numpy as np
import pytest

import xentgui

LABELS, LOGITS, WEIGHTS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.125, 1.25, 0.25], [-0.5, 0, 1.5], [1, 1, 1]], [1, 2, 4]
VALUE = xentgui.evaluate(LABELS, LOGITS, class_weights=WEIGHTS).value


def value(labels, outputs, weights=WEIGHTS):
    return xentgui.evaluate(labels, outputs, class_weights=weights).value


def refused(outputs, told, labels=LABELS):
    with pytest.raises(xentgui.DataError, match=f"^outputs.*{re.escape(told)}") as caught:
        xentgui.evaluate(labels, outputs)
    assert not re.search(r"[a-z]+\(\)( on| method)|Tracer|NotImplemented|detach", str(caught.value))


class TestTorch:
    torch = None

    @pytest.fixture(autouse=True)
    def _torch(self):
        type(self).torch = pytest.importorskip("torch")

    def test_tensors_with_a_gradient_give_the_value_and_keep_their_gradient(self):
        logits = self.torch.tensor(LOGITS, requires_grad=True)
        weights = self.torch.nn.Parameter(self.torch.tensor([1.0, 2.0, 4.0]))
        assert value(self.torch.tensor(LABELS), logits, weights) == VALUE
        assert value(LABELS, logits * 1.0, weights) == VALUE
        assert logits.requires_grad
        assert logits.grad is None

    @pytest.mark.parametrize("kind", ["bfloat16", "float16", "float32", "float64"])
    def test_every_kind_of_number_is_read(self, kind):
        assert value(LABELS, self.torch.tensor(LOGITS, dtype=getattr(self.torch, kind))) == VALUE

    def test_lists_of_tensors_and_views_are_read(self):
        rows = [self.torch.tensor(row, dtype=self.torch.float64, requires_grad=True) for row in LOGITS]
        assert value([self.torch.tensor(k) for k in LABELS], rows) == VALUE
        assert value(LABELS, [list(row) for row in rows]) == VALUE
        assert value(LABELS, self.torch.tensor(LOGITS).T.contiguous().T) == VALUE
        assert xentgui.evaluate([0, 0], self.torch.tensor([[1.0, 2.0]]).expand(2, 2)).value > 0
        assert xentgui.evaluate([1], [self.torch.tensor(0.5, requires_grad=True)]).value > 0

    def test_what_has_no_numbers_is_refused_in_our_words(self):
        torch = self.torch
        refused(torch.empty(4, 3, device="meta"), "a tensor on the meta device has a shape and no numbers")
        refused(torch.tensor(LOGITS).to_sparse(), "sparse tensor: pass .to_dense()")
        refused(torch.tensor(LOGITS) + 1j, "complex")
        refused([torch.tensor(LOGITS[0]), torch.tensor([1.0])], "ragged")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's own, that nested tensors are new
            nested = torch.nested.nested_tensor([torch.ones(3), torch.ones(2)])
        refused(nested, "rows of different length: pad it")
        refused(torch.nn.Linear(3, 3), "Linear is not a table of numbers")
        seen = []

        def traced(logits):
            try:
                xentgui.evaluate([0], logits)
            except xentgui.DataError as error:
                seen.append(error.reason)
            return logits.sum()

        torch.func.vmap(traced)(torch.ones(2, 1, 3))
        torch.func.grad(traced)(torch.ones(1, 3))
        assert not [reason for reason in seen if "traced tensor" not in reason]

    def test_a_loss_is_a_number_with_the_digits_of_its_kind(self):
        torch = self.torch
        logits = torch.tensor(LOGITS, requires_grad=True)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS), weight=torch.tensor([1.0, 2.0, 4.0]))
        found = xentgui.match(torch.tensor(LABELS), logits, loss, class_weights=WEIGHTS)[0]
        assert found.definition.normalise_by == "weights-of-indices"
        assert xentgui.explain(LABELS, logits, loss).number is loss
        xentgui.assert_agrees(loss, LABELS, logits, "torch.nn.CrossEntropyLoss", class_weights=torch.tensor(WEIGHTS))

    def test_a_large_tensor_is_copied_once(self):
        logits = self.torch.zeros(1_000_000, 4, dtype=self.torch.float64, requires_grad=True)
        tracemalloc.start()
        batch = xentgui.Batch(np.zeros(1_000_000), logits)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        labels = 2 * 8_000_000  # float64 at the door, int64 as indices
        assert peak < labels + 32_000_000 * 1.5
        assert batch.shape == (1_000_000, 4)


def test_jax_arrays_are_read_and_traced_ones_refused_in_our_words():
    jax = pytest.importorskip("jax")
    for kind in ("bfloat16", "float16", "float32"):
        assert value(jax.numpy.array(LABELS), jax.numpy.array(LOGITS, dtype=kind)) == VALUE
    assert xentgui.match(LABELS, LOGITS, jax.numpy.float32(VALUE), class_weights=jax.numpy.array(WEIGHTS))[0].hit

    @jax.jit
    def traced(logits):
        refused(logits, "a traced tensor has no numbers yet")
        return logits

    traced(jax.numpy.array(LOGITS))


@pytest.mark.filterwarnings("ignore")  # of TensorFlow
def test_tensors_of_tensorflow_are_read_and_those_without_numbers_refused_in_our_words():
    tf = pytest.importorskip("tensorflow")
    for kind in (tf.bfloat16, tf.float16, tf.float32, tf.float64):
        assert value(tf.constant(LABELS), tf.constant(LOGITS, kind), tf.constant([1.0, 2.0, 4.0])) == VALUE
    assert value(LABELS, tf.Variable(LOGITS)) == VALUE
    assert value(LABELS, [tf.constant(row) for row in LOGITS]) == VALUE
    with tf.GradientTape():
        assert value(LABELS, tf.Variable(LOGITS) * 1.0) == VALUE
    answer = xentgui.explain(tf.constant(LABELS), tf.constant(LOGITS), tf.constant(VALUE), class_weights=WEIGHTS)
    assert answer.matches[0].hit
    refused(tf.sparse.from_dense(LOGITS), "sparse tensor: pass .to_dense()")
    refused(tf.constant([["a", "b"]]), "is text", [0])
    seen = []

    @tf.function
    def traced(logits):
        refused(logits, "a traced tensor has no numbers yet")
        seen.append(logits)
        return logits

    traced(tf.constant(LOGITS))
    assert seen


def test_pandas_tables_and_columns_are_read():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(LOGITS, columns=["cat", "dog", "bird"], index=[7, 3, 5, 1])
    assert value(pandas.Series(LABELS, index=[1, 2, 3, 4]), table, pandas.Series(WEIGHTS)) == VALUE
    assert value(pandas.Series(LABELS, dtype="Int64"), table.astype("Float64")) == VALUE
    missing = pandas.DataFrame({"a": pandas.array([1, None], dtype="Int64"), "b": [1.0, 2.0]})
    refused(missing, "", [0, 1])
    refused(pandas.DataFrame({"a": ["1", "2"], "b": [1.0, 2.0]}), "'1' is text", [0, 1])


def test_polars_tables_and_columns_are_read():
    polars = pytest.importorskip("polars")
    table = polars.DataFrame(LOGITS, schema=["cat", "dog", "bird"], orient="row")
    assert value(polars.Series(LABELS), table, polars.Series(WEIGHTS)) == VALUE
    refused(polars.DataFrame({"a": [1.0, None], "b": [1.0, 2.0]}), "nan", [0, 1])
    refused(polars.DataFrame({"a": ["1", "2"], "b": ["3", "4"]}), "'1' is text", [0, 1])
    refused(polars.LazyFrame({"a": [1.0, 2.0]}), "pass .collect()", [0, 1])


def test_keras_tensors_are_read():
    keras = pytest.importorskip("keras")
    assert value(keras.ops.array(LABELS), keras.ops.array(LOGITS)) == VALUE
    assert value(LABELS, keras.Variable(np.array(LOGITS))) == VALUE
    refused(keras.KerasTensor((4, 3)), "a traced tensor has no numbers yet")


def test_none_of_the_libraries_is_imported_for_it():
    before = {"torch", "jax", "tensorflow", "pandas", "polars"} & set(sys.modules)
    value(LABELS, LOGITS)
    assert {"torch", "jax", "tensorflow", "pandas", "polars"} & set(sys.modules) == before
