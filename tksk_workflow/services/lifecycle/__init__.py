"""The life cycle: what moves a case or a referral, and what is put before a higher level."""
