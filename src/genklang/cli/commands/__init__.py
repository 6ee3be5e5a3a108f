"""The commands, one per file; each holds `command`. A command is imported when it is called."""
