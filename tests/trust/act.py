"""Run as a process of its own: sets up Django, brings the databases up to date, and does what it is told."""

import json
import sys
import warnings
from importlib import import_module

import django

if __name__ == "__main__":
    # From Python 3.12 on, a process with threads is warned of forking; ours forks before it uses any.
    warnings.filterwarnings("ignore", ".*fork", DeprecationWarning)
    name, arguments = sys.argv[1], json.loads(sys.argv[2])
    django.setup()
    act = import_module(f"act_{name}").act
    sys.stdout.write(json.dumps(act(**arguments)) + "\n")
