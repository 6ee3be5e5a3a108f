"""The form without scripts: one question a page, back, skip and change, and nothing stored before it is sent."""

import json

import pytest
from answering import open_now, places_of
from django.utils import timezone
from respondents import Respondent, stored, visit

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork import sealing, tokens
from genklang.server.fieldwork.models import Case, CaseToken, Place, SealedAnswer
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.take_response import seal_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])


def said(place):
    """Return what every sealed answer of a place says, as only the key's holder can."""
    keys = read_key(place.round)
    sealed = SealedAnswer.objects.filter(place=place)
    return [json.loads(sealing.open_sealed(keys, bytes(s.ciphertext), seal_context(place))) for s in sealed]


def use_instrument(round_, name, group, **changes):
    published = find_instrument(name)
    round_.instrument, round_.instrument_id = to_json(published), name
    for key, value in changes.items():
        setattr(round_, key, value)
    round_.save()
    round_.places.update(target_group=group)
    open_now(round_, now=timezone.now())
    return places_of(round_)[0]


def test_from_the_link_to_the_thank_you(place):
    person = visit(place)
    assert place_token_is_gone(person, place)
    person.answer_all(1)
    assert "Stämmer dina svar?" in person.page.words
    assert stored() == 0, "nothing is stored before it is sent"
    person.press("send")
    assert "Tack! Dina svar är skickade" in person.page.words
    assert stored() == 1
    (answer,) = said(place)
    assert answer["answers"] == dict.fromkeys(
        ["kontakt", "information", "forstaelse", "inflytande", "paverka", "helhetssyn", "forbattrad", "gender"], "2"
    )
    assert (answer["channel"], answer["language"], answer["form_version"]) == ("link", "sv", "standard")


def place_token_is_gone(person, place):
    token = tokens.place_token(place)
    return token not in person.url and token not in person.reply.content.decode()


def test_the_thank_you_says_where_to_get_help(place):
    page = visit(place).answer_all().press("send").page
    numbers = [link["href"] for link in page.links if link.get("href", "").startswith("tel:")]
    assert {"tel:112", "tel:116111", "tel:020505050", "tel:1177"} <= set(numbers)


def test_every_page_says_that_nothing_is_saved_whom_to_ask_and_how_to_leave(place):
    person = visit(place)
    pages = [person.page, person.press("next").page, person.choose().page, person.answer_all().page]
    for page in pages:
        assert any(words.startswith("Inget sparas förrän du trycker på Skicka") for words in page.words)
        assert "0123-45 67 89" in page.words
        assert [link["rel"] for link in page.links if link.get("href") == "/leave/"] == ["noreferrer"]


def test_background_questions_come_last_and_the_respondents_gender_is_one(place):
    asked = visit(place).answer_all().page.buttons
    assert [value for value in asked if value and value.startswith("to:")][-1] == "to:gender"


def test_back_skip_and_change_until_it_is_sent(place):
    person = visit(place).press("next")
    person.choose(0).choose(1)
    assert person.press("back").page.carried("step") == "information"
    assert [c for c in person.page.choices if c[2]] == [("a.information", "2", True)]
    person.press("skip").press("skip")
    assert person.page.carried("a.information") is None
    person.choose(0).choose(0).choose(0).choose(0).choose(0)
    assert "Inget svar" in person.page.words
    person.press("to:kontakt").choose(3)
    assert "Stämmer dina svar?" in person.page.words, "a change leads back to the check"
    person.press("send")
    assert said(place)[0]["answers"]["kontakt"] == "4"
    assert "information" not in said(place)[0]["answers"]


def test_nothing_chosen_is_asked_about_and_keeps_what_was_answered(place):
    person = visit(place).press("next").choose(0).press("next")
    assert person.reply.status_code == 200
    assert "Välj ett svar, eller tryck på Hoppa över." in person.page.words
    assert person.page.carried("a.kontakt") == "1"


def test_a_questionnaire_without_answers_cannot_be_sent(place):
    person = visit(place).press("next")
    while "skip" in person.page.buttons:
        person.press("skip")
    assert "send" not in person.page.buttons
    person.press("send")
    assert stored() == 0


def test_the_language_changes_in_the_middle_and_nothing_is_lost(place):
    person = visit(place).press("next").choose(2).press("in:ti")
    assert person.page.attributes == {"lang": "ti", "dir": "ltr"}
    assert person.page.carried("a.kontakt") == "3"
    person.press("in:ckb")
    assert person.page.attributes == {"lang": "ckb", "dir": "rtl"}


def test_the_first_page_names_each_language_in_its_own_script(place):
    words = visit(place).page.words
    assert {"Svenska", "English", "العربية", "Soomaali", "دری", "کوردیی ناوەندی", "ትግርኛ", "Українська", "Dansk"} <= {
        *words
    }


