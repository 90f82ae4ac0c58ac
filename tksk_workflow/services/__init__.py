"""Use cases: what a user or a schedule can do, each in one transaction."""
