"""Properties that are computed once: no lock that two threads could wait for, the first answer kept."""

import threading

import numpy as np

import xentgui
from xentgui.losses.cached import cached


class Counted:
    def __init__(self):
        self.times = 0

    @cached
    def answer(self):
        """What it says."""
        self.times += 1
        return object()


def test_an_answer_is_computed_once_for_each_instance():
    first, second = Counted(), Counted()
    assert first.answer is first.answer is not second.answer
    assert (first.times, second.times) == (1, 1)
    assert Counted.answer.__doc__ == "What it says."


def test_two_threads_that_ask_for_losses_and_for_terms_never_wait_for_each_other():
    """Losses are sums of terms under nielsen, and terms are filled with losses under softmax."""
    draw = np.random.default_rng(0)
    labels, outputs = draw.integers(0, 3, 50_000), draw.normal(size=(50_000, 3))
    ready = threading.Barrier(2)

    def ask(name, attribute):
        ready.wait()
        for _ in range(10):
            getattr(xentgui.evaluate(labels, outputs, name), attribute)

    threads = [
        threading.Thread(target=ask, args=asked, daemon=True)
        for asked in (("nielsen", "per_sample"), ("softmax", "terms"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
