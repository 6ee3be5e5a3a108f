"""The pages of rounds through Django's own client: a coordinator's way from an empty list to an open round."""

import html
from datetime import date

import pytest
from answering import PASSPHRASE
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from people import add_member, sign_in

from genklang.server.fieldwork.models import Case, Place, Printing, Round, Tally, Wave
from genklang.server.fieldwork.operations.questions import add_question
from genklang.server.fieldwork.operations.round_texts import approve_language, write_privacy
from genklang.server.fieldwork.operations.rounds import set_channels, set_young_groups
from genklang.server.fieldwork.privacy_texts import ship_privacy
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import AuditEntry, Role, Unit
from genklang.server.results.models import Publication, ReportFile
from genklang.server.web.staff.rounds import urls as round_urls

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)

PLAIN = [
    *("round", "round-basics", "round-conduct", "round-places", "round-channels", "round-lessons", "round-questions"),
    *("round-question-new", "round-group-new", "round-languages", "round-promises", "round-preview", "round-keys"),
    *(
        "round-earlier",
        "round-extend",
        "round-close",
        "round-delete",
        "round-handouts",
        "round-progress",
        "round-plan",
        "round-results",
    ),
]


@pytest.fixture
def coordinator(municipality):
    return add_member(municipality, Role.COORDINATOR)


@pytest.fixture
def browser(coordinator):
    return sign_in(coordinator)


def at(name: str, *parts: object) -> str:
    return reverse(name, args=["soderlunda", *parts])


def new_round(browser) -> Round:
    posted = {"start": "skr-ifo/2016", "title": "Hösten 2126", "period": "2126", "opens": "2026-09-01"}
    response = browser.post(at("new_round"), {**posted, "closes": "2126-11-30"})
    assert response.status_code == 302, response.content.decode()
    return Round.objects.get()


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_every_page_speaks_the_readers_language(municipality, planned_round, language):
    browser = sign_in(add_member(municipality, Role.COORDINATOR, language=language))
    for name in PLAIN:
        response = browser.get(at(name, planned_round.code))
        assert response.status_code == 200, name
        assert f'lang="{language}"' in response.content.decode(), name


def test_from_an_empty_list_to_an_open_round(browser, coordinator):
    assert "ingen undersökning ännu" in browser.get(at("rounds")).content.decode()
    made = new_round(browser)
    assert "välj enheter" in browser.get(at("round", "2126")).content.decode()

    browser.post(
        at("round-places", "2126"), {"everywhere": "ungdomar", "place": "north/vardnadshavare", "young": "ungdomar"}
    )
    assert made.places.count() == 3
    browser.post(at("round-channels", "2126"), {"chosen": ["link", "code", "kiosk"]})
    browser.post(at("round-languages", "2126"), {"chosen": ["sv", "ar"]})
    for language in ("sv", "ar"):
        assert f'lang="{language}"' in browser.get(at("round-approve", "2126", language)).content.decode()
        browser.post(at("round-approve", "2126", language))
    made.refresh_from_db()
    assert made.languages == ["sv", "ar"]
    assert {a.approved_by for a in made.approvals.all()} == {coordinator}

    words = {"custodian": "Registrator", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    file = browser.post(at("round-key-make", "2126"), words)
    assert file.headers["Content-Disposition"].startswith("attachment")
    refused = browser.post(at("round-open", "2126"), follow=True)
    assert "Något återstår" in refused.content.decode()
    wrong = browser.post(
        at("round-key-try", "2126"), {"file": _upload(file.content), "passphrase": "fel fras helt enkelt"}
    )
    assert wrong.status_code == 400
    browser.post(at("round-key-try", "2126"), {"file": _upload(file.content), "passphrase": PASSPHRASE})

    assert "Allt är klart" in browser.get(at("round", "2126")).content.decode()
    assert "kan sedan inte tas bort" in browser.get(at("round-open", "2126")).content.decode()
    browser.post(at("round-open", "2126"))
    made.refresh_from_db()
    assert made.state == "open"
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "round.created",
        "round.opened",
        "round.key_tried",
    }


def _upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("key.genklang-key", content)


@pytest.mark.parametrize("own", ["", "Vi svarar inför dig.\nDitt svar låses."])
def test_whoever_approves_a_language_reads_every_sentence_of_every_promise_once(browser, planned_round, own):
    set_channels(planned_round, ["link", "code", "kiosk"])
    set_young_groups(planned_round, ["ungdomar"])
    if own:
        write_privacy(planned_round, kind="privacy", channel="code", language="sv", text=own)
    shown = html.unescape(browser.get(at("round-approve", "2026", "sv")).content.decode())
    for kind in ("privacy", "privacy_young"):
        for channel in ("link", "code", "kiosk"):
            is_own = own and (kind, channel) == ("privacy", "code")
            text = own if is_own else ship_privacy(kind, channel, "sv", has_comments=False)
            for sentence in text.splitlines():
                assert 1 <= shown.count(sentence) <= 3, sentence
    assert shown.count(ship_privacy("privacy_young", "link", "sv", has_comments=False).splitlines()[0]) == 1


