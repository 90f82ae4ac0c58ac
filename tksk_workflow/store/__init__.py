"""The record: tables, migrations, repositories, unit of work and audit chain."""
