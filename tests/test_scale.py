"""Data in partitions of Dask: the local number bit for bit, with a cluster of two processes and without."""

import numpy as np
import pytest

import xentgui
from xentgui import scale

dask_array = pytest.importorskip("dask.array", reason="dask is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # what Dask warns of is not ours

NAMES = ["softmax", "nielsen", "torch.nn.CrossEntropyLoss"]
RANDOM = np.random.default_rng(3)
LABELS = RANDOM.integers(0, 5, 1000)
LOGITS = RANDOM.normal(size=(1000, 5)) * 10 ** RANDOM.uniform(-3, 2, (1000, 1))
WEIGHTS = RANDOM.uniform(0, 3, 1000)
WHOLE = xentgui.parts(LABELS, LOGITS, NAMES).result()


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as opened:
        yield opened


@pytest.mark.parametrize("cut", [1000, 137, (1, 499, 500)])
def test_arrays_give_the_number_of_all_rows_however_they_are_cut(cut):
    labels, logits = dask_array.from_array(LABELS, 100), dask_array.from_array(LOGITS, (cut, 2))
    assert scale.evaluate((labels, logits), NAMES) == WHOLE
    assert WHOLE.values["softmax"] == xentgui.evaluate(LABELS, LOGITS).value


def test_a_cluster_of_two_processes_gives_the_same_bits(client):
    tables = [dask_array.from_array(each, 90) for each in (LABELS, LOGITS, WEIGHTS)]
    found = scale.evaluate(tables, ["softmax"], client, label_smoothing=0.1)
    assert (
        found.values["softmax"] == xentgui.evaluate(LABELS, LOGITS, sample_weights=WEIGHTS, label_smoothing=0.1).value
    )


@pytest.mark.parametrize("source", [dask_array.from_array(LABELS), (LABELS, LOGITS), [dask_array.from_array(LABELS)]])
def test_a_source_that_is_not_arrays_of_dask_together_is_refused_in_words(source):
    with pytest.raises(ValueError, match=r"Dask arrays \(labels, outputs\)"):
        scale.evaluate(source, dask_array.from_array(LOGITS))


def test_chunks_of_unknown_size_are_counted():
    logits = dask_array.from_array(LOGITS, (100, 5))
    kept = logits[:, 0] > 0
    assert np.isnan(logits[kept].shape[0])
    found = scale.evaluate((dask_array.from_array(LABELS, 100)[kept], logits[kept]), ["softmax"])
    assert found.values["softmax"] == xentgui.evaluate(LABELS[LOGITS[:, 0] > 0], LOGITS[LOGITS[:, 0] > 0]).value


def test_sequences_with_ignored_places():
    logits, labels = LOGITS[:960].reshape(8, 120, 5), LABELS[:960].reshape(8, 120).copy()
    labels[:, 100:] = -100
    found = scale.evaluate([dask_array.from_array(each, 3) for each in (labels, logits)], NAMES[2:])
    assert found.values[NAMES[2]] == xentgui.evaluate(labels, logits, NAMES[2]).value


@pytest.mark.parametrize("labels", [LABELS, LABELS.reshape(20, 50), np.eye(5)[LABELS].reshape(20, 50, 5)])
def test_a_warning_names_the_row_of_the_whole(labels):
    outputs = np.full((1000, 5) if labels.ndim == 1 else (20, 50, 5), 0.2)
    outputs.reshape(-1, 5)[777, 0] = 0.25
    of_all = xentgui.parts(labels, outputs, ["softmax"], outputs_are="probabilities").result()
    cut = [dask_array.from_array(each, 7) for each in (labels, outputs)]
    assert of_all.warnings["softmax"]
    assert scale.evaluate(cut, ["softmax"], outputs_are="probabilities").warnings == of_all.warnings


def test_folders_of_arrays_and_of_parquet(tmp_path, client):
    parquet, table = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow").table
    for folder in ("npy", "parquet"):
        (tmp_path / folder).mkdir()
    for number, rows in enumerate(np.array_split(np.arange(1000), 11)):
        np.save(tmp_path / f"npy/val_labels-{number:03}.npy", LABELS[rows])
        np.save(tmp_path / f"npy/val_logits-{number:03}.npy", LOGITS[rows])
        columns = {f"logit_{k}": LOGITS[rows, k] for k in range(5)}
        parquet.write_table(table({**columns, "label": LABELS[rows]}), tmp_path / f"parquet/{number:03}.parquet")
    assert scale.evaluate(tmp_path / "npy", NAMES, client) == WHOLE
    assert scale.evaluate(str(tmp_path / "parquet"), NAMES) == WHOLE


def test_what_cannot_be_read_is_said_in_words(tmp_path, client):
    with pytest.raises(xentgui.DataError, match=r"no \.parquet files"):
        scale.evaluate(tmp_path, NAMES)
    np.save(tmp_path / "labels.npy", LABELS)
    with pytest.raises(xentgui.DataError, match="1 files of labels and 0 of outputs"):
        scale.evaluate(tmp_path, NAMES)
    wrong = [dask_array.from_array(each, 100) for each in (LABELS + 1, LOGITS)]
    with pytest.raises(xentgui.DataError, match="5"):
        scale.evaluate(wrong, NAMES, client)
