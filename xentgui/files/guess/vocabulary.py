"""What people call labels, outputs, weights and names: in headers, as variables, in files of arrays."""

import re
from functools import lru_cache

# fmt: off
LABEL_WORDS = frozenset({
    "actual", "answer", "category", "class", "class_id", "classes", "ground_truth", "gt", "label", "label_id",
    "label_ids", "label_idx", "labels", "one_hot", "one_hot_matrix", "one_hot_vector",
    "onehot", "target", "target_class", "targets", "true",
    "true_class", "true_label", "truth", "y", "y_test", "y_true",
})
OUTPUT_WORDS = frozenset({
    "activations", "confidence", "log_probs", "logit", "logits", "logp", "logprobs", "out", "output", "outputs",
    "p", "pred", "predict", "predict_proba", "predicted", "prediction", "predictions",
    "preds", "prob", "proba", "probabilities",
    "probability", "probs", "score", "scores", "softmax", "y_logit", "y_logits", "y_out", "y_output", "y_outputs",
    "y_pred", "y_pred_proba", "y_prob", "y_proba", "y_probs", "y_score", "y_scores", "yhat", "z",
})
WEIGHT_WORDS = frozenset({
    "sample_weight", "sample_weights", "weight", "weights",
})
GROUP_WORDS = frozenset({
    "batch", "batch_id", "batch_index", "batch_number", "group", "group_id", "groups", "micro_batch", "microbatch",
    "seq_id", "sequence_id",
})
CLASS_NAME_WORDS = frozenset({
    "categories", "class_names", "classes", "classes_", "columns", "label_names", "names", "target_names",
})
CLASS_WEIGHT_WORDS = frozenset({
    "class_weight", "class_weights", "pos_weight", "weight", "weights",
})
NAME_WORDS = frozenset({
    "file", "filename", "id", "identifier", "ids", "image", "image_id", "imageid", "index", "index_level_0", "key",
    "name", "names", "path", "row", "row_id", "sample", "sample_id", "samples", "uuid",
})
PREDICTED_WORDS = frozenset({
    "argmax", "pred", "pred_class", "pred_id", "pred_label", "predicted", "predicted_class", "predicted_id",
    "predicted_label", "prediction", "prediction_label", "predictions", "preds", "top1", "y_hat",
})
YES_WORDS = frozenset({
    "1", "fraud", "malignant", "pos", "positive", "spam", "t", "true", "y", "yes",
})
NO_WORDS = frozenset({
    "0", "benign", "f", "false", "genuine", "ham", "n", "neg", "negative", "no",
})
LOSS_WORDS = frozenset({
    "bce", "ce", "cross_entropy", "crossentropy", "log_loss", "logloss", "loss", "losses", "nll", "xent",
})
TELLING_PARTS = frozenset({"label", "labels", "logits", "probabilities", "probs", "scores", "target", "targets"})
TABLE_WORDS = LABEL_WORDS | OUTPUT_WORDS | WEIGHT_WORDS | CLASS_WEIGHT_WORDS | LOSS_WORDS
PREFIX_WORDS = (LABEL_WORDS | OUTPUT_WORDS)  # before the name of a class: prob_cat, y_1
# fmt: on
MANY_NAMES = 1024  # asked again for every column of a table
_PART = "all|arr|array|batch|dev|eval|final|flat|list|my|np|test|train|val|valid|validation"
_PARTS = re.compile(rf"^(?:(?:{_PART})_)+|(?:_(?:{_PART}))+$")  # val_logits, labels_test


@lru_cache(MANY_NAMES)
def snake(name: str) -> str:
    """A name in small letters with underscores: "TrueLabel" and "true label" are true_label."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\s.-]+", "_", parts).strip("_").lower()


@lru_cache(MANY_NAMES)
def telling_part(name: str) -> str:
    """What the end of a table's name tells, or its start: "seg_labels" is labels, "pred_labels" and "n_labels" not."""
    words = bare(name.split(".")[-1]).split("_")
    if PREDICTED_WORDS.union(("n", "num", "number")).intersection(words):
        return ""
    return next((word for word in (words[-1], words[0]) if word in TELLING_PARTS), "")


@lru_cache(MANY_NAMES)
def bare(name: str) -> str:
    """A name in small letters without the part of the data that it is of: "val_logits" is logits."""
    return _PARTS.sub("", snake(name))
