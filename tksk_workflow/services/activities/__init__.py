"""What TKSK do beside cases, and the programmes that they take part in."""
