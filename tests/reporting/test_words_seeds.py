"""The sentences of five published pages: what is true is said, what does not hold is softened or withheld.

The pages are those of Sollentuna (2018), Köping (2020), Tyresö (2013), VIVE (2021) and Kofoedsminde (2022). What they
do not say is assumed: Köping's 83 and 90 per cent are of 100 each, Tyresö's index has a standard deviation of 25,
Kofoedsminde has 25 answers, the other institutions 300.
"""

from dataclasses import replace

import pytest

from genklang.analysis.describe import describe_change, describe_difference
from genklang.reporting.words.caveats import RoundFacts, claim_caveats, claim_new_groups
from genklang.reporting.words.claims import Ground, Refusal, Wording, told
from genklang.reporting.words.differences import (
    claim_change,
    claim_changes,
    claim_comparison,
    claim_index_comparison,
    claim_likeness,
)
from genklang.reporting.words.evidence import Difference, Share
from genklang.reporting.words.levels import (
    claim_base,
    claim_group,
    claim_headline,
    claim_index,
    claim_split,
    claim_tail,
    claim_title,
)
from genklang.tables.estimate import Verdict
from genklang.tables.round import RoundRecord

SV, DA = Wording("sv", "brukare"), Wording("da", "borgere")
CASEWORKERS = Wording("da", "sagsbehandlere")
NO_BREAK = "\u00a0"


def share(k, n, low, high):
    return Share(100 * k / n, k=k, n=n, low=low, high=high, definition="de positive svar")


# Sollentuna 2018


def test_sollentuna_nine_in_ten_are_satisfied():
    satisfied = share(295, 328, 86.2, 92.8)
    headline = claim_headline(satisfied, claim="är nöjda med stödet", wording=SV)
    assert headline.text == "90 procent av dem som tagit ställning är nöjda med stödet."
    assert claim_title(satisfied, claim="är nöjda med stödet", wording=SV).text == "Nio av tio är nöjda med stödet"
    improved = claim_headline(share(272, 320, 80.7, 88.5), claim="upplever en förbättrad situation", wording=SV)
    assert improved.text == "85 procent av dem som tagit ställning upplever en förbättrad situation."
    base = claim_base(answers=340, offered=None, rate=None, wording=SV)
    assert base.text == "Resultatet bygger på 340 svar."


def test_sollentuna_all_five_areas_only_if_each_holds():
    areas = ["information", "delaktighet", "bemötande", "förändring", "tillgänglighet"]
    rose = Difference(90.0, 84.0, 0.8, 11.2, p=0.02, rung=2)
    perhaps = replace(rose, p=0.09, rung=3, low=-0.9)
    told_of_all = claim_changes([(a, rose) for a in areas], rounds=("2017", "2018"), wording=SV, noun="areas")
    assert told_of_all.text == "Andelen positiva svar har ökat i alla fem kvalitetsområden sedan 2017."
    parts = [(a, rose if place else perhaps) for place, a in enumerate(areas)]
    one_less = claim_changes(parts, rounds=("2017", "2018"), wording=SV, noun="areas")
    assert one_less.text == (
        "Andelen positiva svar har ökat i alla fem kvalitetsområden utom ”information” sedan 2017."
    )


# Köping 2020


def test_koping_83_to_90_is_softened():
    rung, _ = describe_change(before=(83, 100), after=(90, 100))
    before, after = share(83, 100, 74.5, 89.1), share(90, 100, 82.6, 94.5)
    difference = Difference(90.0, 83.0, -2.6, 16.7, p=0.15, rung=rung)
    claim = "tycker att det är lätt att få kontakt"
    made = claim_change(before, after, difference, claim=claim, rounds=("2019", "2020"), wording=SV)
    assert made.text == (
        "Andelen som tycker att det är lätt att få kontakt tycks ha ökat, från 83 till 90 procent, "
        "men skillnaden kan bero på slumpen."
    )


def test_koping_with_the_likely_counts_says_less():
    rung, _ = describe_change(before=(54, 65), after=(43, 48))
    before, after = share(54, 65, 72.2, 90.3), share(43, 48, 77.8, 95.5)
    difference = Difference(after.value, before.value, -6.9, 18.5, p=0.35, rung=rung)
    made = claim_change(before, after, difference, claim="är nöjda", rounds=("2019", "2020"), wording=SV)
    assert made.text == (
        "Det finns ingen säkerställd förändring av andelen som är nöjda (83 procent 2019, 90 procent 2020)."
    )


