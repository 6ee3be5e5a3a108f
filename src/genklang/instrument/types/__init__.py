"""The types of item, one per file; each exports `part = ItemType(...)`."""
