"""The form on paper, and back: laid out and drawn, filled by hand, scanned, read, decided."""
