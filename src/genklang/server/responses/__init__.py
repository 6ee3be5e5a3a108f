"""What was said, mixed: no key to a person, a case or a moment; in a database of its own."""