def test_koping_fewer_answers_digital_and_new_groups():
    now = RoundRecord("2020", "2020", "Köping", ("web",), ("ekonomiskt_bistand", "familjehem"), ("kontakt",))
    before = RoundRecord("2019", "2019", "Köping", ("paper",), ("ekonomiskt_bistand",), ("kontakt",))
    facts = RoundFacts("2020", 215, None, earlier="2019", earlier_answers=298, record=now, earlier_records=(before,))
    labels = {"familjehem": "Familjehem"}
    texts = [c.text for c in told((*claim_caveats(facts, labels=labels, wording=SV),))]
    assert texts[0] == "Färre svarade än 2019 (215 mot 298)."
    assert texts[1].startswith("Enkäten var digital för första gången.")
    new = claim_new_groups(facts, labels=labels, wording=SV)
    assert new.text == "Nytt för i år är att familjehem också har tillfrågats."


def test_koping_higher_than_whom_is_always_said():
    own = share(90, 100, 82.6, 94.5)
    difference = Difference(90.0, 82.0, 0.6, 12.5, p=0.04, rung=2, verdict=Verdict.FIXED)
    other = "genomsnittet för övriga deltagande kommuner"
    made = claim_comparison(own, difference, claim="är nöjda", other=other, wording=SV)
    assert made.text == (
        "Andelen som är nöjda ligger högre än genomsnittet för övriga deltagande kommuner "
        "(90 mot publicerade 82 procent)."
    )


def test_koping_every_question_but_one_does_not_hold_for_a_small_unit():
    steady = Difference(85.0, 80.0, -14.0, 23.0, p=0.6, rung=4)
    made = claim_changes([(f"fråga {i}", steady) for i in range(7)], rounds=("2019", "2020"), wording=SV)
    assert made.text == "Ingen av de sju frågorna visar någon säkerställd förändring sedan 2019."


# Tyresö 2013

TYRESO = replace(SV, decimals=1)


def test_tyreso_base_and_low_response():
    rate = Share(100 * 423 / 1283, k=423, n=1283, definition="response_rate")
    base = claim_base(answers=423, offered=1283, rate=rate, wording=SV)
    assert base.text == f"Resultatet bygger på 423 svar; 33 procent av de 1{NO_BREAK}283 tillfrågade svarade."
    (low,) = told(claim_caveats(RoundFacts("2013", 423, rate), labels={}, wording=SV))
    assert low.text.startswith("Svarsfrekvensen var låg: 33 procent svarade.")


def test_tyreso_satisfied_and_very_satisfied_apart_and_together():
    together = claim_headline(share(297, 417, 66.7, 75.3), claim="är som helhet nöjda", wording=TYRESO)
    assert together.text == "71,2 procent av dem som tagit ställning är som helhet nöjda."
    apart = [("Mycket nöjd", share(95, 417, 19.0, 27.0)), ("Nöjd", share(202, 417, 43.7, 53.2))]
    made = claim_split(apart, wording=TYRESO)
    assert made.text == "22,8 procent svarade ”mycket nöjd” och 48,4 procent ”nöjd”."


def test_tyreso_index_against_the_nation_holds():
    reach = 1.96 * 25 / 423**0.5
    own = Share(56.8, n=423, low=56.8 - reach, high=56.8 + reach)
    difference = Difference(56.8, 52.9, 3.9 - reach, 3.9 + reach, p=0.0013, rung=2, verdict=Verdict.FIXED)
    assert difference.low > 0
    index = claim_index(own, wording=TYRESO)
    assert index.text == "Nöjd-Kund-Index (NKI) är 56,8 på en skala från 0 till 100."
    made = claim_index_comparison(own, difference, other="genomsnittet för riket", wording=TYRESO)
    assert made.text == "Nöjd-Kund-Index ligger högre än genomsnittet för riket (56,8 mot 52,9)."


# VIVE 2021


