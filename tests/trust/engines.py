"""The databases that every trust test runs on, and how an installation gets its own on them."""

from pathlib import Path

import pytest
from installation import Installation
from postgres import Cluster

ENGINES = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql")),
]


def place_on(cluster: Cluster, folder: Path, name: str, template: str = "template1") -> Installation:
    """Make an installation with two databases of their own on a cluster."""
    models = {
        zone: f"{zone}_{template}" if template != "template1" else template for zone in ("fieldwork", "responses")
    }
    urls = (cluster.create_database(f"{zone}_{name}", models[zone]) for zone in ("fieldwork", "responses"))
    return Installation("postgresql", folder, *urls, cluster=cluster.folder, port=cluster.port)
