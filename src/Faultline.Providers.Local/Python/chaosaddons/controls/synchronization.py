"""Tells threads of other modules that the experiment is over."""
import threading

__all__ = ["experiment_finished"]

experiment_finished = threading.Event()


def after_experiment_control(context, **kwargs):
    """The experiment is over: whoever waits may go."""
    experiment_finished.set()
