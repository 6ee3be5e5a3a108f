"""Published results into a store, alone or beside own answers."""

from genklang.analysis.import_answers import import_answers
from genklang.analysis.kolada import import_kolada
from genklang.store.open import open_responses, read_instrument, read_published

TABLE = """kpi,municipality_id,municipality,gender,period,value
U30447,0163,Sollentuna,T,2018,88.5
U33901,0163,Sollentuna,T,2018,300
"""


def test_published_figures_stand_in_a_store_of_their_own_or_beside_answers(ifo, tmp_path):
    table = tmp_path / "kolada.csv"
    table.write_text(TABLE)
    read = import_kolada(table, tmp_path / "alone")
    assert [f.code for f in read.flags] == ["A272"]
    assert read_published(tmp_path / "alone").equals(read.figures)
    assert read_instrument(tmp_path / "alone") == ifo
    assert open_responses(tmp_path / "alone").collect().is_empty()
    answers = tmp_path / "2024.csv"
    answers.write_text("organisation,kontakt\nSollentuna,1\n")
    import_answers([answers], published=ifo, place=tmp_path / "both")
    for _ in range(2):
        import_kolada(table, tmp_path / "both")
    assert read_published(tmp_path / "both").height == 2
    assert open_responses(tmp_path / "both").collect().height == 1


def test_without_a_store_nothing_is_written(tmp_path):
    table = tmp_path / "kolada.csv"
    table.write_text(TABLE)
    assert import_kolada(table).figures.height == 2
    assert list(tmp_path.iterdir()) == [table]
