"""One file per use case of the server."""
