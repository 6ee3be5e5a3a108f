"""Themes as a use case and a command: from a store's comments to a protected table."""

import polars as pl
import pytest
from click.testing import CliRunner

from genklang.analysis import import_answers
from genklang.analysis.themes import count_comment_themes
from genklang.cli.commands.themes_ import command
from genklang.errors import Failure
from genklang.instrument.shelf import find_instrument


@pytest.fixture
def store(tmp_path):
    rows = [
        f"2022,A,{unit},sagsbehandlere,1,{'Lang ventetid' if i % 4 == 0 else 'God dialog'}"
        for unit, n in (("east", 40), ("west", 24), ("far", 6), ("tiny", 3))
        for i in range(n)
    ]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(["round,organisation,unit,target_group,tilfredshed,kommentar", *rows]), encoding="utf-8")
    import_answers([path], published=find_instrument("samarbejdskommuner"), place=tmp_path / "store")
    return tmp_path / "store"


def test_nothing_is_told_of_fewer_than_ten_comments(store):
    figures = count_comment_themes(store).filter(item="theme:waiting", organisation="A")
    told = {row["unit"]: (row["value"], row["denominator"]) for row in figures.to_dicts() if row["value"] is not None}
    assert told["east"] == (25.0, 40)
    assert not {"far", "tiny"} & set(told)


def test_the_command_writes_a_table(store, tmp_path):
    result = CliRunner().invoke(command, ["--store", str(store), "--out", str(tmp_path / "themes.csv")])
    assert result.exit_code == 0, result.output
    assert "theme:waiting" in pl.read_csv(tmp_path / "themes.csv")["item"].to_list()


def test_a_store_without_comments(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("round,organisation,unit,target_group,tilfredshed\n2022,A,x,sagsbehandlere,1\n", encoding="utf-8")
    import_answers([path], published=find_instrument("samarbejdskommuner"), place=tmp_path / "store")
    with pytest.raises(Failure, match="E171"):
        count_comment_themes(tmp_path / "store")
