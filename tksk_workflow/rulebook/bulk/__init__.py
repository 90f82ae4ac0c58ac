"""Decisions for whole populations: facts and conditions as columns."""
