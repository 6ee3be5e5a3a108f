"""Lists of people: taken in whole or not at all, each person once, and nobody of protected identity."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from people import add_member, sign_in

from genklang.errors import Failure
from genklang.server.fieldwork.contact_rows import guess_columns, read_reach
from genklang.server.fieldwork.models import Case, Contact, ContactImport, Delivery, Message, RoundChannel, Wave
from genklang.server.fieldwork.operations.contacts import undo_import
from genklang.server.jobs.import_contacts import Mapping, import_contacts, keep_list, look_at, preview_contacts
from genklang.server.jobs.uploads import find_upload, keep_upload
from genklang.server.organisation.models import Role

pytestmark = pytest.mark.django_db(databases=["default", "responses"])

LIST = """Enhet;Målgrupp;E-post;Namn;Språk;Skyddad identitet
Enhet Nord;ekonomiskt_bistand;Anna@Example.org;Anna;sv;
Enhet Syd;ekonomiskt_bistand;bo@example.org;Bo;ar;nej
Enhet Syd;ekonomiskt_bistand;cilla@example.org;Cilla;;ja
Enhet Nord;ekonomiskt_bistand;anna@example.org;Anna igen;sv;
"""
MAPPING = Mapping(
    {
        "unit": "Enhet",
        "target_group": "Målgrupp",
        "email": "E-post",
        "name": "Namn",
        "language": "Språk",
        "protected": "Skyddad identitet",
    },
    {},
)
TODAY = date(2026, 9, 2)


def upload(text: str, name: str = "list.csv") -> str:
    return keep_list(name, [text.encode("utf-8-sig")])


def take_in(round, text, mapping=MAPPING):
    return import_contacts(round, "email", upload(text), mapping, name="list.csv", today=TODAY)


def test_columns_are_found_by_their_headings():
    assert look_at(upload(LIST))[1] == MAPPING.columns


def test_a_list_becomes_one_invitation_per_person(planned_round):
    source = take_in(planned_round, LIST)
    assert sorted(Contact.objects.values_list("email", flat=True)) == ["anna@example.org", "bo@example.org"]
    assert source.excluded == 1
    assert {case.language for case in Case.objects.all()} == {"sv", "ar"}


def test_the_same_list_twice_invites_nobody_twice(planned_round):
    take_in(planned_round, LIST)
    preview = take_in(planned_round, LIST)
    assert (len(preview.people), preview.known, preview.fault_count) == (0, 3, 0)
    assert Case.objects.count() == 2


def test_one_bad_row_keeps_all_out_and_is_named(planned_round):
    key = upload(
        LIST + "Enhet Öst;ekonomiskt_bistand;d@example.org;D;;\nEnhet Nord;ekonomiskt_bistand;inte en adress;E;;\n"
    )
    preview = import_contacts(planned_round, "email", key, MAPPING, name="list.csv", today=TODAY)
    assert [(f.row, f.fault) for f in preview.faults] == [(6, "place"), (7, "email")]
    assert not Case.objects.exists()
    assert find_upload(key).exists(), "the upload waits for a better mapping"


def test_protected_identity_is_seen_in_any_column(planned_round):
    preview = preview_contacts(
        planned_round,
        "email",
        upload("Enhet;E-post;Not\nEnhet Nord;a@example.org;SKYDDAD identitet\n"),
        Mapping({"unit": "Enhet", "email": "E-post"}, {"target_group": "ekonomiskt_bistand"}),
    )
    assert (preview.excluded, preview.people) == (1, ())


def test_an_import_can_be_undone_but_for_those_who_were_written_to(planned_round):
    source = take_in(planned_round, LIST)
    wave = Wave.objects.create(round=planned_round, channel="email", number=0, send_on=TODAY)
    case = Case.objects.get(contact__email="bo@example.org")
    Message.objects.create(case=case, wave=wave, delivery=Delivery.SENT)
    assert undo_import(source) == 1
    assert list(Contact.objects.values_list("email", flat=True)) == ["bo@example.org"]
    Message.objects.all().delete()
    assert undo_import(source) == 1
    assert not ContactImport.objects.exists()


def test_a_professional_has_one_contact_for_each_case(planned_round):
    rows = [f"Enhet Nord;h@example.org;{label}\n" for label in ("A 1", "A 2", "A 2")]
    text = "Enhet;E-post;Ärende\n" + "".join(rows)
    mapping = Mapping({"unit": "Enhet", "email": "E-post", "label": "Ärende"}, {"target_group": "ekonomiskt_bistand"})
    import_contacts(planned_round, "professional", upload(text), mapping, name="x.csv", today=TODAY)
    contacts = Contact.objects.order_by("label")
    assert [c.label for c in contacts] == ["A 1", "A 2"]
    assert len({c.person_hash for c in contacts}) == 1


@pytest.mark.parametrize("name", ["list.pdf", "list", "list.csv.exe"])
def test_files_of_other_kinds_are_refused(name):
    with pytest.raises(Failure, match="A215"):
        keep_upload(name, [b"x"])


@pytest.mark.parametrize("key", ["../../etc/passwd", "x" * 22 + ".csv/../y", ""])
def test_only_keys_of_uploads_find_files(key):
    with pytest.raises(Failure, match="F001"):
        find_upload(key)


def test_an_upload_is_readable_by_the_server_alone_and_bounded(settings):
    assert find_upload(upload(LIST)).stat().st_mode & 0o077 == 0
    with pytest.raises(Failure, match="A214"):
        keep_upload("big.csv", (b"x" * (1 << 20) for _ in range(21)))


@pytest.mark.parametrize(
    ("raw", "country", "number"),
    [
        ("070-123 45 67", "SE", "+46701234567"),
        ("+46 70 123 45 67", "DK", "+46701234567"),
        ("0045 12 34 56 78", "SE", "+4512345678"),
        ("12 34 56 78", "DK", "+4512345678"),
        ("070", "SE", ""),
        ("ring mig", "SE", ""),
    ],
)
def test_telephone_numbers_get_one_written_form(raw, country, number):
    assert read_reach("phone", raw, country) == number


@given(st.text(max_size=40))
def test_an_address_that_is_read_can_go_into_a_header(raw):
    read = read_reach("email", raw, "SE")
    assert not set(read) & set("\r\n\0 ")


def test_headings_of_other_lists_are_not_guessed_at():
    assert guess_columns(("Kolumn 1", "Kolumn 2")) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_lists_come_as_offices_save_them(planned_round, encoding, delimiter):
    text = f"Enhet{delimiter}E-post{delimiter}Namn\nEnhet Nord{delimiter}a@example.org{delimiter}=1+1 Åsa\n"
    key = keep_list("lista.csv", [text.encode(encoding)])
    mapping = Mapping({"unit": "Enhet", "email": "E-post", "name": "Namn"}, {"target_group": "ekonomiskt_bistand"})
    import_contacts(planned_round, "email", key, mapping, name="lista.csv", today=TODAY)
    assert Contact.objects.get().name == "=1+1 Åsa", "a formula is text"


def test_a_list_that_is_too_long_is_refused_whole(planned_round, monkeypatch):
    monkeypatch.setattr("genklang.server.jobs.import_contacts.MAX_ROWS", 3)
    with pytest.raises(Failure, match="A214"):
        upload(LIST)
    assert not Case.objects.exists()


def test_the_page_of_lists_asks_the_database_as_often_for_three_as_for_one(planned_round):
    RoundChannel.objects.create(round=planned_round, channel="email")
    coordinator = sign_in(add_member(planned_round.organisation, Role.COORDINATOR))

    def add_and_count(number: int) -> int:
        take_in(planned_round, LIST.replace("anna", f"anna{number}").replace("bo@", f"bo{number}@"))
        Wave.objects.create(round=planned_round, channel="email", number=number, send_on=TODAY)
        with CaptureQueriesContext(connection) as asked:
            assert coordinator.get("/o/soderlunda/rounds/2026/contacts/").status_code == 200
        return len(asked)

    counts = [add_and_count(number) for number in range(3)]
    assert counts[0] == counts[2] <= 16


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "A206 filen rad 3: Raden har 1 fält där första raden har 2."),
        ("da", "A206 filen række 3: Rækken har 1 felter, hvor første række har 2."),
        ("en", "A206 the file row 3: the row has 1 fields where the first row has 2."),
    ],
)
def test_the_page_names_every_row_that_cannot_be_read_in_the_readers_language(
    planned_round, settings, tmp_path, language, said
):
    settings.DATA = tmp_path
    coordinator = sign_in(add_member(planned_round.organisation, Role.COORDINATOR, language=language))
    list_of_people = SimpleUploadedFile("lista.csv", b"Enhet;E-post\nEnhet Nord;a@example.org\nfel\n" + b"x\n" * 60)
    page = coordinator.post("/o/soderlunda/rounds/2026/contacts/email/upload/", {"file": list_of_people})
    shown = page.content.decode()
    assert said in shown
    assert str(tmp_path) not in shown
    assert not list((tmp_path / "uploads").glob("*"))
    assert not Case.objects.exists()
