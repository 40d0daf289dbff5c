"""The controls among the addons that other modules import from."""