def test_a_short_passphrase_is_refused_and_no_key_is_made(browser, planned_round):
    posted = {"custodian": "R", "passphrase": "kort", "again": "kort"}
    response = browser.post(at("round-key-make", planned_round.code), posted)
    assert response.status_code == 400
    assert "minst 12 tecken" in response.content.decode()


def test_what_was_typed_stands_when_something_is_wrong(browser):
    posted = {
        "start": "skr-ifo/2016",
        "title": "Min titel",
        "period": "2026",
        "opens": "2026-09-01",
        "closes": "2026-08-01",
    }
    response = browser.post(at("new_round"), posted)
    assert response.status_code == 400
    assert "Min titel" in response.content.decode()
    assert "Sista dagen måste vara efter den första" in response.content.decode()


def test_a_local_question_is_added_and_its_missing_translation_is_told(browser, planned_round):
    page = browser.get(at("round-question-new", planned_round.code)).content.decode()
    assert "Mycket lätt / Ganska lätt" in page
    posted = {"scale": "ease", "words_sv": "Är det lätt att hitta hit?", "words_en": "Is it easy to get here?"}
    browser.post(at("round-question-new", planned_round.code), posted)
    listed = browser.get(at("round-questions", planned_round.code)).content.decode()
    assert "Är det lätt att hitta hit?" in listed
    assert "arabiska" in listed
    assert "egna frågor saknas på arabiska" in browser.get(at("round", planned_round.code)).content.decode()
    code = Round.objects.get().additions["items"][0]["code"]
    browser.post(at("round-remove", planned_round.code, code))
    assert not Round.objects.get().additions["items"]


def test_a_promise_of_ones_own_takes_the_shipped_ones_place(browser, planned_round):
    address = at("round-promise", planned_round.code, "privacy", "link", "sv")
    assert "läses först när" in browser.get(address).content.decode()
    assert browser.post(address, {"text": "Ingen kan se vad du svarar"}).status_code == 400
    browser.post(address, {"text": "Vi berättar aldrig."})
    assert "Vi berättar aldrig." in browser.get(address).content.decode()
    browser.post(address, {"reset": "1"})
    assert "läses först när" in browser.get(address).content.decode()


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_the_preview_is_the_respondents_own_page_and_stores_nothing(browser, planned_round, language):
    place = planned_round.places.first()
    address = f"{at('round-walk', planned_round.code, place.pk, 'link')}?language={language}"
    page = browser.get(address)
    assert f'lang="{language}"' in page.content.decode()
    assert planned_round.state == "planned"


def test_closing_says_what_will_happen_and_does_it(browser, open_round):
    asked = browser.get(at("round-close", open_round.code)).content.decode()
    assert "Det går inte att ångra" in asked
    browser.post(at("round-close", open_round.code))
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    browser.post(at("round-wait", open_round.code))
    open_round.refresh_from_db()
    assert open_round.grace_ends is not None


def test_last_years_lessons_are_shown_when_it_is_copied(browser, planned_round):
    browser.post(at("round-lessons", planned_round.code), {"lessons": "Börja med affischerna."})
    posted = {"start": f"copy:{planned_round.code}", "title": "Igen", "period": "2127", "opens": "2127-01-01"}
    browser.post(at("new_round"), {**posted, "closes": "2127-02-01"})
    assert "Börja med affischerna." in browser.get(at("round", "2127")).content.decode()


def test_a_planned_round_can_be_deleted_and_an_open_one_not(browser, planned_round):
    browser.post(at("round-delete", planned_round.code))
    assert not Round.objects.exists()


@pytest.mark.parametrize("kind", ["posters", "slips", "codes"])
def test_hand_outs_are_sent_as_pdf(browser, planned_round, kind):
    browser.post(at("round-channels", planned_round.code), {"chosen": ["link", "code"]})
    place = planned_round.places.first().pk
    posted = {"place": place, "first": "sv", "others": ["ar"], "count": 8}
    response = browser.post(at(f"round-{kind}", planned_round.code), posted)
    assert response.content.startswith(b"%PDF")


def test_unit_managers_see_and_print_for_their_own_unit_alone(municipality, planned_round):
    unit = Unit.objects.get(code="north")
    manager = sign_in(add_member(municipality, Role.UNIT_MANAGER, unit=unit))
    followed = manager.get(at("round-progress", planned_round.code)).content.decode()
    assert "Enhet Nord" in followed
    assert "Enhet Syd" not in followed
    printed = manager.get(at("round-handouts", planned_round.code)).content.decode()
    assert "Enhet Syd" not in printed
    south = planned_round.places.get(unit__code="south")
    posted = {"place": south.pk, "first": "sv"}
    assert manager.post(at("round-posters", planned_round.code), posted).status_code == 400
    assert manager.get(at("round-basics", planned_round.code)).status_code == 403


