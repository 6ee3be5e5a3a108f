"""The shipped questionnaires hold what their sources say, whole and in each language."""

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from genklang.instrument.answer import resolve
from genklang.instrument.check import check
from genklang.instrument.folders import CONTENT, PICTURES
from genklang.instrument.labels import fold_label
from genklang.instrument.load import load
from genklang.instrument.model import Instrument, Texts
from genklang.instrument.publish import publish
from genklang.tables.keys import NO_OPINION

LANGUAGES = {
    "brukarbarometern/2013": {"sv", "en"},
    "latt/2026": {"sv", "da", "en"},
    "samarbejdskommuner/2022": {"da", "sv", "en"},
    "skr-ifo/2016": {"sv", "en", "da", "ar", "prs", "so", "ti", "uk", "ckb"},
    "skr-ifo-koping/2020": {"sv", "en"},
    "socialpaedagogisk-stoette/2021": {"da", "en", "ar"},
}
SHIPPED = {name: load(CONTENT / "instruments" / name) for name in LANGUAGES}
NATIONAL, KOPING = SHIPPED["skr-ifo/2016"], SHIPPED["skr-ifo-koping/2020"]
TRANSLATIONS = [(name, language) for name in LANGUAGES for language in sorted(LANGUAGES[name])]

NATIONAL_WORDING = {
    "kontakt": "Hur lätt eller svårt är det att få kontakt med socialsekreteraren"
    " (till exempel via telefon, sms eller e-post)?",
    "information": "Hur lätt eller svårt är det att förstå informationen du får av socialsekreteraren?",
    "forstaelse": "Hur stor förståelse visar socialsekreteraren för din situation?",
    "inflytande": "Frågar socialsekreteraren efter dina synpunkter på hur din situation skulle kunna förändras?",
    "paverka": "Hur mycket har du kunnat påverka vilken typ av hjälp du får av socialtjänsten i kommunen?",
    "helhetssyn": "Hur nöjd eller missnöjd är du sammantaget med det stöd du får från socialtjänsten i kommunen?",
    "forbattrad": "Hur har din situation förändrats sedan du fick kontakt med socialtjänsten i kommunen?",
}
KOPING_WORDING = {
    "kontakt": "Hur lätt eller svårt är det att få kontakt?",
    "information": "Hur lätt eller svårt är det att förstå informationen du får?",
    "forstaelse": "Hur stor förståelse visar din kontakt för din situation?",
    "inflytande": "Frågar din kontakt efter dina synpunkter på hur din situation skulle kunna förändras?",
    "paverka": "Hur mycket har du kunnat påverka vilken typ av hjälp du får av socialtjänsten?",
    "helhetssyn": "Hur nöjd eller missnöjd är du sammantaget med det stöd du får?",
    "forbattrad": "Hur har din situation förändrats sedan du fick kontakt?",
}
CATEGORIES = {
    "kontakt": "Mycket lätt, Ganska lätt, Ganska svårt, Mycket svårt",
    "information": "Mycket lätt, Ganska lätt, Ganska svårt, Mycket svårt",
    "forstaelse": "Mycket stor, Ganska stor, Ganska lite, Mycket lite",
    "inflytande": "Ja, Nej",
    "paverka": "Mycket, Ganska mycket, Ganska lite, Inte alls",
    "helhetssyn": "Mycket nöjd, Ganska nöjd, Ganska missnöjd, Mycket missnöjd",
    "forbattrad": "Förbättrats mycket, Förbättrats lite, Ingen förändring, Försämrats lite, Försämrats mycket",
}
POSITIVE = {
    "kontakt": "Mycket lätt, Ganska lätt",
    "information": "Mycket lätt, Ganska lätt",
    "forstaelse": "Mycket stor, Ganska stor",
    "inflytande": "Ja",
    "paverka": "Mycket, Ganska mycket",
    "helhetssyn": "Mycket nöjd, Ganska nöjd",
    "forbattrad": "Förbättrats mycket, Förbättrats lite",
}
PROMISES = {
    "sv": "Vi visar aldrig vad just du har svarat, inte heller för ",
    "da": "Vi viser aldrig, hvad netop du har svaret, heller ikke til ",
    "en": "We never show what you personally have answered, not even to ",
    "ar": "لا نُظهر أبدًا ما أجبتَ به أنت، ولا حتى ",
    "prs": "ما هیچ‌وقت نشان نمی‌دهیم که خود شما چه جواب داده‌اید، حتی ",
    "ckb": "ئێمە هەرگیز پیشانی نادەین کە تۆ خۆت چیت وەڵام داوەتەوە، تەنانەت ",
    "so": "Weligeen ma muujinno waxa aad adigu ku jawaabtay, xitaa ",
    "ti": "ዝመለስኩምዎ ፈጺምና ኣይነርእን ኢና፡ ",
    "uk": "Ми ніколи не показуємо, що відповіли саме ви, навіть ",
}
ARABIC = r"[؀-ۿ‌]"
SCRIPTS = {"ar": ARABIC, "prs": ARABIC, "ckb": ARABIC, "ti": r"[ሀ-፿]", "uk": r"[а-яА-ЯєіїґЄІЇҐ’]"}
OTHER_LANGUAGES_LETTERS = {"ar": "یکپچژگەێۆڵڕ", "prs": "يكةىەێۆڵڕ", "ckb": "يكةىأإآ", "uk": "ыэъёЫЭЪЁ"}


