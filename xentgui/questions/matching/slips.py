"""What goes wrong around a loss, one entry a slip: what it does to the outputs, and the sentences that explain it.

`bits` is how rarely it is met (each bit halves it), judged from the trackers of the frameworks. What a slip does to
labels, weights or the result stands in `labels.py`, `weights.py` and `endings.py`, under the same slug.
"""

from types import MappingProxyType

import numpy as np

from xentgui.questions.matching.arithmetic import sigmoid, softmax, softmax_over_rows
from xentgui.questions.matching.numbers_changed import hardened_rows, hardened_scores, naive, rounded, same
from xentgui.questions.matching.slip import LP, L, OutputChange, P, Slip

_SOFTMAX, _SIGMOID = ("softmax",), ("sigmoid",)

_ON_OUTPUTS = (
    Slip(
        "probabilities-as-logits",
        1.0,
        "Probabilities passed as logits",
        "the outputs are probabilities already, and the loss took them for logits and applied its activation again",
        "pass the logits, or use a loss that takes probabilities",
        (OutputChange(P, L),),
    ),
    Slip(
        "softmax-twice",
        2.0,
        "Softmax applied twice",
        "the softmax was applied twice: once by the model and once more inside the loss",
        "drop the softmax before the loss (a second log-softmax would have been harmless)",
        (OutputChange(L, L, softmax, _SOFTMAX, "several"), OutputChange(P, L, same, _SOFTMAX, "several", "", 0.5)),
    ),
    Slip(
        "sigmoid-twice",
        2.0,
        "Sigmoid applied twice",
        "the sigmoid was applied twice: once by the model and once more inside the loss",
        "drop the sigmoid before the loss, or use the loss that takes probabilities",
        (OutputChange(L, L, sigmoid, _SIGMOID), OutputChange(P, L, same, _SIGMOID, "any", "", 0.5)),
    ),
    Slip(
        "sigmoid-then-softmax",
        3.0,
        "A sigmoid before the softmax",
        "the outputs went through a sigmoid and then through the softmax inside the loss",
        "drop the sigmoid, or use a loss for independent outputs",
        (
            OutputChange(L, L, sigmoid, _SOFTMAX, "several"),
            OutputChange(P, L, same, _SOFTMAX, "several", "", 1.5),
        ),
    ),
    Slip(
        "softmax-then-sigmoid",
        3.0,
        "A softmax before the sigmoid",
        "the outputs went through a softmax and then through the sigmoid inside the loss",
        "drop the softmax, or use the softmax cross-entropy",
        (
            OutputChange(L, L, softmax, _SIGMOID, "several"),
            OutputChange(P, L, same, _SIGMOID, "several", "", 1.5),
        ),
    ),
    Slip(
        "logits-as-probabilities",
        2.0,
        "Logits taken for probabilities",
        "the outputs are logits, and the loss took them for probabilities: no softmax or sigmoid was applied",
        "apply the activation first, or tell the loss that it gets logits (from_logits=True)",
        (OutputChange(L, P),),
    ),
    Slip(
        "probabilities-as-log-probabilities",
        2.0,
        "Probabilities taken for log-probabilities",
        "the loss expects log-probabilities and was given probabilities, so it only picked and negated them",
        "pass the logarithms (log_softmax) instead",
        (OutputChange(P, LP, among="several"), OutputChange(L, LP, softmax, among="several", more_bits=1.0)),
    ),
    Slip(
        "logits-as-log-probabilities",
        3.0,
        "Logits taken for log-probabilities",
        "the loss expects log-probabilities and was given the logits, so it only picked and negated them",
        "apply log_softmax first",
        (OutputChange(L, LP, among="several"),),
    ),
    Slip(
        "log-softmax-twice",
        1.5,
        "Log-probabilities passed as logits",
        "log-probabilities were passed as logits: a second log-softmax changes nothing where the rows are normalised",
        "harmless under a softmax; under a sigmoid pass the logits",
        (
            OutputChange(LP, L),
            OutputChange(P, L, lambda p: np.log(np.maximum(p, 1e-300)), _SIGMOID, "several", "log", 2.5),
            OutputChange(L, L, lambda z: np.log(np.maximum(softmax(z), 1e-300)), _SIGMOID, "several", "log", 2.5),
        ),
    ),
    Slip(
        "log-probabilities-exponentiated",
        3.0,
        "Probabilities passed as logits",
        "the log-probabilities were turned into probabilities, and these passed as logits",
        "pass the log-probabilities themselves",
        (OutputChange(LP, L, np.exp),),
    ),
    Slip(
        "softmax-over-rows",
        4.0,
        "Softmax over the wrong axis",
        "the softmax ran down the columns (over the samples) instead of along each row",
        "take the softmax over the last axis",
        (
            OutputChange(L, P, softmax_over_rows, among="several"),
            OutputChange(L, L, softmax_over_rows, _SOFTMAX, "several", "then-loss", 1.5),
            OutputChange(P, L, softmax_over_rows, _SOFTMAX, "several", "then-loss", 2.0),
        ),
    ),
    Slip(
        "outputs-hardened",
        3.5,
        "Predicted classes instead of probabilities",
        "the predicted classes (0 or 1) were passed where probabilities belong",
        "pass the probabilities (predict_proba), not the predictions",
        (OutputChange(P, P, hardened_rows), OutputChange(L, P, hardened_scores)),
    ),
    Slip(
        "naive-logarithm",
        2.5,
        "Logarithm of a rounded probability",
        "the probability was rounded to single precision before the logarithm or 1 - a was taken of it",
        "use the loss that takes logits: it loses no digits",
        (
            OutputChange(L, P, naive(softmax), among="several", detail="softmax"),
            OutputChange(L, P, naive(sigmoid), detail="sigmoid"),
        ),
    ),
    Slip(
        "probabilities-rounded",
        3.0,
        "Probabilities rounded by hand",
        "the probabilities were rounded before the logarithm was taken",
        "keep more digits of the probabilities",
        tuple(
            change
            for places, more in ((2, 0.0), (3, 0.0), (4, 0.0), (1, 2.0), (5, 1.5))
            for change in (
                OutputChange(P, P, rounded(places), detail=f"to {places} decimals", more_bits=more),
                OutputChange(
                    L, P, rounded(places, softmax), among="several", detail=f"softmax {places}", more_bits=more
                ),
                OutputChange(L, P, rounded(places, sigmoid), detail=f"sigmoid {places}", more_bits=more),
            )
        ),
    ),
)

