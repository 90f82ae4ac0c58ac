"""What an auditor reads: decisions under pseudonyms, told and taken again."""
