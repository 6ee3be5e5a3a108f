"""The smallest instrument with every type of item, as the text of its files."""

from pathlib import Path

from genklang.errors import Failure, Problem
from genklang.instrument.check import check
from genklang.instrument.load import load

INSTRUMENT = """
id = "small"
version = "2026"
owner = "genklang"
status = "own"
valid_from = "2026"
areas = ["access"]
target_groups = [{ code = "adults" }, { code = "youths", since = "2017" }]
items = [
  { code = "helped", type = "single_choice", scale = "yes_no", background = true },
  { code = "contact", type = "scale", scale = "ease", area = "access", comparable_with = ["2025"] },
  { code = "satisfied", type = "index_scale", scale = "ten", index = true, overall = true },
  { code = "afraid", type = "scale", scale = "often", reversed = true },
  { code = "services", type = "multiple_choice", scale = "service", asked_if = { item = "helped", codes = [1] } },
  { code = "gender", type = "single_choice", scale = "gender", background = true },
  { code = "months", type = "number", minimum = 0, maximum = 120, target_groups = ["youths"] },
  { code = "comment", type = "free_text" },
]
[totals.everybody]
groups = ["adults", "youths"]
[scales]
ten = { from = 1, to = 10, no_opinion = true }
yes_no = { categories = [{ code = 1, name = "yes" }, { code = 2, name = "no" }] }
ease = { categories = [
  { code = 1, name = "easy", score = 3, positive = true },
  { code = 2, name = "so_so", score = 2 },
  { code = 3, name = "hard", score = 1, negative = true },
  { code = -1, name = "no_opinion" },
] }
often = { categories = [
  { code = 1, name = "always", score = 1, negative = true },
  { code = 2, name = "never", score = 2, positive = true },
] }
service = { categories = [{ code = 1, name = "talks" }, { code = 2, name = "money" }, { code = -1, name = "none" }] }
gender = { categories = [{ code = 1, name = "woman" }, { code = 2, name = "man" }, { code = 3, name = "other" }] }
"""

SWEDISH = """
language = "sv"
status = "own-draft"
title = "Enkät"
introduction = "Svara gärna."
thanks = "Tack!"
respondents = "brukare"
areas = { access = "Tillgänglighet" }
target_groups = { adults = "Vuxna", youths = "Unga" }
totals = { everybody = "Alla" }
[items]
helped = { text = "Har du fått hjälp?" }
contact = { text = "Hur lätt är det?", short = "Lätt att nå", claim = "tycker att det är lätt" }
satisfied = { text = "Hur nöjd är du?", short = "Nöjda" }
afraid = { text = "Är du rädd?", short = "Trygga", claim = "är aldrig rädda" }
services = { text = "Vilken hjälp?", short = "Hjälp" }
gender = { text = "Är du …" }
months = { text = "Hur många månader?", short = "Månader" }
comment = { text = "Något mer?" }
[scales]
ten = { low = "inte alls", high = "helt", no_opinion = "Ingen åsikt" }
yes_no = { yes = "Ja", no = "Nej" }
ease = { easy = "Lätt", so_so = "Varken eller", hard = "Svårt", no_opinion = "Vet inte" }
often = { always = "Alltid", never = "Aldrig" }
service = { talks = "Samtal", money = "Pengar", none = "Inget av detta" }
gender = { woman = "Kvinna", man = "Man", other = "Annat" }
[also_accepted.ease]
no_opinion = ["Vet ej"]
"""

ENGLISH = """
language = "en"
status = "own-draft"
title = "Survey"
introduction = "Please answer."
thanks = "Thank you!"
respondents = "service users"
areas = { access = "Access" }
target_groups = { adults = "Adults", youths = "Young people" }
totals = { everybody = "Everybody" }
[items]
helped = { text = "Have you had help?" }
contact = { text = "How easy is it?", short = "Easy to reach", claim = "find it easy" }
satisfied = { text = "How satisfied are you?", short = "Satisfied" }
afraid = { text = "Are you afraid?", short = "Safe", claim = "are never afraid" }
services = { text = "What help?", short = "Help" }
gender = { text = "Are you …" }
months = { text = "How many months?", short = "Months" }
comment = { text = "Anything else?" }
[scales]
ten = { no_opinion = "No opinion" }
yes_no = { yes = "Yes", no = "No" }
ease = { easy = "Easy", so_so = "Neither", hard = "Hard", no_opinion = "Don’t know" }
often = { always = "Always", never = "Never" }
service = { talks = "Talks", money = "Money", none = "None of these" }
gender = { woman = "Woman", man = "Man", other = "Other" }
"""

EXTENSION = """
id = "small-local"
version = "2026"
owner = "a municipality"
status = "own"
valid_from = "2026"
extends = "small/2026"
target_groups = [{ code = "foster_homes", asks_core = false }]
items = [{ code = "contract", type = "scale", scale = "ease", target_groups = ["foster_homes"] }]
"""

EXTENSION_SWEDISH = """
language = "sv"
status = "own-draft"
respondents = "svarande"
target_groups = { foster_homes = "Familjehem" }
[items]
contact = { text = "Hur lätt är det att nå din kontakt?" }
contract = { text = "Är avtalet tydligt?", short = "Tydligt avtal", claim = "tycker att avtalet är tydligt" }
[scales.ease]
no_opinion = "Vet ej/ingen åsikt"
"""

FILES = {"instrument": INSTRUMENT, "sv": SWEDISH, "en": ENGLISH}
EXTENSION_FILES = {"instrument": EXTENSION, "sv": EXTENSION_SWEDISH}


def write_instrument(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of an instrument (`instrument` and one for each language) and return the folder."""
    (folder / "texts").mkdir(parents=True)
    for name, text in files.items():
        place = folder if name == "instrument" else folder / "texts"
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def replace_once(files: dict[str, str], name: str, old: str, new: str) -> dict[str, str]:
    """Return the files with one place changed; the place must be there exactly once."""
    assert files[name].count(old) == 1, f"{old!r} stands {files[name].count(old)} times in {name}"
    return {**files, name: files[name].replace(old, new)}


def find_problems(folder: Path) -> list[Problem]:
    """Return what load or, where that is content, check says of a folder."""
    try:
        return check(load(folder))
    except Failure as failure:
        return list(failure.problems)
