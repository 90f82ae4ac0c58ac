"""The rule language: load, check, compile, decide, explain."""
