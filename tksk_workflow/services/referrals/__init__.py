"""The way of a referral: sent, answered, received, withdrawn, told."""