def list_words(texts: Texts) -> Iterator[str]:
    yield from (texts.title, texts.introduction, texts.thanks, texts.respondents)
    for words in texts.items.values():
        yield from (word for word in (words.text, words.easy, words.short, words.claim, words.help) if word)
    for table in (*texts.scales.values(), texts.target_groups, texts.totals, texts.areas):
        yield from table.values()


def labels_of(instrument: Instrument, item: str, language: str = "sv", **flags: bool) -> str:
    found = instrument.item(item)
    labels = instrument.texts[language].scales[found.scale]
    kept = [c for c in found.substantive if all(getattr(c, flag) == value for flag, value in flags.items())]
    return ", ".join(labels[c.name] for c in kept)


def test_everything_on_the_shelf_is_looked_at_here() -> None:
    shelf = {f"{p.parent.parent.name}/{p.parent.name}" for p in CONTENT.glob("instruments/*/*/instrument.toml")}
    assert shelf == LANGUAGES.keys()


@pytest.mark.parametrize("name", LANGUAGES)
def test_an_instrument_is_whole_in_its_languages(name: str) -> None:
    assert check(SHIPPED[name]) == []
    assert SHIPPED[name].texts.keys() == LANGUAGES[name]


def test_only_the_swedish_wording_of_the_national_survey_is_official() -> None:
    official = [at for at in TRANSLATIONS if SHIPPED[at[0]].texts[at[1]].status == "official"]
    drafts = {SHIPPED[name].texts[language].status for name, language in TRANSLATIONS} - {"official"}
    assert official == [("skr-ifo/2016", "sv")]
    assert drafts == {"own-draft"}
    assert {i.id for i in SHIPPED.values() if i.status == "official"} == {"skr-ifo"}


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_the_introduction_makes_the_promise_that_can_be_kept(name: str, language: str) -> None:
    introduction = SHIPPED[name].texts[language].introduction
    assert PROMISES[language] in introduction
    assert "ingen kan se" not in introduction.lower()
    assert len(re.findall(r"[.!።](?:\s|$)", introduction)) == 3


@pytest.mark.parametrize(("name", "language"), [at for at in TRANSLATIONS if at[1] in SCRIPTS])
def test_a_text_is_in_the_script_of_its_language(name: str, language: str) -> None:
    for words in list_words(SHIPPED[name].texts[language]):
        assert re.sub(SCRIPTS[language] + r"|[\d\s.,/()!?:—-]", "", words) == "", words


@pytest.mark.parametrize("language", OTHER_LANGUAGES_LETTERS)
def test_a_text_is_spelt_with_the_letters_of_its_own_language(language: str) -> None:
    for words in list_words(NATIONAL.texts[language]):
        assert [letter for letter in OTHER_LANGUAGES_LETTERS[language] if letter in words] == [], words


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_a_question_is_a_question_and_is_translated(name: str, language: str) -> None:
    instrument = SHIPPED[name]
    for code, words in instrument.texts[language].items.items():
        assert re.search(r"[?؟፧]", words.text), words.text
        others = [t.items[code].text for other, t in instrument.texts.items() if other != language]
        assert words.text not in others


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_a_claim_goes_on_from_the_words_before_it(name: str, language: str) -> None:
    for words in SHIPPED[name].texts[language].items.values():
        assert words.claim == "" or re.fullmatch(r"[a-zåäöæø][^.!?]*[^\s.!?,]", words.claim), words.claim
        assert words.short == "" or (words.short[0].isupper() and len(words.short) <= 50), words.short


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_label_means_the_same_in_every_language(name: str) -> None:
    instrument = SHIPPED[name]
    for item in instrument.items:
        meant: dict[str, set[int]] = {}
        for texts in instrument.texts.values():
            for category in item.categories:
                label = fold_label(texts.scales[item.scale][category.name])
                meant.setdefault(label, set()).add(category.code)
        assert [label for label, codes in meant.items() if len(codes) > 1] == []


