"""The ways of reaching people, one per file."""
