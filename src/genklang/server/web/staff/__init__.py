"""Pages for the people who ask."""
