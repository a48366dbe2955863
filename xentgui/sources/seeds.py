"""The forms that everything else is compared with, and the three sources of the question."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

_NIELSEN = "Michael Nielsen, Neural Networks and Deep Learning (2015), chapter 3"
_NIELSEN_URL = "http://neuralnetworksanddeeplearning.com/chap3.html"
_BISHOP = "Christopher Bishop, Pattern Recognition and Machine Learning (2006), section 4.3"
_BISHOP_URL = "https://www.microsoft.com/en-us/research/publication/pattern-recognition-machine-learning/"

SOFTMAX = Definition()
MULTI_SIGMOID = Definition(activation="sigmoid", likelihood="bernoulli")
SQUARES = Definition(activation="sigmoid", likelihood="quadratic")

SOURCES = (
    Source(
        name="softmax",
        title="Softmax cross-entropy",
        definition=SOFTMAX,
        takes="logits",
        reference=f"{_BISHOP}.4, eq. 4.108",
        url=_BISHOP_URL,
        version="2006",
        particular="One class per row: only the outputs with a label above 0 count, "
        "the others through the sum that ties them together.",
    ),
    Source(
        name="tensorflow-intro",
        title="TensorFlow intro",
        definition=SOFTMAX,
        takes="logits",
        reference="TensorFlow tutorial, MNIST For ML Beginners (2015 to 2018)",
        url="https://github.com/tensorflow/tensorflow/blob/r1.4/tensorflow/docs_src/get_started/mnist/beginners.md",
        version="r1.4",
        particular="Written for a softmax: outputs that are not tied together make the sum blind "
        "to every output whose label is 0.",
    ),
    Source(
        name="binary",
        title="Binary cross-entropy",
        definition=Definition(activation="sigmoid", likelihood="bernoulli", one_output=True),
        takes="logits",
        reference=f"{_BISHOP}.2, eq. 4.90",
        url=_BISHOP_URL,
        version="2006",
        particular="One yes/no output: a is the probability of yes, and 1 - a that of no.",
    ),
    Source(
        name="multi-sigmoid",
        title="Multi-sigmoid cross-entropy",
        definition=MULTI_SIGMOID,
        takes="logits",
        reference=f"{_NIELSEN}, eq. 63",
        url=_NIELSEN_URL,
        version="2015",
        particular="Every output is a yes/no question of its own and is summed: frameworks often take the mean "
        "over the outputs instead, which is smaller by the factor K.",
    ),
    Source(
        name="nielsen",
        title="Nielsen, ch. 3",
        definition=MULTI_SIGMOID,
        takes="logits",
        reference=f"{_NIELSEN}, eq. 57 (one output) and eq. 63 (several)",
        url=_NIELSEN_URL,
        version="2015",
        particular="The outputs are independent sigmoids. Summed over both outputs of a yes/no question, eq. 63 "
        "gives twice eq. 57; applied to softmax outputs it is no likelihood.",
    ),
    Source(
        name="quadratic",
        title="Quadratic cost",
        definition=SQUARES,
        takes="logits",
        reference="Michael Nielsen, Neural Networks and Deep Learning (2015), chapter 1, eq. 6",
        url="http://neuralnetworksanddeeplearning.com/chap1.html",
        version="2015",
        particular="No cross-entropy but the contrast to it: half the squared distance, and its gradient holds "
        "the factor a(1 - a), so that a saturated neuron learns slowly.",
    ),
    Source(
        name="cs231n",
        title="CS231n notes",
        definition=Definition(one_class=True),
        takes="logits",
        reference="Stanford CS231n course notes, Linear classification: Softmax classifier",
        url="https://cs231n.github.io/linear-classify/#softmax-classifier",
        version="2015 to 2025",
        particular="Starts from the scores and needs one true class in each row. The number 0.452 in the notes' "
        "figure is a base-10 logarithm; the natural one gives 1.040. The full loss adds a regularisation term.",
    ),
)
