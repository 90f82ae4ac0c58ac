"""The directory of partners and their agreements."""
