"""What may be said, and how it is said: claims with their evidence, worded in the reader's language."""
