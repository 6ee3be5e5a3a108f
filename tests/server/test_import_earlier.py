"""Earlier years come from files: whole or not at all, and what is wrong is said of "the file"."""

import pytest

from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import State
from genklang.server.jobs.compute import find_store
from genklang.server.jobs.import_earlier import import_earlier, import_figures
from genklang.server.jobs.uploads import find_upload, keep_upload
from genklang.store.open import open_responses, read_published

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])


@pytest.fixture
def round_(planned_round, settings, tmp_path):
    settings.DATA = tmp_path
    return planned_round


def upload(text: str) -> str:
    return keep_upload("last year.csv", [text.encode()])


def store_of(round_):
    return find_store(round_.organisation, from_json(round_.instrument))


def test_answers_become_a_round_of_the_organisation(round_):
    key = upload("unit,target_group,kontakt\nEnhet Nord,ekonomiskt_bistand,1\nEnhet Syd,ekonomiskt_bistand,2\n")
    taken = import_earlier(round_, key, name="2025")
    assert taken["problems"] == []
    assert (taken["responses"], taken["rounds"]) == (2, ["2025"])
    held = open_responses(store_of(round_)).collect()
    assert set(held["organisation"]) == {"Söderlunda kommun"}
    assert set(held["unit"]) == {"Enhet Nord", "Enhet Syd"}
    assert not find_upload(key).exists()


def test_a_wrong_row_is_named_and_nothing_is_taken(round_):
    key = upload("unit,kontakt\nEnhet Nord,1\nEnhet Syd,99\n")
    (said,) = import_earlier(round_, key, name="2025")["problems"]
    assert (said["code"], said["where"]) == ("A101", "the file row 3, column “kontakt”")
    assert said["values"]["answer"] == "99"
    assert str(find_upload(key)) not in str(said)
    assert not store_of(round_).exists()


def test_a_round_asked_here_is_not_replaced(round_):
    round_.state = State.OPEN
    round_.save()
    (said,) = import_earlier(round_, upload("kontakt\n1\n"), name="2026")["problems"]
    assert said["code"] == "T104"


def test_published_figures_are_taken_as_benchmarks(round_):
    rows = "round,item,statistic,value,source\n2025,kontakt,share_positive,84,SKR\n"
    assert import_figures(round_, upload(rows)) == {"figures": 1, "problems": []}
    assert read_published(store_of(round_)).height == 1
    said = import_figures(round_, upload("round,item\n2025,kontakt\n"))["problems"][0]
    assert (said["code"], said["where"]) == ("U101", "the file")
