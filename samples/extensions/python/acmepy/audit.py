"""A control that writes every moment of a run into a file."""

from typing import Any, Dict

from chaoslib.types import Activity, Configuration, Experiment, Hypothesis, Journal, Secrets

_file = None


def configure_control(experiment: Experiment = None, configuration: Configuration = None, secrets: Secrets = None, file: str = None) -> None:
    global _file
    _file = file
    _write("configure")


def cleanup_control() -> None:
    _write("clean-up")


def before_experiment_control(context: Experiment, **kwargs: Any) -> None:
    _write("before-experiment")


def after_experiment_control(context: Experiment, state: Journal, **kwargs: Any) -> None:
    _write("after-experiment")


def before_hypothesis_control(context: Hypothesis, **kwargs: Any) -> None:
    _write("before-hypothesis")


def after_hypothesis_control(context: Hypothesis, state: Dict[str, Any], **kwargs: Any) -> None:
    _write("after-hypothesis")


def before_method_control(context: Experiment, **kwargs: Any) -> None:
    _write("before-method")


def after_method_control(context: Experiment, state: Any, **kwargs: Any) -> None:
    _write("after-method")


def before_rollback_control(context: Experiment, **kwargs: Any) -> None:
    _write("before-rollback")


def after_rollback_control(context: Experiment, state: Any, **kwargs: Any) -> None:
    _write("after-rollback")


def before_activity_control(context: Activity, **kwargs: Any) -> None:
    _write("before-activity " + context["name"])


def after_activity_control(context: Activity, state: Any, **kwargs: Any) -> None:
    _write("after-activity " + context["name"])


def _write(line: str) -> None:
    with open(_file, "a", encoding="utf-8") as stream:
        stream.write(line + "\n")
