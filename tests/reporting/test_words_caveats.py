"""Caveats are compulsory where a round gives cause; what people recorded is told as it was recorded."""

import pytest

from genklang.instrument.key_words import CHANNEL_WORDS
from genklang.reporting.words.caveats import RoundFacts, claim_actions, claim_caveats, claim_new_groups, claim_quote
from genklang.reporting.words.claims import Ground, Refusal, Wording, told
from genklang.reporting.words.evidence import Share
from genklang.tables.estimate import Status
from genklang.tables.round import Action, Quote, RoundRecord

SV = Wording("sv", "brukare")


def ground(made):
    assert isinstance(made, Refusal), made
    return made.ground


def record(round_id, **known):
    return RoundRecord(round_id, round_id, "A", **{"channels": (), "target_groups": (), "items": (), **known})


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (("web",), ("paper",), "Enkäten var digital för första gången."),
        (("paper", "web"), ("paper",), "För första gången gick det också att svara digitalt."),
        (("link", "paper"), ("paper",), "För första gången gick det också att svara digitalt."),
        (("code",), ("web",), "Svaren samlades in på ett annat sätt än 2019 (engångskod i stället för webben)."),
        (("paper",), ("web",), "Svaren samlades in på ett annat sätt än 2019 (papper i stället för webben)."),
        (("web",), ("web", "unknown"), ""),
        (("web",), ("unknown",), ""),
    ],
)
def test_a_changed_channel_is_always_told(now, before, text):
    facts = RoundFacts(
        "2020",
        200,
        None,
        earlier="2019",
        record=record("2020", channels=now),
        earlier_records=(record("2019", channels=before),),
    )
    labels = SV.phrases.table("caveats.channels")
    claims = [c.text for c in told(claim_caveats(facts, labels=labels, wording=SV))]
    assert [c[: len(text)] for c in claims] == ([text] if text else [])


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_every_channel_has_a_name(language):
    assert CHANNEL_WORDS.keys() <= Wording(language, "brukare").phrases.table("caveats.channels").keys()


def test_digital_for_the_first_time_needs_every_earlier_round():
    facts = RoundFacts(
        "2020",
        200,
        None,
        earlier="2019",
        record=record("2020", channels=("web",)),
        earlier_records=(record("2018", channels=("web",)), record("2019", channels=("paper",))),
    )
    (claim,) = told(claim_caveats(facts, labels={}, wording=SV))
    assert "första gången" not in claim.text


def test_few_small_and_changed_are_told():
    facts = RoundFacts(
        "2020",
        25,
        Share(41.0, k=25, n=61, definition="response_rate"),
        earlier="2019",
        earlier_answers=40,
        record=record("2020", items=("a", "b"), target_groups=("x",)),
        earlier_records=(record("2019", items=("a", "c"), target_groups=("x", "y")),),
    )
    labels = {"b": "Fråga B", "c": "Fråga C", "y": "Ungdomar"}
    assert [c.text for c in told(claim_caveats(facts, labels=labels, wording=SV))] == [
        "Svarsfrekvensen var låg: 41 procent svarade. De som inte svarade kan ha andra erfarenheter.",
        "Färre svarade än 2019 (25 mot 40).",
        "Svaren är få (25 stycken), så siffrorna är osäkra.",
        "Frågorna är inte desamma som 2019. Ny är ”Fråga B”; borttagen är ”Fråga C”.",
        "Alla grupper är inte med: ungdomar tillfrågades 2019 men inte nu.",
    ]


def test_a_rate_that_cannot_be_right_is_told_with_its_remedy():
    facts = RoundFacts("2020", 100, Share(None, status=Status.ENTRY_ERROR))
    (claim,) = told(claim_caveats(facts, labels={}, wording=SV))
    assert claim.text.endswith("Kontrollera hur många enkäter som delades ut.")


def test_a_group_is_new_only_by_the_records():
    facts = RoundFacts("2020", 100, None, earlier="2019", record=record("2020", target_groups=("x", "hem")))
    assert ground(claim_new_groups(facts, labels={}, wording=SV)) is Ground.NO_RECORD


def test_an_action_is_never_told_as_a_cause():
    made = claim_actions([Action("Längre öppettider.")], wording=SV)
    done = "Under samma tid har verksamheten gjort detta: längre öppettider."
    assert made.text == f"{done} Enkäten kan inte visa om det har påverkat svaren."
    causal = Action("Nya rutiner, vilket lett till mer klienttid")
    assert ground(claim_actions([causal], wording=SV)) is Ground.FORBIDDEN
    assert ground(claim_actions([], wording=SV)) is Ground.NO_RECORD


def test_a_quotation_has_a_name_or_ten_answers():
    said = Quote("Vi fortsätter.", "Anna Ek", "socialchef")
    assert claim_quote(said, answers=None, wording=SV).text == "”Vi fortsätter”, säger Anna Ek, socialchef."
    assert ground(claim_quote(Quote("Bra."), answers=9, wording=SV)) is Ground.NO_NAME
    assert ground(claim_quote(Quote("Bra."), answers=None, wording=SV)) is Ground.NO_NAME
    assert ground(claim_quote(Quote("Bra.", "Anna Ek"), answers=99, wording=SV)) is Ground.NO_NAME
    assert claim_quote(Quote("Bra."), answers=10, wording=SV).text == "En av dem som svarat skriver: ”Bra.”"
