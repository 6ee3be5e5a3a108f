"""Pages on which staff key in paper forms."""
