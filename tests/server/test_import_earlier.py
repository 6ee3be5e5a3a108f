"""Earlier years come from files: whole or not at all, and what is wrong is said of "the file"."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from people import add_member, sign_in

from genklang.errors import Failure
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import EarlierUpload, State
from genklang.server.jobs import import_earlier as importing
from genklang.server.jobs.compute import find_store
from genklang.server.jobs.import_earlier import import_earlier, import_figures
from genklang.server.jobs.uploads import find_upload, keep_upload
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import AuditEntry, Role
from genklang.store.open import open_responses, read_offered, read_published

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])

ANSWERS = "unit,target_group,kontakt\nEnhet Nord,ekonomiskt_bistand,1\nEnhet Syd,ekonomiskt_bistand,2\n"


@pytest.fixture
def round_(planned_round, settings, tmp_path):
    settings.DATA = tmp_path
    return planned_round


def upload(text: str) -> str:
    return keep_upload("last year.csv", [text.encode()])


def store_of(round_):
    return find_store(round_.organisation, from_json(round_.instrument))


def test_answers_become_a_round_of_the_organisation(round_):
    key = upload(ANSWERS)
    taken = import_earlier(round_, key, name="2025")
    assert (taken.responses, taken.rounds) == (2, ("2025",))
    held = open_responses(store_of(round_)).collect()
    assert set(held["organisation"]) == {"Söderlunda kommun"}
    assert set(held["unit"]) == {"Enhet Nord", "Enhet Syd"}
    assert not find_upload(key).exists()


def problem_of(take, *args, **more):
    with pytest.raises(Failure) as failure:
        take(*args, **more)
    return failure.value.problems[0]


def test_a_wrong_row_is_named_and_nothing_is_taken(round_):
    key = upload("unit,kontakt\nEnhet Nord,1\nEnhet Syd,99\n")
    said = problem_of(import_earlier, round_, key, name="2025")
    assert (said.code, said.where) == ("A101", "the file row 3, column “kontakt”")
    assert said.values["answer"] == "99"
    assert str(find_upload(key)) not in str(said)
    assert not store_of(round_).exists()


def test_a_round_asked_here_is_not_replaced(round_):
    round_.state = State.OPEN
    round_.save()
    key = upload("kontakt\n1\n")
    assert problem_of(import_earlier, round_, key, name="2026").code == "T104"
    assert not find_upload(key).exists()


def test_published_figures_are_taken_as_benchmarks(round_):
    rows = "round,item,statistic,value,source\n2025,kontakt,share_positive,84,SKR\n"
    assert import_figures(round_, upload(rows)) == 1
    assert read_published(store_of(round_)).height == 1
    said = problem_of(import_figures, round_, upload("round,item\n2025,kontakt\n"))
    assert (said.code, said.where) == ("U101", "the file")


def test_those_offered_come_from_a_second_file_of_the_same_organisation_and_year(round_):
    offered = upload("unit,target_group,offered\nEnhet Nord,ekonomiskt_bistand,20\nEnhet Syd,ekonomiskt_bistand,9\n")
    taken = import_earlier(round_, upload(ANSWERS), name="2025", offered=offered)
    held = read_offered(store_of(round_))
    assert held.select("round", "organisation", "unit", "offered").rows() == [
        ("2025", "Söderlunda kommun", "Enhet Nord", 20),
        ("2025", "Söderlunda kommun", "Enhet Syd", 9),
    ]
    assert taken.warnings
    assert {found.code for found in taken.warnings} == {"A224"}
    assert not find_upload(offered).exists()


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        ("unit,offered\nEnhet Nord,många\n", "A251", "the file of those offered row 2, column “offered”"),
        ("unit\nEnhet Nord\n", "A250", "the file of those offered"),
        ("unit,offered,färg\nEnhet Nord,1,röd\n", "A256", "the file of those offered"),
    ],
)
def test_a_fault_in_the_second_file_keeps_both_out(round_, rows, code, where):
    said = problem_of(import_earlier, round_, upload(ANSWERS), name="2025", offered=upload(rows))
    assert (said.code, said.where) == (code, where)
    assert not store_of(round_).exists()


def post(client, **more):
    file = SimpleUploadedFile("fjol.csv", ANSWERS.encode())
    wish = {"file": file, "kind": "answers", "period": "2025", **more}
    return client.post("/o/soderlunda/rounds/2026/earlier/", wish)


def test_who_uploaded_what_and_what_came_of_it_stays(round_):
    sara = add_member(round_.organisation, Role.COORDINATOR, email="sara.ek@soderlunda.example")
    client = sign_in(sara)
    offered = SimpleUploadedFile("lämnade.csv", b"unit,target_group,offered\nEnhet Nord,ekonomiskt_bistand,0\n")
    assert post(client, offered=offered).status_code == 302
    assert "läses in" in client.get("/o/soderlunda/rounds/2026/earlier/").content.decode()
    work(timezone.now, once=True)
    DBTaskResult.objects.all().delete()
    shown = client.get("/o/soderlunda/rounds/2026/earlier/").content.decode()
    assert "fjol.csv, uppladdad av Sara Ek" in shown
    assert "med lämnade.csv över utlämnade" in shown
    assert "2 svar togs in" in shown
    assert "A254 filen över utlämnade: 1 har svarat men 0 fick enkäten" in shown
    assert AuditEntry.objects.get(action="round.earlier").details == {"file": "fjol.csv"}


def test_counts_of_those_offered_do_not_go_with_published_shares(round_):
    client = sign_in(add_member(round_.organisation, Role.COORDINATOR))
    page = post(client, kind="figures", offered=SimpleUploadedFile("x.csv", b"unit,offered\nA,1\n"))
    assert page.status_code == 400
    assert not EarlierUpload.objects.exists()


def test_where_the_second_file_is_refused_the_first_is_not_kept(round_, settings):
    client = sign_in(add_member(round_.organisation, Role.COORDINATOR))
    page = post(client, offered=SimpleUploadedFile("x.pdf", b"%PDF"))
    assert "A215" in page.content.decode()
    assert not list((settings.DATA / "uploads").glob("*"))


def test_an_error_of_ours_is_kept_with_the_upload(round_, monkeypatch):
    def breaks(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "import_answers", breaks)
    client = sign_in(add_member(round_.organisation, Role.COORDINATOR))
    post(client)
    work(timezone.now, once=True)
    assert [p["code"] for p in EarlierUpload.objects.get().problems] == ["T107"]
    assert "Ett fel hos oss" in client.get("/o/soderlunda/rounds/2026/earlier/").content.decode()
