"""The pages of rounds: set up, opened, handed out, followed, closed, and their results."""
