"""What modules import from the addons, where those are not installed."""
