"""An installation of the server on SQLite or PostgreSQL, and a way to have a process of its own act on it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installation:
    """Where an installation's databases, data and keys are."""

    name: str
    folder: Path
    default_url: str = ""
    responses_url: str = ""
    cluster: Path | None = None
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}",
            "GENKLANG_MODE": "demo",
            "GENKLANG_DATA": str(self.folder / "data"),
            "GENKLANG_KEYS": str(self.folder / "keys"),
            "DATABASE_URL": self.default_url,
            "RESPONSES_DATABASE_URL": self.responses_url,
            "TRUST_CLUSTER": f"{self.cluster or ''}",
            "TRUST_PORT": str(self.port),
        }

    def act(self, name: str, **arguments: object) -> dict:
        """Have a new process do `acts.<name>.act(**arguments)` here; return what it found."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-W", "error", str(Path(__file__).parent / "act.py"), name, json.dumps(arguments)],
            env={**os.environ, **self.environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
        return json.loads(done.stdout.splitlines()[-1])
