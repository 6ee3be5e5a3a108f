"""What is wrong with a file is said in the reader's language, with the same values; every code that a page can meet."""

import re
import tomllib
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter

import pytest
from django.utils import timezone, translation
from people import add_member, sign_in

import genklang
from genklang.errors import all_faults, problem
from genklang.server import texts
from genklang.server.fieldwork.models import EarlierUpload
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.import_earlier import take_earlier
from genklang.server.jobs.uploads import keep_upload
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import Role
from genklang.server.web.staff.rounds.pages import tell

RAISING = (
    *("exchange.csv", "exchange.xlsx", "exchange.apart", "exchange.picture", "exchange.text_encoding", "exchange"),
    *("instrument.check_items", "instrument.check_scales", "instrument.check_texts"),
    *("store", "instrument.answer", "instrument.marks", "instrument.response_keys", "instrument.types"),
    *("analysis.import_answers", "analysis.offered_table", "analysis.row_faults", "analysis.benchmarks"),
    *(
        "server.jobs.compute",
        "server.jobs.keys",
        "server.jobs.mix",
        "server.jobs.uploads",
        "server.jobs.import_earlier",
    ),
)
"""The modules whose problems a page shows: reading uploads, taking answers in, mixing and computing."""
OTHER = {"D120", "D121", "D122", "R107", "U106", "U109", "U111", "D101", "D102", "D103", "D104", "D107", "D108"}
"""Those of rooms that most pages never reach: what a report is made of, the policy, a figure in a table."""
NOT_IN_BROWSERS = {
    *("A209", "A260", "A261"),  # no page takes several files or a record of rounds
    *("A270", "A271", "A272", "A273", "A274", "A275", "A276", "A277", "A278", "A279"),  # nor Kolada's tables
    "D111",  # nor names a sheet
    *(
        "I107",
        "I122",
        "I123",
        "I134",
        "I137",
        "I140",
        "I141",
        "I145",
        "I148",
        "I149",
        "I150",
    ),  # nor writes these of a question
}


def list_modules():
    for name in RAISING:
        module = import_module(f"genklang.{name}")
        yield module
        if hasattr(module, "__path__") and name != "exchange":
            yield from (import_module(m.name) for m in walk_packages(module.__path__, f"{module.__name__}."))


def find_codes():
    sources = {module.__file__ for module in list_modules()}
    named = (re.findall(r'problem\(\s*"([A-Z]\d+)"', Path(source).read_text("utf-8")) for source in sources)
    return {code for codes in named for code in codes} | OTHER


def read_words(language):
    source = files(genklang).joinpath("locale", language, "messages", "problems.toml")
    return tomllib.loads(source.read_text("utf-8"))


def fields(pattern):
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


@pytest.mark.parametrize("language", ["sv", "da"])
def test_every_code_that_a_page_can_meet_has_its_sentences(language):
    assert find_codes() - read_words(language).keys() - NOT_IN_BROWSERS == set()


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_sentences_hold_the_values_of_the_english_ones_and_no_others(language):
    faults = all_faults()
    for code, said in read_words(language).items():
        if code != "phrases":
            fault = faults[code]
            allowed = fields(fault.what) | fields(fault.remedy)
            given = fields(said["what"]) | fields(said["remedy"])
            assert given <= allowed, code
            assert fields(fault.what) - given <= {"folder"}, code


@pytest.mark.parametrize("language", ["sv", "da"])
def test_phrases_keep_their_values(language):
    for english, own in read_words(language)["phrases"].items():
        assert fields(english) == fields(own), english


def test_a_value_that_is_a_phrase_of_ours_is_said_in_the_language_and_others_stay():
    found = problem("A220", "the file", column="{0} Hjälpt", guess=" (did you mean “hjälp {x}”?)")
    assert texts.tell("sv", found) == (
        "A220 filen: Kolumnen ”{0} Hjälpt” är okänd (menade du ”hjälp {x}”?). "
        "Ge den namnet på en fråga eller en uppgift, eller ta bort den ur filen."
    )
    assert texts.tell("da", problem("A206", "the file row 7", fields=3, expected=2)).startswith("A206 filen række 7: ")


def test_what_somebody_wrote_stays_even_where_it_reads_like_a_phrase_of_ours():
    assert "heter ”text”" in texts.tell("sv", problem("A204", "the file row 1", column="text"))
    assert "hedder ”email”" in texts.tell("da", problem("A204", "x", column="email"))
    assert "kolonne ”text”" in texts.tell("da", problem("A208", "the file row 3, column “text”"))
    assert "et telefonnummer" in texts.tell("da", problem("D121", "comment, sign 4", kind="phone"))


def test_what_is_wrong_with_a_question_of_their_own_is_said_in_the_language():
    found = problem("I135", "texts/sv.toml: scales.own", label="Ja", first="yes", second="no")
    with translation.override("sv"):
        assert tell(Refusal("instrument", problems=[found])) == (
            "Formuläret går inte att använda så: I135 texts/sv.toml: scales.own: Svaret ”Ja” betyder både yes och no. "
            "Skriv dem med olika ord. Stora bokstäver och mellanslag skiljer dem inte åt."
        )


def test_what_has_no_words_is_said_in_english():
    found = problem("H130", "name")
    assert texts.tell("sv", found) == str(found)


@pytest.mark.django_db(transaction=True, databases=["default", "responses"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "A101 filen rad 3, kolumn ”kontakt”: ”99” är inget svar på frågan."),
        ("da", "A101 filen række 3, kolonne ”kontakt”: ”99” er ikke et svar på spørgsmålet."),
        ("en", "A101 the file row 3, column “kontakt”: &quot;99&quot; is not an answer to this item."),
    ],
)
def test_pages_tell_of_an_earlier_years_file_in_the_readers_language(planned_round, settings, tmp_path, language, said):
    settings.DATA = tmp_path
    key = keep_upload("x.csv", [b"unit,kontakt\nEnhet Nord,1\nEnhet Syd,99\n"])
    coordinator = add_member(planned_round.organisation, Role.COORDINATOR, language=language)
    made = {"uploaded_by": coordinator, "uploaded_at": timezone.now(), "kind": "answers", "file": "x.csv"}
    upload = EarlierUpload.objects.create(round=planned_round, period="2025", **made)
    take_earlier.enqueue(upload.pk, key)
    work(timezone.now, once=True)
    page = sign_in(coordinator).get("/o/soderlunda/rounds/2026/earlier/").content.decode()
    assert said in page
