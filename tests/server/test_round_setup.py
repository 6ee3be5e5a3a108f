"""Setting up a round: what a coordinator decides, what is refused, what is still missing."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import genklang.server
from genklang.server.fieldwork.models import Case, MixKey, RoundText
from genklang.server.fieldwork.operations.questions import (
    add_question,
    add_target_group,
    read_instrument,
    remove_addition,
    translate_addition,
)
from genklang.server.fieldwork.operations.round_texts import approve_language, reset_privacy, write_privacy
from genklang.server.fieldwork.operations.rounds import (
    Basics,
    copy_round,
    create_round,
    extend_round,
    set_channels,
    set_languages,
    set_places,
    set_test,
)
from genklang.server.fieldwork.queries.checklist import list_missing, list_steps
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.fieldwork.tokens import find_place, place_token
from genklang.server.organisation.models import User

TODAY = date(2026, 8, 20)
BASICS = Basics(title="Hösten 2026", period="2026", opens=date(2026, 9, 1), closes=date(2026, 11, 30))
WORDS = {"sv": "Hur lätt är det att hitta hit?", "en": "How easy is it to find your way here?"}


@pytest.fixture
def made(municipality):
    round_ = create_round(municipality, BASICS, questionnaire="skr-ifo/2016", language="sv")
    set_places(round_, [(unit, "ungdomar") for unit in municipality.units.all()])
    return round_


@pytest.fixture
def coordinator(db):
    return User.objects.create(email="sara@example.se", name="Sara Ek")


def test_a_new_round_asks_the_core_in_the_coordinators_language_through_links(made):
    assert made.languages == ["sv"]
    assert [c.channel for c in made.channels.all()] == ["link"]
    assert {"ungdomar", "ensamkommande"} == set(made.young_groups)
    assert made.code == "2026"


def test_two_rounds_of_one_period_have_codes_of_their_own(municipality, made):
    assert create_round(municipality, BASICS, questionnaire="latt/2026", language="sv").code == "2026-2"


def test_a_round_cannot_close_before_it_opens(municipality):
    with pytest.raises(Refusal, match="closes_first"):
        create_round(municipality, replace(BASICS, closes=BASICS.opens), questionnaire="skr-ifo/2016", language="sv")


def test_each_place_has_a_link_that_finds_it(made):
    for place in made.places.all():
        assert find_place(place_token(place)) == place


def test_places_may_go_while_planned_and_only_come_while_open(made, municipality):
    units = list(municipality.units.all())
    set_places(made, [(units[0], "ungdomar")])
    assert made.places.count() == 1
    made.state = "open"
    with pytest.raises(Refusal, match="places_stay"):
        set_places(made, [(units[1], "ungdomar")])
    set_places(made, [(units[0], "ungdomar"), (units[1], "vardnadshavare")])
    assert made.places.count() == 2


def test_a_place_of_a_group_that_is_not_asked_is_refused(made, municipality):
    with pytest.raises(Refusal, match="no_such_group"):
        set_places(made, [(municipality.units.first(), "sagsbehandlere")])


def test_a_channel_may_be_added_while_open_but_none_taken_away(made):
    made.state = "open"
    set_channels(made, ["link", "keyed"])
    assert {c.channel for c in made.channels.all()} == {"link", "keyed"}
    with pytest.raises(Refusal, match="channels_stay"):
        set_channels(made, ["keyed"])


def test_an_unknown_channel_is_refused(made):
    with pytest.raises(Refusal, match="no_such_channel"):
        set_channels(made, ["pigeon"])


def test_a_local_question_stands_after_the_locked_core(made):
    core = [item.code for item in read_instrument(made).items]
    add_question(made, scale="ease", groups=["ungdomar"], words=WORDS)
    laid = read_instrument(made)
    assert [item.code for item in laid.items[:-1]] == core
    assert laid.items[-1].local
    assert laid.items[-1].target_groups == ("ungdomar",)
    assert laid.version == "2016"
    assert set(laid.texts) == {"sv", "en"}


def test_a_question_has_the_same_code_next_year_and_another_none_that_was_used(made, municipality):
    add_question(made, scale="ease", groups=[], words=WORDS)
    other = create_round(municipality, BASICS, questionnaire="skr-ifo/2016", language="sv")
    add_question(other, scale="ease", groups=[], words=WORDS)
    add_question(other, scale="satisfaction", groups=[], words=WORDS)
    codes = [item.code for item in read_instrument(other).items if item.local]
    assert read_instrument(made).items[-1].code == codes[0]
    assert codes[0] != codes[1]


def test_a_local_question_that_goes_leaves_the_core_as_it_was(made):
    before = made.instrument
    add_question(made, scale="", groups=[], words=WORDS)
    remove_addition(made, made.additions["items"][0]["code"])
    assert made.instrument == before


def test_a_group_of_the_municipalitys_own_can_be_asked(made, municipality):
    add_target_group(made, asks_core=True, words={"sv": "Jobbcenter"})
    code = made.additions["target_groups"][0]["code"]
    set_places(made, [(municipality.units.first(), code)])
    assert read_instrument(made).items_for(code)
    with pytest.raises(Refusal, match="group_has_places"):
        remove_addition(made, code)


def test_a_language_without_the_local_question_is_missing(made):
    set_languages(made, ["sv", "en", "ar"])
    add_question(made, scale="ease", groups=[], words=WORDS)
    step = next(s for s in list_steps(made, today=TODAY) if s.fault == "untranslated")
    assert step.about == ("ar",)
    translate_addition(made, made.additions["items"][0]["code"], {**WORDS, "ar": "هل من السهل الوصول إلى هنا؟"})
    assert "untranslated" not in {s.fault for s in list_missing(made, today=TODAY)}


def test_the_checklist_names_everything_that_a_new_round_lacks(made):
    assert {step.fault for step in list_missing(made, today=TODAY)} == {"not_approved", "no_key"}


def test_nothing_is_missing_once_approved_and_the_recovery_file_has_been_tried(made, coordinator):
    approve_language(made, "sv", by=coordinator, today=TODAY)
    MixKey.objects.create(round=made, public=b"k" * 32, recovery_tried_on=TODAY)
    assert list_missing(made, today=TODAY) == []


def test_letters_need_an_address_to_return_to(made):
    set_channels(made, ["letter"])
    assert "no_return_address" in {step.fault for step in list_missing(made, today=TODAY)}


def test_whoever_changes_a_text_lets_it_be_read_again(made, coordinator):
    approve_language(made, "sv", by=coordinator, today=TODAY)
    write_privacy(made, kind="privacy", channel="link", language="sv", text="Vi berättar aldrig vad du svarat.")
    assert not made.approvals.exists()
    reset_privacy(made, kind="privacy", channel="link", language="sv")
    assert not RoundText.objects.exists()


@pytest.mark.parametrize("text", ["Ingen kan se vad du svarar.", "Undersökningen är  helt\nanonym."])
def test_a_promise_that_no_system_keeps_is_refused(made, text):
    with pytest.raises(Refusal, match="false_promise"):
        write_privacy(made, kind="privacy", channel="link", language="sv", text=text)


def test_an_open_round_gets_only_languages_that_somebody_has_approved(made, coordinator):
    made.state = "open"
    with pytest.raises(Refusal, match="not_approved"):
        set_languages(made, ["sv", "ar"])
    approve_language(made, "ar", by=coordinator, today=TODAY)
    set_languages(made, ["sv", "ar"])
    assert made.languages == ["sv", "ar"]


def test_a_place_with_codes_does_not_go_unseen(made, municipality):
    Case.objects.create(place=made.places.first(), channel="code")
    with pytest.raises(Refusal, match="place_in_use"):
        set_places(made, [])
    assert made.places.count() == 2


def test_somebody_else_may_have_read_the_language(made, coordinator):
    approve_language(made, "ar", by=coordinator, today=TODAY, reader="Tolken Samir")
    approval = made.approvals.get()
    assert (approval.read_by, approval.approved_by) == ("Tolken Samir", coordinator)


def test_only_a_planned_round_can_be_tried(made):
    set_test(made, is_test=True)
    assert made.is_test
    made.state = "open"
    with pytest.raises(Refusal, match="only_planned"):
        set_test(made, is_test=True)


def test_a_round_is_extended_and_never_shortened(made):
    extend_round(made, date(2026, 12, 15))
    assert made.closes == date(2026, 12, 15)
    with pytest.raises(Refusal, match="not_later"):
        extend_round(made, date(2026, 12, 1))


def test_last_years_round_is_copied_with_its_questions_and_places_but_nothing_else(made, coordinator):
    add_question(made, scale="ease", groups=[], words=WORDS)
    write_privacy(made, kind="privacy", channel="link", language="sv", text="Vi berättar aldrig vad du svarat.")
    approve_language(made, "sv", by=coordinator, today=TODAY)
    again = copy_round(
        made, Basics(title="Hösten 2027", period="2027", opens=date(2027, 9, 1), closes=date(2027, 11, 30))
    )
    assert again.instrument == made.instrument
    assert again.copied_from == made
    assert again.texts.count() == 1
    assert not again.approvals.exists()
    assert {p.target_group for p in again.places.all()} == {"ungdomar"}
    assert not {p.token_hash for p in again.places.all()} & {p.token_hash for p in made.places.all()}


def test_every_refusal_has_words_in_every_staff_language():
    server = Path(genklang.server.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in server.rglob("*.py")]
    keys = {key for source in sources for key in re.findall(r'Refusal\(\s*"(\w+)"', source)}
    keys |= set(
        re.findall(r'return "(no_\w+|recovery_not_tried)"', (server / "jobs/publish_round.py").read_text("utf-8"))
    )
    assert len(keys) > 30
    for language in ("sv", "da", "en"):
        told = tomllib.loads((server.parent / f"locale/{language}/staff/rounds_refused.toml").read_text("utf-8"))
        assert keys - told.keys() == set()
