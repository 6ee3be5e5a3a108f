"""Answers at rest: a folder of Parquet parts per round, offered counts, published figures, comments and records.

What counts is what `store.json` names: a new state is written beside the old one and comes into force in the one
moment that this file is put in its place, so a store that was interrupted is the store as it was before.
"""
