"""A pack on top of another: what it changes, and how the two differ."""
