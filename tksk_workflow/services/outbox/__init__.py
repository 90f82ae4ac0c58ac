"""Messages on their way out, and what the coordinator does about them."""
