"""Reference pages for coordinators, made from the pack and the language."""
