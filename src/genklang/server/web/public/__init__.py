"""Pages for everyone, and the server's own health."""
