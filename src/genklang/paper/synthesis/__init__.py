"""Filled-in and scanned forms made by rule, with known truth: marks, pens, faults of scanners, whole sheets."""
