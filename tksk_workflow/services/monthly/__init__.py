"""What is due every month: duties, the round, the recap, the report."""
