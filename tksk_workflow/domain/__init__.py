"""The pure core: what a case, a rule, a partner and a referral are.

Standard library only. No clock, no I/O, no framework: whoever calls passes the
date, the facts and the directory, so that every answer can be replayed.
"""