_ON_LABELS = (
    Slip(
        "labels-and-outputs-swapped",
        2.5,
        "Labels and outputs swapped",
        "labels and outputs changed places in the call",
        "check the order of the arguments: some functions take the labels first, others the outputs",
    ),
    Slip(
        "labels-off-by-one",
        3.5,
        "Labels off by one class",
        "the class numbers are off by one",
        "count the classes from 0",
    ),
    Slip(
        "labels-recoded",
        3.5,
        "Labels recoded",
        "the labels were recoded: the classes stand in another order, or under other numbers, than the outputs",
        "put labels and outputs in the same order of classes",
    ),
    Slip(
        "labels-shifted",
        3.5,
        "Labels shifted by one row",
        "each row met the label of its neighbour, and the row without one was left out",
        "shift labels and outputs against each other once: language models of transformers do it inside",
    ),
    Slip(
        "labels-outside-0-1",
        1.0,
        "Labels outside 0 to 1 used as they are",
        "a formula for labels between 0 and 1 was given other numbers and used them as they are",
        "use one-hot rows, or labels 0 and 1",
    ),
    Slip(
        "labels-normalised",
        2.5,
        "Labels divided by their sum",
        "each row of labels was divided by its sum",
        "leave the labels as they are, or say that they are shares",
    ),
    Slip(
        "labels-hardened",
        3.5,
        "Soft labels made hard",
        "only the largest label of each row was used, as if it were certain",
        "pass the shares themselves",
    ),
    Slip(
        "labels-broadcast",
        4.0,
        "Labels broadcast against the outputs",
        "shapes (N,) and (N, 1) were broadcast, so that every output met every label",
        "give both the same shape",
    ),
    Slip(
        "rows-ignored",
        4.0,
        "Some rows left out",
        "the rows of one class were left out",
        "check ignore_index, padding and masks",
    ),
    Slip(
        "smoothing-over-others",
        2.5,
        "Smoothing spread over the other classes only",
        "the smoothed share went to the other classes alone, s/(K-1) each, instead of s/K to all",
        "decide on one of the two forms of label smoothing",
    ),
    Slip(
        "smoothing-without-share",
        3.0,
        "Smoothing that only shrinks the labels",
        "the labels were multiplied by 1 - s, and nothing was given to the other classes",
        "add s/K to every label",
    ),
    Slip(
        "smoothing-to-half",
        3.0,
        "Smoothing towards one half",
        "the labels were smoothed towards 1/2 as for yes/no questions, not towards 1/K",
        "use s/K where classes exclude each other",
    ),
    Slip(
        "smoothing-to-classes",
        3.0,
        "Smoothing towards 1/K",
        "the labels were smoothed towards 1/K as for classes that exclude each other, not towards 1/2",
        "use s/2 where every output is a question of its own",
    ),
    Slip(
        "one-sample",
        2.0,
        "The list read as one sample",
        "the list was read as the outputs of one sample, not as one output of many samples",
        "give one row: [[...]]",
    ),
    Slip(
        "second-half-left-out",
        3.0,
        "The (1-y) ln(1-a) half left out",
        "only y ln a was added up; the half for label 0 was left out",
        "add (1-y) ln(1-a)",
    ),
    Slip(
        "rows-and-columns-exchanged",
        4.5,
        "Rows and columns exchanged",
        "the class axis was taken to be the first, so that the columns were read as samples",
        "move the class axis last",
    ),
)

