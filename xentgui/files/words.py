"""What people call labels, outputs, weights and names: in headers, as variables, in files of arrays."""

# fmt: off
LABEL_WORDS = frozenset({
    "actual", "answer", "category", "class", "class_id", "classes", "ground_truth", "gt", "label", "label_id",
    "labels", "target", "target_class", "targets", "true", "true_class", "true_label", "truth", "y", "y_test",
    "y_true",
})
OUTPUT_WORDS = frozenset({
    "a", "activations", "confidence", "f", "inputs", "log_probs", "logit", "logits", "logp", "logprobs", "out",
    "output", "outputs", "pred", "predict_proba", "prediction", "predictions", "preds", "prob", "proba",
    "probabilities", "probability", "probs", "score", "scores", "softmax", "x", "y_pred", "yhat",
})
WEIGHT_WORDS = frozenset({
    "sample_weight", "sample_weights", "weight", "weights",
})
CLASS_NAME_WORDS = frozenset({
    "categories", "class_names", "classes", "classes_", "columns", "label_names", "names", "target_names",
})
CLASS_WEIGHT_WORDS = frozenset({
    "class_weight", "class_weights", "pos_weight", "weight", "weights",
})
NAME_WORDS = frozenset({
    "file", "filename", "id", "image", "image_id", "imageid", "index", "key", "name", "names", "path", "row",
    "sample", "samples",
})
PREDICTED_WORDS = frozenset({
    "argmax", "pred", "predicted", "predicted_class", "predicted_label", "prediction", "predictions", "y_hat",
})
YES_WORDS = frozenset({
    "1", "fraud", "malignant", "pos", "positive", "spam", "t", "true", "y", "yes",
})
NO_WORDS = frozenset({
    "0", "benign", "f", "false", "genuine", "ham", "n", "neg", "negative", "no",
})
# fmt: on
