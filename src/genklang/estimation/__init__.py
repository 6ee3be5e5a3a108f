"""Counts to estimates: the plan of what is counted, the one scan, and everything that is arithmetic on its result."""
