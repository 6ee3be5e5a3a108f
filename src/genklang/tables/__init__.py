"""The shapes that travel between rooms: keys, answers, estimates, comparisons and their statuses."""
