"""`tksk case`: a module for each group of its commands."""
