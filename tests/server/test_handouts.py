"""Posters, slips, codes and letters: what they hold, what they never tell, and that data are never markup."""

import io
from datetime import UTC, date, datetime

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from people import add_member, sign_in

from genklang.server.fieldwork.models import Case, CaseToken, Contact, Message, Place, Tally
from genklang.server.fieldwork.operations.waves import plan_wave
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.fieldwork.tokens import find_case, place_token, read_code
from genklang.server.jobs.print_codes import print_codes, withdraw_codes
from genklang.server.jobs.print_letters import print_again, print_letters
from genklang.server.jobs.print_posters import print_posters, print_slips
from genklang.server.jobs.send_messages import send_due
from genklang.server.organisation.models import Role

TODAY = date(2026, 9, 1)
REVEALING = ("social", "bistånd", "missbruk", "försörjning")


def read_text(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def read_qr(pdf: bytes, page: int = 0) -> list[str]:
    image = np.asarray(pypdfium2.PdfDocument(pdf)[page].render(scale=2).to_pil())
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.fixture
def place(planned_round) -> Place:
    return planned_round.places.select_related("unit").first()


@pytest.fixture
def letters(planned_round, place):
    """Two people on a list, one of whom reads Arabic."""
    organisation = planned_round.organisation
    organisation.return_address = "Box 12\n123 45 Söderlunda"
    organisation.save()
    for name, language in (("Åsa Öberg", ""), ("Nour Haddad", "ar")):
        case = Case.objects.create(place=place, channel="letter", language=language)
        Contact.objects.create(case=case, person_hash=name, name=name, address="Storgatan 1, 123 45 Söderlunda")
    return plan_wave(planned_round, "letter", TODAY)


def test_the_poster_of_each_place_leads_to_it(planned_round):
    places = list(planned_round.places.select_related("unit").order_by("unit__name"))
    pdf = print_posters(planned_round, places, languages=["sv", "en", "ar"])
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    for page, place in enumerate(places):
        assert read_qr(pdf, page) == [f"http://localhost:8000/s/{place_token(place)}"]
    assert "We want to know what you think" in read_text(pdf)


@pytest.mark.parametrize("language", ["sv", "en", "ar", "so", "prs", "ckb", "ti", "uk", "da"])
def test_posters_are_set_in_every_language(planned_round, place, language):
    assert read_qr(print_posters(planned_round, [place], languages=[language]))


def test_a_name_that_looks_like_markup_is_text(planned_round, place):
    place.unit.name = '#read("/etc/passwd") $x$ *bold* <b>'
    assert '#read("/etc/passwd") $x$ *bold* <b>' in read_text(print_posters(planned_round, [place], languages=["sv"]))


def test_slips_are_all_alike_and_tell_nothing(planned_round, place):
    pdf = print_slips(planned_round, place, languages=["sv", "ar"], count=9)
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert set(read_qr(pdf)) == {f"http://localhost:8000/s/{place_token(place)}"}
    assert len(read_qr(pdf)) == 8
    assert not [word for word in REVEALING if word in read_text(pdf).casefold()]


def test_each_code_opens_a_case_once_and_only_its_hash_stays(planned_round, place):
    pdf = print_codes(planned_round, place, languages=["sv"], count=8, today=TODAY)
    links = read_qr(pdf)
    codes = [link.rsplit("/", 1)[1] for link in links]
    assert len(set(codes)) == 8
    assert {find_case(code).pk for code in codes} == set(Case.objects.values_list("pk", flat=True))
    text = read_text(pdf).replace("-", "")
    assert all(read_code(code) and code in text for code in codes)
    assert not CaseToken.objects.filter(hash__in=codes).exists()


def test_the_pile_is_shuffled(planned_round, place):
    pdf = print_codes(planned_round, place, languages=["sv"], count=8, today=TODAY)
    codes = [line.replace("-", "") for line in read_text(pdf).splitlines() if read_code(line)]
    order = [find_case(code).pk for code in codes]
    assert len(order) == 8
    # One order in 40,320 is the order of the cases: with a second pile the chance is nil.
    again = print_codes(planned_round, place, languages=["sv"], count=8, today=TODAY)
    second = [find_case(line).pk for line in read_text(again).splitlines() if read_code(line)]
    assert order != sorted(order) or second != sorted(second)


def test_a_lost_pile_is_withdrawn_but_for_what_was_answered(planned_round, place):
    print_codes(planned_round, place, languages=["sv"], count=3, today=TODAY)
    printing = place.printings.get()
    Case.objects.filter(pk=printing.cases.first().pk).update(is_used=True)
    assert withdraw_codes(printing) == 2
    assert printing.count == 1


def test_too_many_codes_at_once_are_refused(planned_round, place):
    with pytest.raises(Refusal, match="how_many"):
        print_codes(planned_round, place, languages=["sv"], count=501, today=TODAY)


def test_letters_hold_an_address_a_way_back_and_a_code_of_ones_own(planned_round, letters):
    pdf = print_letters(planned_round, letters, window="right", today=TODAY)
    text = read_text(pdf)
    assert "Åsa Öberg" in text
    assert "Box 12 · 123 45 Söderlunda" in text
    opened = [find_case(read_qr(pdf, page)[0].rsplit("/", 1)[1]) for page in range(2)]
    assert len({case.pk for case in opened}) == 2
    assert Message.objects.filter(delivery="sent").count() == 2
    assert Tally.objects.get(channel="letter").offered == 2


def test_nothing_on_a_letter_tells_why_somebody_is_written_to(planned_round, letters):
    text = read_text(print_letters(planned_round, letters, window="left", today=TODAY)).casefold()
    assert not [word for word in REVEALING if word in text]


def test_an_envelope_that_would_tell_is_refused(planned_round, letters):
    planned_round.organisation.return_address = "Socialförvaltningen\nBox 12"
    with pytest.raises(Refusal, match="revealing"):
        print_letters(planned_round, letters, window="right", today=TODAY)


def test_letters_are_printed_once_and_again_when_the_file_was_lost(planned_round, letters):
    first = print_letters(planned_round, letters, window="right", today=TODAY)
    with pytest.raises(Refusal, match="nothing_to_print"):
        print_letters(planned_round, letters, window="right", today=TODAY)
    assert print_again(letters) == 2
    second = print_letters(planned_round, letters, window="right", today=TODAY)
    codes = [read_qr(pdf)[0].rsplit("/", 1)[1] for pdf in (first, second)]
    assert codes[0] != codes[1]
    assert find_case(codes[0]) == find_case(codes[1])


def test_reminders_go_to_those_who_have_not_answered(planned_round, letters):
    print_letters(planned_round, letters, window="right", today=TODAY)
    Case.objects.filter(contact__name="Nour Haddad").update(is_used=True)
    reminder = plan_wave(planned_round, "letter", TODAY)
    text = read_text(print_letters(planned_round, reminder, window="right", today=TODAY))
    assert "Åsa Öberg" in text
    assert "påminnelse" in text
    assert "Nour" not in text


def test_the_window_shows_the_address_and_nothing_of_the_letter(planned_round, letters):
    page = pypdfium2.PdfDocument(io.BytesIO(print_letters(planned_round, letters, window="right", today=TODAY)))[0]
    _, height = page.get_size()
    points = 72 / 25.4
    seen = page.get_textpage().get_text_bounded(
        left=105 * points, right=205 * points, top=height - 45 * points, bottom=height - 85 * points
    )
    assert seen.split("\r\n")[0].startswith("Box 12")
    assert "Vi vill veta" not in seen


def test_a_list_of_addresses_is_taken_in_the_browser_and_the_outbox_leaves_letters_alone(planned_round, municipality):
    planned_round.channels.create(channel="letter")
    browser = sign_in(add_member(municipality, Role.COORDINATOR))
    rows = "Enhet;Målgrupp;Namn;Adress\nEnhet Nord;ekonomiskt_bistand;Åsa Öberg;Storgatan 1, 123 45 Söderlunda\n"
    address = f"/o/soderlunda/rounds/{planned_round.code}/contacts/letter/upload/"
    seen = browser.post(address, {"file": SimpleUploadedFile("list.csv", rows.encode())}, follow=True)
    assert seen.redirect_chain
    assert "Adress" in seen.content.decode()
    plan_wave(planned_round, "letter", TODAY)
    planned_round.state = "open"
    planned_round.save()
    assert send_due(datetime(2026, 9, 2, 10, 0, tzinfo=UTC)) == 0
