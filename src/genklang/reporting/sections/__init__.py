"""The sections of a report, one per file: `part = Section(order, name, applies, write)`."""
