"""The audit as a use case and as a command: what files it reads, what it says, and the real published values."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from genklang.analysis import audit
from genklang.cli.commands.audit_ import command
from genklang.errors import Failure

KOLADA = Path(__file__).parents[3] / "shared" / "data" / "kolada_ifo_2016_2022.csv.gz"
FIGURES = """round,organisation,item,statistic,value,answers,numerator,denominator
2020,A,kontakt,share_positive,82.7,30,,
2020,A,kontakt,distribution:1,60,30,,
2020,A,kontakt,distribution:2,60,30,,
"""
KOLADA_TABLE = """kpi,municipality_id,municipality,gender,period,value
U33901,1,A,T,2018,300
U33900,1,A,T,2018,33
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES, encoding="utf-8")
    return path


def test_a_table_of_figures(table):
    assert [finding.code for finding in audit(table)] == ["C101", "C110"]


def test_a_kolada_table_is_known_by_its_columns(tmp_path):
    path = tmp_path / "kolada.csv"
    path.write_text(KOLADA_TABLE, encoding="utf-8")
    assert "A272" in [finding.code for finding in audit(path)]


def test_the_command_lists_and_counts(table, tmp_path):
    out = tmp_path / "findings.csv"
    result = CliRunner().invoke(command, [str(table), "--out", str(out)])
    assert result.exit_code == 1
    assert "C101 A, 2020" in result.stdout
    assert "2 findings: C101 1, C110 1." in result.stderr
    assert pl.read_csv(out)["code"].to_list() == ["C101", "C110"]


def test_nothing_found_is_said_too(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES.splitlines()[0] + "\n2020,A,kontakt,share_positive,50,30,,\n", encoding="utf-8")
    result = CliRunner().invoke(command, [str(path)])
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "round,item,statistic,value\n"])
def test_other_tables_are_refused(tmp_path, content):
    path = tmp_path / "other.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Failure, match="C120"):
        audit(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Failure, match="F001"):
        audit(tmp_path / "none.csv")


@pytest.mark.kolada
@pytest.mark.skipif(not KOLADA.is_file(), reason=f"THE PUBLISHED VALUES ARE NOT HERE ({KOLADA}): not tested on them")
def test_the_whole_of_what_kolada_published():
    findings = audit(KOLADA)
    counts = Counter(finding.code for finding in findings)
    assert counts == {"A272": 1, "A273": 18, "A274": 1, "C102": 10, "C103": 8, "C104": 8, "C105": 89, "C106": 3}
    copied = [f for f in findings if f.code == "C106"]
    assert {f.where for f in copied} == {"Simrishamn, 2017"}
    assert any("638 answers together, the total only 626" in f.what for f in findings if "Jönköping, 2018" in f.where)
