"""Migrations of the database. They travel inside the package and run by themselves.

A new one is a module in ``versions/``; `HEAD` names the last, so that opening an
up-to-date database need not load Alembic. Tests hold `HEAD`, the chain of revisions
and the models together.
"""

HEAD = "0011"
