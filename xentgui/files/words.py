"""What people call labels, outputs, weights and names: in headers, as variables, in files of arrays."""

# fmt: off
LABEL_WORDS = frozenset({
    "actual", "answer", "category", "class", "class_id", "classes", "ground_truth", "gt", "label", "label_id",
    "label_ids", "label_idx", "labels", "one_hot", "onehot", "target", "target_class", "targets", "true",
    "true_class", "true_label", "truth", "y", "y_test", "y_true",
})
OUTPUT_WORDS = frozenset({
    "activations", "confidence", "log_probs", "logit", "logits", "logp", "logprobs", "out", "output", "outputs",
    "p", "pred", "predict_proba", "prediction", "predictions", "preds", "prob", "proba", "probabilities",
    "probability", "probs", "score", "scores", "softmax", "y_pred", "yhat", "z",
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
    "argmax", "pred", "pred_class", "pred_id", "pred_label", "predicted", "predicted_class", "predicted_id",
    "predicted_label", "prediction", "prediction_label", "predictions", "top1", "y_hat",
})
YES_WORDS = frozenset({
    "1", "fraud", "malignant", "pos", "positive", "spam", "t", "true", "y", "yes",
})
NO_WORDS = frozenset({
    "0", "benign", "f", "false", "genuine", "ham", "n", "neg", "negative", "no",
})
PREFIX_WORDS = (LABEL_WORDS | OUTPUT_WORDS)  # before the name of a class: prob_cat, y_1
# fmt: on
