"""Workflow engine with rule-based referral routing for Indonesia's TKSK social workers."""

__version__ = "0.1.0"
