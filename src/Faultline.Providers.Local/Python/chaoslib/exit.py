"""Ends the run from within an activity."""

__all__ = ["exit_gracefully", "exit_ungracefully"]


def exit_gracefully():
    """Ends the run; rollbacks are played where its strategy says so."""
    raise SystemExit(20)


def exit_ungracefully():
    """Ends the run without rollbacks."""
    raise SystemExit(30)
