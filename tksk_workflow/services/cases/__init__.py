"""The way of a case: found, visited, verified, closed, told."""
