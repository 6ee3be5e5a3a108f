"""What comments are about: each word is brought to its lemma in Swedish, Danish and English, and held against the lists
of each theme; phrases are found in the running text. Which language a comment is in is not kept, so all are tried.

Shares of comments per theme stand under the same rules as shares of answers, with the number of comments as their base,
and nothing is told of fewer than ten comments. Source of the lemmas: simplemma (Barbaresi).
"""

import polars as pl
import pytest

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect
from genklang.errors import Failure
from genklang.estimation.themes import count_themes, find_themes, load_themes

TITLE = "Themes in comments"
TABLE = """
Köerna var långa men bemötandet var gott                 | treatment waiting
Handläggaren svarade aldrig när jag ringde               | reaching
Jag har bytt handläggare fyra gånger, ny handläggare igen | continuity
Sagsbehandleren lyttede, og breve var tydelige           | information treatment
They never explained the letters to me                   | information
Hej hopp                                                 | -
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_what_a_comment_is_about(line):
    text, codes = (part.strip() for part in line.split("|"))
    assert find_themes(text, load_themes()) == frozenset(codes.split()) - {"-"}


def comments(**units):
    rows = [
        {"round": "2022", "organisation": "A", "unit": unit, "text": "lång kö" if i < waits else "hej"}
        for unit, (waits, n) in units.items()
        for i in range(n)
    ]
    return pl.DataFrame(rows)


def test_shares_of_comments_are_protected_like_shares_of_answers():
    found = comments(east=(12, 40), west=(9, 30), south=(3, 6), north=(2, 4), far=(1, 3))
    estimates, population = count_themes(found, load_themes())
    tables = protect(estimates, None, population, DEFAULT)
    told = {row["unit"]: row for row in tables.estimates.filter(item="theme:waiting", organisation="A").to_dicts()}
    assert (told["east"]["value"], told["east"]["denominator"]) == (30.0, 40)
    assert told["north"]["status"] == told["far"]["status"] == "c"
    assert told[None]["numerator"] == 27
    assert attack(tables, DEFAULT) == []


def test_own_themes_and_what_is_wrong_with_them(tmp_path):
    path = tmp_path / "themes.toml"
    path.write_text('[food]\nsv = ["mat", "varm mat"]\n', encoding="utf-8")
    assert find_themes("Maten var kall", load_themes(path)) == {"food"}
    path.write_text('food = "mat"\n', encoding="utf-8")
    with pytest.raises(Failure, match="E170"):
        load_themes(path)
    with pytest.raises(Failure, match="F001"):
        load_themes(tmp_path / "none.toml")
