"""The logger that modules import from logzero, where that is not installed: to standard error."""
import logging
import sys

__all__ = ["logger"]

logger = logging.getLogger("logzero_default")
if not logger.handlers:
    _handler = logging.StreamHandler(sys.stderr)
    _handler.setFormatter(logging.Formatter("[%(levelname).1s %(asctime)s %(module)s:%(lineno)d] %(message)s"))
    logger.addHandler(_handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
