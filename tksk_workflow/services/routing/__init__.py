"""From facts to referrals: the rules are asked, needs find their partners."""