def test_every_character_is_in_the_fonts() -> None:
    covered = json.loads((CONTENT / "fonts" / "coverage.json").read_text(encoding="utf-8"))
    used = {c for i in SHIPPED.values() for t in i.texts.values() for words in list_words(t) for c in words}
    assert [c for c in sorted(used) if not any(first <= ord(c) <= last for first, last in covered)] == []


def test_the_national_wording_is_kept_to_the_letter() -> None:
    assert {c: w.text for c, w in NATIONAL.texts["sv"].items.items() if c != "gender"} == NATIONAL_WORDING
    assert [item.code for item in NATIONAL.items] == [*NATIONAL_WORDING, "gender"]


@pytest.mark.parametrize("code", CATEGORIES)
def test_the_national_categories_and_which_are_positive(code: str) -> None:
    assert labels_of(NATIONAL, code) == CATEGORIES[code]
    assert labels_of(NATIONAL, code, positive=True) == POSITIVE[code]
    item = NATIONAL.item(code)
    assert item.categories[-1].code == NO_OPINION
    assert NATIONAL.texts["sv"].scales[item.scale]["no_opinion"] == "Vet inte/ingen åsikt"


def test_the_national_areas_leave_the_overall_item_outside() -> None:
    assert {item.code: item.area for item in NATIONAL.items} == {
        "kontakt": "tillganglighet",
        "information": "information",
        "forstaelse": "bemotande",
        "inflytande": "delaktighet",
        "paverka": "delaktighet",
        "helhetssyn": "",
        "forbattrad": "forandring",
        "gender": "",
    }
    assert [item.code for item in NATIONAL.items if item.overall] == ["helhetssyn"]


@pytest.mark.parametrize(
    ("item", "written", "code"),
    [
        ("forbattrad", "Förbättras mycket", 1),
        ("forbattrad", "förbättras lite", 2),
        ("kontakt", "vet ej/ingen åsikt", NO_OPINION),
        ("helhetssyn", "Vet ej / ingen åsikt", NO_OPINION),
        ("inflytande", "Ingen åsikt", NO_OPINION),
        ("paverka", "Vet ej", NO_OPINION),
        ("forstaelse", "Vet inte", NO_OPINION),
    ],
)
def test_what_stands_in_older_files_is_accepted(item: str, written: str, code: int) -> None:
    for instrument in (NATIONAL, KOPING):
        published = publish(instrument)
        assert resolve(published, instrument.item(item), written, "sv") == code


def test_koping_words_the_core_anew_and_adds_after_it() -> None:
    texts = KOPING.texts["sv"]
    assert {code: texts.items[code].text for code in KOPING_WORDING} == KOPING_WORDING
    assert texts.scales["ease"]["no_opinion"] == "Vet ej/ingen åsikt"
    assert KOPING.items[: len(NATIONAL.items)] == NATIONAL.items
    own = [group.code for group in KOPING.target_groups[len(NATIONAL.target_groups) :]]
    assert own == ["jobbcenter", "oppenvard_barn", "oppenvard_vuxna", "budget_skuld", "familjehem", "placerade_13plus"]
    local = [f"familjehem_{about}" for about in ("avtal", "samarbete", "stod", "information", "kontakt")]
    assert [item.code for item in KOPING.items_for("familjehem")] == local
    assert KOPING.items_for("placerade_13plus") == NATIONAL.items
    assert KOPING.totals == NATIONAL.totals


def test_the_barometer_has_five_areas_and_an_index_of_three() -> None:
    barometer = SHIPPED["brukarbarometern/2013"]
    assert len(barometer.areas) == 5
    assert {item.area for item in barometer.items} == set(barometer.areas)
    assert [i.code for i in barometer.items if i.index] == ["nki_nojd", "nki_forvantningar", "nki_ideal"]
    assert labels_of(barometer, "helhet") == "Mycket nöjd, Nöjd, Missnöjd, Mycket missnöjd"
    assert labels_of(barometer, "helhet", positive=True) == "Mycket nöjd, Nöjd"
    assert barometer.decimals == 1


