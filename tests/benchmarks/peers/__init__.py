"""The same rules for other engines, exported from a pack by code, so that they stay the same rules."""
