"""Every fault of a questionnaire, planted in one place of a faultless one, is found under its own code."""

from pathlib import Path

import pytest
from small_instrument import (
    EXTENSION_FILES,
    FILES,
    find_problems,
    replace_once,
    write_instrument,
)

from genklang.errors.instrument import FAULTS

CONTACT = 'code = "contact", type = "scale", scale = "ease"'
PLANTED = [
    ("I101", "instrument", 'owner = "genklang"', "owner = genklang"),
    ("I101", "sv", 'thanks = "Tack!"', "thanks = Tack!"),
    ("I103", "instrument", 'area = "access", comp', 'aera = "access", comp'),
    ("I103", "sv", 'title = "Enkät"', 'title = "Enkät"\nsubtitle = "x"'),
    ("I104", "instrument", 'version = "2026"', "version = 2026"),
    ("I104", "instrument", 'areas = ["access"]', 'areas = "access"'),
    ("I104", "instrument", "score = 3,", 'score = "3",'),
    ("I104", "instrument", 'groups = ["adults", "youths"]', "groups = [1979-05-27]"),
    ("I104", "sv", '[also_accepted.ease]\nno_opinion = ["Vet ej"]', '[also_accepted]\nease = ["Vet ej"]'),
    ("I105", "instrument", 'owner = "genklang"\n', ""),
    ("I105", "instrument", '{ code = "comment", type = "free_text" }', '{ code = "comment" }'),
    ("I105", "sv", 'thanks = "Tack!"\n', ""),
    ("I107", "sv", 'language = "sv"', 'language = "se"'),
    ("I108", "instrument", "from = 1, to = 10, no_opinion = true", "from = 1"),
    ("I109", "instrument", CONTACT, CONTACT.replace('"ease"', '"eese"')),
    ("I110", "instrument", "[scales]\n", "[scales]\nspare = { from = 1, to = 10 }\n"),
    ("I111", "instrument", 'name = "talks"', 'name = "talks", picture = "no_such_picture"'),
    ("I115", "instrument", "from = 1, to = 10", "from = 10, to = 1"),
    ("I115", "instrument", "yes_no = { cat", "yes_no = { no_opinion = true, cat"),
    ("I120", "instrument", 'code = "months"', 'code = "helped"'),
    ("I120", "instrument", 'code = "youths",', 'code = "adults",'),
    ("I120", "instrument", "[totals.everybody]", "[totals.adults]"),
    ("I120", "instrument", '{ code = 2, name = "no" }', '{ code = 1, name = "no" }'),
    ("I120", "instrument", '{ code = 2, name = "no" }', '{ code = 2, name = "yes" }'),
    ("I121", "instrument", 'code = "months"', 'code = "Months since"'),
    ("I121", "instrument", 'code = "months"', 'code = "unit"'),
    ("I121", "instrument", 'id = "small"', 'id = "../small"'),
    ("I122", "instrument", 'area = "access", comp', 'area = "acess", comp'),
    ("I122", "instrument", 'target_groups = ["youths"]', 'target_groups = ["youth"]'),
    ("I122", "instrument", 'item = "helped"', 'item = "help"'),
    ("I122", "instrument", 'groups = ["adults", "youths"]', 'groups = ["adults", "youth"]'),
    ("I123", "instrument", 'status = "own"', 'status = "offical"'),
    ("I123", "instrument", 'type = "free_text"', 'type = "freetext"'),
    ("I123", "sv", 'status = "own-draft"', 'status = "draft"'),
    ("I124", "instrument", 'item = "helped", codes = [1]', 'item = "gender", codes = [1]'),
    ("I125", "instrument", 'item = "helped", codes = [1]', 'item = "helped", codes = [7]'),
    ("I126", "instrument", "score = 3, positive = true", "score = 3"),
    ("I127", "instrument", 'type = "free_text"', 'type = "single_choice"'),
    ("I128", "instrument", 'type = "free_text"', 'type = "free_text", scale = "ease"'),
    ("I129", "instrument", "score = 3, positive", "score = 1.5, positive"),
    ("I129", "instrument", 'scale = "often", reversed = true', 'scale = "often"'),
    (
        "I130",
        "instrument",
        'score = 3, positive = true },\n  { code = 2, name = "so_so", score = 2 }',
        'score = 3 },\n  { code = 2, name = "so_so", score = 2, positive = true }',
    ),
    ("I130", "instrument", "score = 3, positive = true", "score = 3, negative = true"),
    ("I131", "instrument", "score = 3, positive = true", "score = 3, positive = true, negative = true"),
    ("I132", "instrument", '{ code = 2, name = "money" }', '{ code = -1, name = "money" }'),
    ("I133", "instrument", '{ code = -1, name = "no_opinion" }', '{ code = -1, name = "no_opinion", score = 0 }'),
    ("I134", "instrument", '{ code = 2, name = "no" }', '{ code = 0, name = "no" }'),
    ("I134", "instrument", '{ code = 2, name = "no" }', '{ code = 32768, name = "no" }'),
    ("I135", "sv", 'hard = "Svårt"', 'hard = " LÄTT"'),
    ("I135", "sv", '["Vet ej"]', '["svårt"]'),
    ("I135", "sv", 'easy = "Lätt"', 'easy = "٣"'),
    ("I135", "sv", 'easy = "Lätt"', 'easy = "hard"'),
    ("I135", "sv", 'adults = "Vuxna"', 'adults = "Youths"'),
    ("I135", "sv", 'youths = "Unga"', 'youths = "Vuxna"'),
    ("I136", "sv", 'hard = "Svårt", ', ""),
    ("I136", "sv", 'comment = { text = "Något mer?" }\n', ""),
    ("I136", "sv", 'youths = "Unga"', 'youths = " "'),
    ("I136", "sv", 'areas = { access = "Tillgänglighet" }\n', ""),
    ("I136", "sv", 'totals = { everybody = "Alla" }\n', ""),
    ("I136", "sv", 'short = "Lätt att nå", ', ""),
    ("I136", "sv", ', claim = "är aldrig rädda"', ""),
    ("I136", "instrument", 'status = "own"', 'status = "own"\neasy_read = true'),
    ("I137", "sv", "comment = {", 'coment = { text = "x" }\ncomment = {'),
    ("I137", "sv", 'hard = "Svårt"', 'hard = "Svårt", harder = "Svårare"'),
    ("I137", "sv", 'yes = "Ja"', 'yes = "Ja", low = "Lågt"'),
    ("I138", "sv", '"Svara gärna."', '"TODO: inledning"'),
    ("I138", "sv", '"Något mer?"', '"…"'),
    ("I140", "instrument", "to = 10", "to = 9"),
    ("I141", "instrument", '["2025"]', '["2026"]'),
    ("I141", "instrument", '["2025"]', '["the old one"]'),
    ("I142", "instrument", "minimum = 0, maximum = 120", "minimum = 130, maximum = 120"),
    ("I142", "instrument", "minimum = 0, maximum = 120", "minimum = -1, maximum = 120"),
    ("I142", "instrument", 'type = "free_text"', 'type = "free_text", maximum = 3'),
    ("I143", "instrument", 'scale = "gender", background = true', 'scale = "gender"'),
    ("I143", "instrument", 'name = "other"', 'name = "another"'),
    ("I144", "instrument", "score = 1, negative = true },\n  { code = -1", "score = 1 },\n  { code = -1"),
    (
        "I145",
        "instrument",
        'target_groups = [{ code = "adults" }, { code = "youths", since = "2017" }]',
        "target_groups = []",
    ),
    ("I145", "instrument", "codes = [1]", "codes = []"),
    ("I146", "instrument", CONTACT, CONTACT + ", overall = true"),
    ("I147", "instrument", 'name = "so_so", score = 2', 'name = "so_so"'),
    ("I148", "instrument", 'since = "2017"', 'since = "2017", until = "2016"'),
    ("I148", "instrument", 'valid_from = "2026"', 'valid_from = "2026"\nvalid_to = "2025"'),
    ("I149", "instrument", 'status = "own"', 'status = "own"\ndecimals = 3'),
    ("I150", "instrument", "score = 3, positive", "score = nan, positive"),
]
PLANTED_IN_EXTENSION = [
    ("I112", "instrument", 'extends = "small/2026"', 'extends = "smal/2026"'),
    ("I113", "instrument", 'extends = "small/2026"', 'extends = "small-local/2026"'),
    ("I114", "instrument", 'code = "contract"', 'code = "contact"'),
    ("I114", "instrument", 'code = "foster_homes"', 'code = "adults"'),
    ("I114", "instrument", 'extends = "small/2026"', 'extends = "small/2026"\nareas = ["access"]'),
    ("I114", "instrument", 'extends = "small/2026"', 'extends = "small/2026"\nscales = { ten = { from = 1, to = 5 } }'),
    ("I136", "sv", 'target_groups = { foster_homes = "Familjehem" }\n', ""),
    ("I104", "sv", 'contact = { text = "Hur lätt är det att nå din kontakt?" }', "contact = 1"),
]
PROVEN_ELSEWHERE = {
    "I102": "test_load.py",
    "I106": "test_load.py",
    "I139": "test_check.py",
    "I160": "test_publish.py",
    "I161": "test_publish.py",
    "I170": "test_shelf.py",
}


