"""A whole database moved, row for row: to another database, to a backup file and back.

`rows` writes one row as a line that is the same for both kinds of database, `tables`
reads and fills tables with such lines, `copying` and `backup` do the work. Everything
that is filled is filled in one transaction and read back before it is committed.
"""
