"""The formats a report is written in, one a file; each is rendered from the report alone."""
