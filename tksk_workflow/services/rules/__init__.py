"""The published rules: versions, and what a change would do to what is open."""