def test_the_ends_of_every_index_scale_are_worded() -> None:
    barometer = SHIPPED["brukarbarometern/2013"]
    scales = {item.scale for item in barometer.items if item.type == "index_scale"}
    for texts in barometer.texts.values():
        assert [s for s in sorted(scales) if not {"low", "high"} <= texts.scales[s].keys()] == []


def test_services_are_judged_only_by_those_who_get_them() -> None:
    danish = SHIPPED["socialpaedagogisk-stoette/2021"]
    asked = {item.code: item.asked_if.codes for item in danish.items if item.asked_if}
    names = {c.name: (c.code,) for c in danish.item("modtager").categories}
    assert asked == {code: names[code] for code in asked}
    assert len(asked) == 5
    assert len(danish.items) <= 15
    assert danish.tails
    for item in danish.items:
        assert item.type != "scale" or len(item.substantive) == 5


def test_caseworkers_are_positive_only_to_a_high_degree() -> None:
    cases = SHIPPED["samarbejdskommuner/2022"]
    scaled = [item.code for item in cases.items if item.type == "scale"]
    assert len(scaled) == 5
    for code in scaled:
        assert labels_of(cases, code, "da", positive=True) == "I høj grad"
        assert labels_of(cases, code, "da", negative=True) == "I mindre grad, Slet ikke"
        assert "i høj grad" in cases.texts["da"].items[code].claim


def test_never_afraid_is_the_positive_answer() -> None:
    easy = SHIPPED["latt/2026"]
    assert [item.code for item in easy.items if item.reversed] == ["radd"]
    assert labels_of(easy, "radd", positive=True) == "Nej, aldrig"
    assert {len(item.substantive) for item in easy.items if not item.background} == {3}
    assert all(words.easy == words.text for texts in easy.texts.values() for words in texts.items.values())


def test_who_helped_is_asked_alike_where_help_is_common() -> None:
    helpers = [SHIPPED["latt/2026"].item("hjalpare"), SHIPPED["socialpaedagogisk-stoette/2021"].item("hjaelper")]
    assert all(item.background and [c.code for c in item.categories] == [1, 2, 3, 4] for item in helpers)
    assert len({tuple(c.picture for c in item.categories) for item in helpers}) == 1


def test_pictures_are_small_plain_and_in_use() -> None:
    used = {c.picture for i in SHIPPED.values() for item in i.items for c in item.categories if c.picture}
    assert {path.stem for path in PICTURES.glob("*.svg")} == used
    for path in PICTURES.glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert len(svg.encode()) < 1000
        assert 'viewBox="0 0 64 64"' in svg
        assert re.findall(r"<(title|text|style|script|image)|href", svg) == []
        assert set(re.findall(r"#[0-9A-Fa-f]+", svg)) <= {"#17202A", "#56606B", "#0B5563", "#F7F5F0"}


def kolada() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "benchmarks" / "kolada.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("group", "first", "answers", "rate"),
    [
        ("ifo", 30447, "U30901", "U30900"),
        ("ekonomiskt_bistand", 31500, "U31903", "U31902"),
        ("ungdomar", 33575, "U33904", "U33901"),
        ("vardnadshavare", 33589, "U33903", "U33900"),
        ("skadligt_bruk", 35538, "U35901", "U35900"),
        ("ensamkommande", 33582, "U33905", "U33902"),
    ],
)
def test_a_group_has_its_seven_figures_in_kolada(group: str, first: int, answers: str, rate: str) -> None:
    found = kolada()["groups"][group]
    assert found["items"] == {code: f"U{first + place}" for place, code in enumerate(NATIONAL_WORDING)}
    assert (found["answers"], found["response_rate"]) == (answers, rate)
    names = {**NATIONAL.texts["sv"].target_groups, **NATIONAL.texts["sv"].totals}
    assert found["name"] == names[group]


@pytest.mark.parametrize("table", ["national", "variance_components"])
def test_a_carried_over_table_names_its_source_and_columns(table: str) -> None:
    described = kolada()["tables"][table]
    path = Path(CONTENT / "benchmarks" / described["file"])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "Kolada (RKA)" in described["source"]
    assert list(rows[0]) == list(described["columns"])
    groups = kolada()["groups"]
    assert [row for row in rows if groups[row["target_group"]]["items"][row["item"]] != row["kpi"]] == []
    assert len({row["kpi"] for row in rows}) == 35
