"""The inference engine, and how conditions become its rulesets."""
