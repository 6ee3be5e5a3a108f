"""The same counting expression on DuckDB, PySpark and PostgreSQL (by Ibis) gives the plain counter's integers.

Opt-in: `run test --scale`. Each engine that is not here is skipped with a loud line.
"""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

sys.path += [str(Path(__file__).parents[1] / room) for room in ("laws", "trust")]

from counting_laws import PLAN, frame
from postgres import find_binaries, make_cluster

from genklang.estimation.reference import count_plainly
from genklang.estimation.sufficient import collect
from genklang.tables.keys import NO_OPINION, NOT_ASKED, STORE_KEYS, WEIGHT_ONE

TYPES = {pl.String: "text", pl.Int64: "bigint", pl.Int32: "integer", pl.Int16: "smallint", pl.Boolean: "boolean"}

pytestmark = [pytest.mark.scale, pytest.mark.filterwarnings("default")]


def missing(package):
    return pytest.mark.skipif(find_spec(package) is None, reason=f"{package.upper()} IS NOT HERE: not tested on it")


def draw(size, seed=1):
    random = Random(seed)
    keys = dict.fromkeys(STORE_KEYS, "same")
    codes = {"contact": 4, "reply": 4, "satisfied": 10, "expected": 10}
    chosen = [(None, None, None), (NO_OPINION, None, None), (1, True, False), (1, True, True), (1, False, True)]
    return [
        keys
        | {"round": random.choice(["2021", "2022"]), "unit": random.choice(["east", "väst"])}
        | {"weight_class": random.choice([WEIGHT_ONE, 500_000])}
        | {item: random.choice([None, NOT_ASKED, NO_OPINION, *range(1, top + 1)]) for item, top in codes.items()}
        | dict(zip(("services", "services:1", "services:2"), random.choice(chosen), strict=True))
        | {"months": random.choice([None, NOT_ASKED, NO_OPINION, 0, 7, 100_000])}
        for _ in range(size)
    ]


@pytest.fixture(scope="module")
def rows():
    return draw(400)


def check(counted, rows):
    cells = count_plainly(rows, PLAN)
    schema = dict.fromkeys(PLAN.keys, pl.String) | {"weight_class": pl.Int64} | dict.fromkeys(PLAN.names, pl.Int64)
    plain = [dict(zip(PLAN.keys, key, strict=True)) | counts for key, counts in cells.items()]
    wanted = pl.DataFrame(plain, schema=schema).sort(PLAN.keys)
    assert_frame_equal(counted.cells.with_columns(pl.col(PLAN.names).cast(pl.Int64)), wanted)


@missing("duckdb")
def test_duckdb(rows):
    import duckdb

    with duckdb.connect() as connection:
        connection.register("responses", frame(rows).to_arrow())
        check(collect(connection.table("responses"), PLAN), rows)


@missing("ibis")
@missing("duckdb")
def test_ibis(rows):
    import duckdb
    import ibis

    with duckdb.connect() as connection:
        connection.register("given", frame(rows).to_arrow())
        connection.execute("create table responses as select * from given")
        check(collect(ibis.duckdb.from_connection(connection).table("responses"), PLAN), rows)


@missing("pyspark")
def test_pyspark(rows, tmp_path):
    from pyspark.sql import SparkSession

    frame(rows).write_parquet(tmp_path / "responses.parquet")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    try:
        check(collect(session.read.parquet(str(tmp_path / "responses.parquet")), PLAN), rows)
    finally:
        session.stop()


@pytest.fixture
def database():
    """The address of an empty database of the tests' own."""
    cluster = make_cluster()
    try:
        yield cluster.create_database("counting")
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


@missing("ibis")
@pytest.mark.skipif(find_binaries() is None, reason="NO POSTGRESQL (apt install postgresql): not tested on it")
def test_postgresql(rows, database):
    import ibis
    import psycopg

    table = frame(rows)
    columns = ", ".join(f'"{name}" {TYPES[type(kind)]}' for name, kind in table.schema.items())
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"create table responses ({columns})")
        with connection.cursor().copy("copy responses from stdin (format csv)") as stream:
            stream.write(table.write_csv(include_header=False))
    check(collect(ibis.connect(database).table("responses"), PLAN), rows)