_ON_WEIGHTS = (
    Slip(
        "weights-left-out",
        1.5,
        "Weights left out",
        "the known weights were not applied",
        "pass the weights to the loss",
    ),
    Slip(
        "weights-normalised",
        2.5,
        "Class weights rescaled",
        "the class weights were rescaled first",
        "use the weights as given",
    ),
    Slip(
        "weights-reversed",
        4.0,
        "Class weights in reverse order",
        "the class weights stand in the reverse order",
        "order the weights as the classes",
    ),
    Slip(
        "weights-of-rows",
        2.0,
        "Class weights applied to whole rows",
        "each row was multiplied by the weight of its class, all its terms alike",
        "apply the weights output by output, or keep this form on purpose",
    ),
    Slip(
        "weights-as-pos-weight",
        4.0,
        "Class weights used as pos_weight",
        "the ratio of the class weights was used as pos_weight",
        "pass the class weights themselves",
    ),
)

_ON_RESULTS = (
    Slip("forgot-minus", 2.5, "The minus sign is missing", "the minus sign was forgotten", "put a minus in front"),
    Slip(
        "extra-factor",
        3.0,
        "Multiplied by an extra factor",
        "the loss was multiplied or divided by a number",
        "look for a scale, a number of steps, or a second division",
    ),
    Slip(
        "perplexity",
        3.5,
        "The exponential of the loss (perplexity)",
        "the number is the exponential of the loss, its perplexity",
        "take the logarithm",
    ),
    Slip(
        "kl-divergence",
        2.5,
        "The divergence: the entropy of the labels is subtracted",
        "the number is the divergence from the labels, without their entropy",
        "add the entropy of the labels for the cross-entropy",
    ),
    Slip(
        "unstable-formula",
        2.5,
        "A formula that cancels in single precision",
        "the formula adds (1-y)z to a logarithm, which cancels in single precision",
        "use the stable form, or double precision",
    ),
    Slip(
        "clip-rounded",
        0.5,
        "The clip's upper end is rounded",
        "1 - a was taken of a clipped a: 1 - (1 - ε) is a little less than ε in double precision",
        "nothing: it is how a clip written by hand behaves",
    ),
    Slip(
        "outputs-rounded",
        3.5,
        "The outputs shown are rounded",
        "the number was computed from more digits of the outputs than the ones given here",
        "print the outputs in full",
    ),
    Slip(
        "terms-rounded",
        4.0,
        "The losses of the rows were rounded by hand",
        "the losses of the rows were rounded before they were put together",
        "keep more digits on the way",
    ),
    Slip(
        "digits-truncated",
        2.5,
        "The digits were cut off",
        "the digits were cut off instead of rounded",
        "round the last digit",
    ),
)

SLIPS = MappingProxyType({slip.slug: slip for slip in (*_ON_OUTPUTS, *_ON_LABELS, *_ON_WEIGHTS, *_ON_RESULTS)})
