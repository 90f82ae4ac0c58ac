"""What is known about a person and a case, and who somebody is."""
