"""Why rules fired or did not, and what each answer would change."""
