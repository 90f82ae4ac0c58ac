"""Messages that leave the system: what they say, and the ways on which they travel.

`rendering` writes a message from what the outbox holds; `email` and `webhook` hand it
over. None of them knows the database: `services.outbox.delivering` does.
"""
