"""`tksk referral`: a module for each group of its commands."""
