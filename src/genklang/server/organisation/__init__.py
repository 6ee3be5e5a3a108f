"""Municipalities, units, members and their roles, and the log of what they did."""
