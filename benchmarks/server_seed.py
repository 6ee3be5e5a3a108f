"""Run as a process of its own: makes databases with an open round, and prints what opens its places, as JSON."""

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from benchmarks.seeded_round import make_place, make_round, open_made
    from genklang.server.fieldwork.tokens import place_token

    made = make_round(channel="link", languages=["sv", "en", "ar"], one_per_page=sys.argv[1] == "one")
    tokens = [place_token(make_place(made, f"u{number}")) for number in range(4)]
    open_made(made)
    sys.stdout.write(json.dumps(tokens))