def test_easy_to_read_has_pictures_and_goes_with_the_answer(place):
    person = visit(place).press("easy")
    assert "<i aria-hidden" not in person.reply.content.decode()
    person.press("next")
    assert "<i aria-hidden" in person.reply.content.decode()
    assert "Är det lätt eller svårt att få tag på din socialsekreterare?" in person.page.words
    while "skip" in person.page.buttons:
        person.choose()
    person.press("send")
    assert said(place)[0]["form_version"] == "easy_read"


def test_a_questionnaire_written_to_be_easy_always_is(planned_round):
    place = use_instrument(planned_round, "latt", "boende", languages=["sv"])
    person = visit(place)
    assert "easy" not in person.page.buttons
    assert person.press("next").page.carried("easy") == "1"


def test_all_on_one_page(planned_round):
    place = use_instrument(planned_round, "brukarbarometern", "ifo", one_per_page=False, languages=["sv"])
    person = visit(place).press("next")
    names = dict.fromkeys(name for name, _, _ in person.page.choices)
    assert len(names) > 10
    person.press("send", *((name, "3") for name in list(names)[:4]))
    assert stored() == 1


def test_a_question_that_an_earlier_answer_leads_to(planned_round):
    place = use_instrument(planned_round, "socialpaedagogisk-stoette", "botilbud", languages=["da"])
    person = visit(place).press("next").choose(0)
    person.press("next", ("a.modtager", "1"), ("a.modtager", "3"))
    assert person.page.carried("step") == "praktisk"
    person.choose(0)
    assert person.page.carried("step") == "uddannelse"
    person.press("back").press("back").press("next", ("a.modtager", "3"))
    assert person.page.carried("step") == "uddannelse"
    while "skip" in person.page.buttons:
        person.choose(0)
    person.press("send")
    (answer,) = said(place)
    assert answer["answers"]["modtager"] == "3"
    assert "praktisk" not in answer["answers"], "an answer to what is no longer asked is left out"


def test_words_are_cleaned_and_kept_as_words(planned_round):
    place = use_instrument(
        planned_round, "samarbejdskommuner", "samarbejdskommuner", one_per_page=False, languages=["sv"]
    )
    dirty = (
        "Bra\x00\x0b \u202eomvänt\u202c 👍 Z"
        + "\u0301" * 40
        + " \ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )
    person = visit(place).press("next").press("send", ("a.kommentar", dirty))
    assert person.reply.status_code == 200
    (answer,) = said(place)
    kept = answer["answers"]["kommentar"]
    assert kept.startswith("Bra omvänt 👍 Ź")
    assert kept.count("\u0301") < 5
    assert not set("\x00\x0b\u202e\u202c") & set(kept)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "javascript:alert(1)"]
)
def test_what_looks_like_markup_is_shown_as_text(planned_round, text):
    place = use_instrument(
        planned_round, "samarbejdskommuner", "samarbejdskommuner", one_per_page=True, languages=["sv"]
    )
    person = visit(place).press("next")
    while person.page.carried("step") != "kommentar":
        person.press("skip")
    person.press("next", ("a.kommentar", text))
    assert text in person.page.words
    assert "<script>alert" not in person.reply.content.decode()
    assert "<img" not in person.reply.content.decode()


def test_a_personal_code_is_typed_with_slips_and_used_once(place):
    case, code = make_case(place)
    person = Respondent("/k/")
    person.reply = person.client.post("/k/", {"code": f" {tokens.show_code(code).lower()} "}, follow=True)
    person.url = person.reply.redirect_chain[-1][0]
    assert code not in person.url
    person.answer_all().press("send")
    case.refresh_from_db()
    assert case.is_used
    again = Respondent(f"/k/{code}")
    assert "Det finns redan ett svar" in again.page.words
    assert "Ganska lätt" not in again.page.words


def make_case(place: Place, **values) -> tuple[Case, str]:
    case, code = Case.objects.create(place=place, channel="code", **values), tokens.new_code()
    CaseToken.objects.create(hash=tokens.hash_token(code), case=case, wave=0)
    return case, code


def test_two_links_on_one_device_do_not_mix(place, open_round):
    other = places_of(open_round)[1]
    one = visit(place)
    two = visit(other, client=one.client)
    assert one.url != two.url
    one.answer_all().press("send")
    two.answer_all().press("send")
    assert [SealedAnswer.objects.filter(place=p).count() for p in (place, other)] == [1, 1]


def test_the_same_link_again_opens_the_same_page_and_few_cookies_are_kept(place, open_round):
    one = visit(place)
    assert visit(place, client=one.client).url == one.url
    for _ in range(12):
        Respondent(f"/k/{make_case(place)[1]}", client=one.client)
    assert len([name for name, kept in one.client.cookies.items() if name.startswith("g-") and kept.value]) <= 9


def test_leaving_forgets_what_was_open(place):
    person = visit(place)
    left = person.client.get("/leave/")
    assert left["Referrer-Policy"] == "same-origin"
    assert person.client.get(person.url).status_code == 404
