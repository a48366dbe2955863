"""Loss objects as torch and Keras make them, for where neither is installed: the names and attributes that are read."""


def loss(module, name, **attributes):
    """An object of a class of this name in this module."""
    made = type(name, (), {"__module__": module})()
    vars(made).update(attributes)
    return made


def torch_loss(name, **attributes):
    defaults = {"reduction": "mean", "weight": None}
    if name in ("CrossEntropyLoss", "NLLLoss"):
        defaults["ignore_index"] = -100
    if name == "CrossEntropyLoss":
        defaults["label_smoothing"] = 0.0
    return loss("torch.nn.modules.loss", name, **defaults | attributes)


def keras_loss(name, **attributes):
    defaults = {"reduction": "sum_over_batch_size", "from_logits": False, "dtype": "float32"}
    defaults |= {"ignore_class": None} if "Sparse" in name else {"label_smoothing": 0.0}
    if "Focal" in name:
        defaults |= {"gamma": 2.0, "alpha": 0.25, "axis": -1}
        defaults |= {"apply_class_balancing": False} if "Binary" in name else {}
    return loss("keras.src.losses.losses", name, **defaults | attributes)
