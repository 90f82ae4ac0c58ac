"""The welfare data of the centre: its cycle, its deciles, its results."""
