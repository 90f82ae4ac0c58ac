"""A district at work, on each database, for whoever wants to disturb it."""

from tests.integration.services.conftest import app, open_at, open_on, rules, world

__all__ = ["app", "open_at", "open_on", "rules", "world"]
