"""Read-only views of the record: figures, plots and pages. Nothing here writes to it."""
