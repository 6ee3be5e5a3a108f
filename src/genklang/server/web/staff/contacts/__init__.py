"""Pages for lists of people, the messages to them, and when those leave."""
