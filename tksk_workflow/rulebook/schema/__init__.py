"""A JSON Schema of the files of a pack, for editors."""
