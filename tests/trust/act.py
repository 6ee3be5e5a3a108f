"""Run as a process of its own: sets up Django, brings the databases up to date, and does what it is told."""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    name, arguments = sys.argv[1], json.loads(sys.argv[2])
    django.setup()
    act = import_module(f"act_{name}").act
    sys.stdout.write(json.dumps(act(**arguments)) + "\n")