def test_vive_both_tails_for_both_groups():
    claim = "er tilfredse med den støtte, de får"
    home = (share(1677, 1950, 84.4, 87.5), share(117, 1950, 5.0, 7.1))
    residential = (share(2310, 3000, 75.5, 78.5), share(240, 3000, 7.1, 9.0))
    texts = [
        claim_group(good, bad, group=group, claim=claim, wording=DA).text
        for group, (good, bad) in (("Eget hjem", home), ("Botilbud", residential))
    ]
    assert texts == [
        "Eget hjem: 86 procent er tilfredse med den støtte, de får, mens 6 procent har svaret negativt.",
        "Botilbud: 77 procent er tilfredse med den støtte, de får, mens 8 procent har svaret negativt.",
    ]


def test_vive_four_in_five_and_the_other_tail():
    satisfied = share(3987, 4950, 79.4, 81.6)
    title = claim_title(satisfied, claim="er tilfredse med støtten", wording=DA)
    assert title.text == "4 ud af 5 borgere er tilfredse med støtten"
    bad = claim_tail(share(357, 4950, 6.5, 8.0), labels=["Utilfreds", "Meget utilfreds"], wording=DA)
    assert bad.text == "Modsat har 7 procent svaret ”utilfreds” eller ”meget utilfreds”."
    base = claim_base(answers=5040, offered=None, rate=None, wording=DA)
    assert base.text == "I alt har 5.040 borgere svaret."


@pytest.mark.parametrize("home", [(860, 1000), (1677, 1950), (3440, 4000)])
def test_vive_86_against_77_holds_for_any_plausible_split(home):
    others = (round(0.77 * (5040 - home[1])), 5040 - home[1])
    assert describe_difference(own=home, others=others, language="da") == (1, "ligger tydeligt over de øvrige")


def test_vive_about_the_same_holds_only_inside_five_points():
    near = Difference(51.0, 52.0, -3.0, 1.1, rung=4)
    made = claim_likeness(near, what="udredningen", other="samarbejdet", wording=DA)
    assert made.text == "Omtrent det samme gælder udredningen som samarbejdet (51 mod 52 procent)."
    wide = replace(near, low=-6.0)
    assert isinstance(claim_likeness(wide, what="udredningen", other="samarbejdet", wording=DA), Refusal)


# Kofoedsminde 2022


def test_kofoedsminde_caseworkers_are_named_and_split():
    satisfied = share(20, 25, 60.9, 91.1)
    headline = claim_headline(satisfied, claim="er i høj grad tilfredse", wording=CASEWORKERS)
    assert headline.text == "80 procent af de sagsbehandlere, der har taget stilling, er i høj grad tilfredse."
    title = claim_title(satisfied, claim="er i høj grad tilfredse", wording=CASEWORKERS)
    assert title.text == "4 ud af 5 sagsbehandlere er i høj grad tilfredse"
    split = [("I høj grad", satisfied), ("I nogen grad", share(5, 25, 8.9, 39.1))]
    made = claim_split(split, wording=CASEWORKERS)
    assert made.text == "80 procent har svaret ”i høj grad” og 20 procent ”i nogen grad”."


def test_kofoedsminde_none_only_with_its_upper_bound():
    nobody = Share(0.0, k=0, n=25, low=0.0, high=13.3, definition="slet ikke")
    made = claim_tail(nobody, labels=["Slet ikke"], wording=CASEWORKERS)
    assert made.text == (
        "Ingen af de 25 sagsbehandlere, der har taget stilling, har svaret ”slet ikke”. "
        "Usikkerheden rækker op til 13 procent."
    )
    unbounded = claim_tail(replace(nobody, high=None), labels=["Slet ikke"], wording=CASEWORKERS)
    assert unbounded.ground is Ground.NO_BOUND


@pytest.mark.parametrize(("own", "others"), [((16, 25), (168, 300)), ((20, 25), (221, 300)), ((21, 25), (220, 300))])
def test_kofoedsminde_is_never_above_the_average_of_the_others(own, others):
    rung, _ = describe_difference(own=own, others=others, language="da")
    assert rung == 4
    mine = share(*own, 0.0, 100.0)
    difference = Difference(mine.value, 100 * others[0] / others[1], -12.0, 26.0, p=0.5, rung=rung)
    other = "gennemsnittet for de øvrige tilbud"
    made = claim_comparison(mine, difference, claim="svarer i høj grad", other=other, wording=CASEWORKERS)
    assert "er der ingen sikker forskel fra gennemsnittet for de øvrige tilbud" in made.text
    assert "over gennemsnittet" not in made.text