def test_the_instrument_without_a_planted_fault_has_none(tmp_path: Path) -> None:
    assert find_problems(write_instrument(tmp_path / "small" / "2026", FILES)) == []
    assert find_problems(write_instrument(tmp_path / "small-local" / "2026", EXTENSION_FILES)) == []


@pytest.mark.parametrize(("code", "name", "old", "new"), PLANTED)
def test_a_planted_fault_is_found(tmp_path: Path, code: str, name: str, old: str, new: str) -> None:
    files = replace_once(FILES, name, old, new)
    if code == "I144":
        files = replace_once(files, "instrument", 'status = "own"', 'status = "own"\ntails = true')
    found = find_problems(write_instrument(tmp_path / "small" / "2026", files))
    assert code in {problem.code for problem in found}
    assert all("{" not in problem.remedy or problem.code == "I104" for problem in found)


@pytest.mark.parametrize(("code", "name", "old", "new"), PLANTED_IN_EXTENSION)
def test_a_fault_planted_in_an_extension_is_found(tmp_path: Path, code: str, name: str, old: str, new: str) -> None:
    write_instrument(tmp_path / "small" / "2026", FILES)
    files = replace_once(EXTENSION_FILES, name, old, new)
    found = find_problems(write_instrument(tmp_path / "small-local" / "2026", files))
    assert code in {problem.code for problem in found}


def test_every_code_is_proven() -> None:
    planted = {code for code, *_ in (*PLANTED, *PLANTED_IN_EXTENSION)}
    assert planted | PROVEN_ELSEWHERE.keys() == FAULTS.keys()