def test_a_helper_finds_the_way_to_what_is_handed_out_and_sees_no_counts(municipality, open_round):
    open_round.channels.create(channel="keyed")
    helper = sign_in(add_member(municipality, Role.HELPER))
    listed = helper.get(at("rounds")).content.decode()
    assert open_round.title in listed
    assert "Tillfrågade" not in listed
    page = helper.get(at("round", open_round.code)).content.decode()
    assert at("round-handouts", open_round.code) in page
    assert "Knappa in" in page
    assert "Svarsfrekvens" not in page
    assert at("round-progress", open_round.code) not in page


def test_the_planning_help_says_how_many_answers_are_needed(browser, planned_round):
    page = browser.get(at("round-plan", planned_round.code), {"before": 80, "change": 5, "expected": 100})
    assert "906 svar per år" in page.content.decode()


def test_every_address_of_rounds_is_below_an_organisation():
    assert all(str(pattern.pattern).startswith("o/<slug:organisation>/rounds/") for pattern in round_urls.urlpatterns)


def count_queries(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def grow(round_: Round, organisation, units: int) -> None:
    """Give a round so many units, each with a place, a tally, a pile of codes, letters, an approval and a report."""
    for number in range(units):
        unit, _ = Unit.objects.get_or_create(organisation=organisation, code=f"u{number}", name=f"Enhet {number}")
        place, is_new = Place.objects.get_or_create(
            round=round_, unit=unit, target_group="ungdomar", defaults={"token_hash": f"q{number:0>63}"}
        )
        if is_new:
            _fill(round_, place, number)


def _fill(round_: Round, place: Place, number: int) -> None:
    Tally.objects.create(place=place, channel="link", day=date(2026, 9, 1 + number), offered=9, answered=3)
    printing = Printing.objects.create(place=place, printed_on=date(2026, 9, 1), count=1)
    Case.objects.create(place=place, printing=printing, channel="code")
    Wave.objects.create(round=round_, channel="letter", number=number, send_on=date(2026, 9, 1))
    made, _ = Publication.objects.get_or_create(
        round=round_, defaults={"made_at": timezone.now(), "policy": "standard", "is_complete": True}
    )
    ReportFile.objects.create(publication=made, unit=place.unit, language="sv", format="pdf", path="x.pdf")
    add_question(round_, scale="ease", groups=[], words={"sv": f"Fråga {number}?", "en": f"Question {number}?"})
    user = add_member(round_.organisation, Role.READER, email=f"r{number}@example.org")
    approve_language(round_, ("sv", "en")[number % 2], by=user, today=date(2026, 9, 1))
    Round.objects.create(
        organisation=round_.organisation, code=f"r{number}", title="x", period="x", instrument_id="x", instrument="{}",
        opens=date(2025, 9, 1), closes=date(2025, 10, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        *("rounds", "round", "round-progress", "round-handouts", "round-places", "round-preview", "round-results"),
        *("round-languages", "round-questions", "round-promises", "round-earlier"),
    ],
)
def test_a_page_asks_the_database_as_often_for_three_rows_as_for_one(planned_round, municipality, name):
    browser = sign_in(add_member(municipality, Role.COORDINATOR))
    for channel in ("code", "letter"):
        planned_round.channels.create(channel=channel)
    address = at(name, *([] if name == "rounds" else [planned_round.code]))
    grow(planned_round, municipality, 1)
    one = count_queries(browser, address)
    grow(planned_round, municipality, 3)
    assert count_queries(browser, address) == one
    assert one <= 25


def test_earlier_answers_are_taken_in_by_a_job_and_what_became_of_them_is_said(
    browser, planned_round, settings, tmp_path
):
    settings.DATA = tmp_path
    address = at("round-earlier", planned_round.code)
    table = "unit,target_group,kontakt\nEnhet Nord,ekonomiskt_bistand,1\nEnhet Nord,ekonomiskt_bistand,2\n"
    assert browser.post(address, {"file": _table(table), "kind": "answers"}).status_code == 400
    browser.post(address, {"file": _table(table), "kind": "answers", "period": "2025"})
    assert "läses in" in browser.get(address).content.decode()
    work(timezone.now, once=True)
    assert "2 svar togs in" in browser.get(address).content.decode()
    browser.post(address, {"file": _table("unit,kontakt\nEnhet Nord,9\n"), "kind": "answers", "period": "2024"})
    work(timezone.now, once=True)
    assert "något är fel i filen" in browser.get(address).content.decode()


def _table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("earlier.csv", text.encode())
