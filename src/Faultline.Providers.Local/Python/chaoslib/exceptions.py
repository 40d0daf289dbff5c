"""The exceptions that activities raise and catch."""

__all__ = [
    "ActivityFailed",
    "ChaosException",
    "ControlPythonFunctionLoadingError",
    "DiscoveryFailed",
    "ExperimentExitedException",
    "InterruptExecution",
    "InvalidActivity",
    "InvalidControl",
    "InvalidExperiment",
    "InvalidSource",
]


class ChaosException(Exception):
    """Whatever goes wrong with an experiment."""


class InvalidSource(ChaosException):
    """The document can't be loaded."""


class InvalidExperiment(ChaosException):
    """The experiment is wrong."""


class InvalidActivity(ChaosException):
    """An activity is wrong."""


class InvalidControl(ChaosException):
    """A control is wrong."""


class ControlPythonFunctionLoadingError(ChaosException):
    """A control's function can't be loaded."""


class ActivityFailed(ChaosException):
    """The activity ran, and the answer is no."""


class DiscoveryFailed(ChaosException):
    """An extension can't be looked into."""


class InterruptExecution(ChaosException):
    """The run is to end."""


class ExperimentExitedException(ChaosException):
    """The run ended while this still went on."""
