"""`tksk audit`: a module for each group of its commands."""
