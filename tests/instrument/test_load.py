from pathlib import Path

import pytest
from small_instrument import FILES, replace_once, write_instrument

from genklang.errors import Failure
from genklang.instrument.folders import find_core
from genklang.instrument.load import load
from genklang.instrument.model import Category, Condition, PublishedInstrument


def test_every_fault_of_all_files_is_told_at_once(tmp_path: Path) -> None:
    files = replace_once(FILES, "instrument", 'area = "access", comp', 'aera = "access", comp')
    files = replace_once(files, "sv", 'thanks = "Tack!"\n', "")
    files = replace_once(files, "en", 'title = "Survey"', "title = 1")
    with pytest.raises(Failure) as failure:
        load(write_instrument(tmp_path / "small", files))
    assert sorted(problem.code for problem in failure.value.problems) == ["I103", "I104", "I105"]


def test_a_problem_says_where_what_and_what_to_do(tmp_path: Path) -> None:
    files = replace_once(FILES, "instrument", 'area = "access", comp', 'aera = "access", comp')
    folder = write_instrument(tmp_path / "small", files)
    with pytest.raises(Failure) as failure:
        load(folder)
    (found,) = failure.value.problems
    assert found.where == f"{folder}/instrument.toml: items.contact"
    assert found.what == 'the key "aera" is unknown.'
    assert found.remedy.startswith('Did you mean "area"? Known here: code, type, scale, area,')


@pytest.mark.parametrize(("missing", "code"), [("instrument.toml", "I102"), ("texts/sv.toml texts/en.toml", "I106")])
def test_a_missing_file_is_a_problem(tmp_path: Path, missing: str, code: str) -> None:
    folder = write_instrument(tmp_path / "small", FILES)
    for name in missing.split():
        (folder / name).unlink()
    with pytest.raises(Failure) as failure:
        load(folder)
    assert [problem.code for problem in failure.value.problems] == [code]


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="F001"):
        load(tmp_path / "nowhere")


def test_text_that_is_not_utf8_is_a_problem(tmp_path: Path) -> None:
    folder = write_instrument(tmp_path / "small", FILES)
    (folder / "texts" / "sv.toml").write_bytes(FILES["sv"].encode("utf-16"))
    with pytest.raises(Failure, match="I101"):
        load(folder)


def test_categories_of_a_shared_scale_come_with_the_item(small: PublishedInstrument) -> None:
    contact = small.instrument.item("contact")
    assert contact.categories == (
        Category(1, "easy", 3.0, positive=True),
        Category(2, "so_so", 2.0),
        Category(3, "hard", 1.0, negative=True),
        Category(-1, "no_opinion"),
    )
    assert [category.name for category in contact.positive] == ["easy"]


def test_an_index_scale_is_numbered_and_labelled_in_every_language(small: PublishedInstrument) -> None:
    satisfied = small.instrument.item("satisfied")
    assert [category.code for category in satisfied.categories] == [*range(1, 11), -1]
    assert [category.score for category in satisfied.substantive] == [float(n) for n in range(1, 11)]
    assert small.instrument.texts["sv"].scales["ten"]["7"] == "7"
    assert small.instrument.texts["sv"].scales["ten"]["low"] == "inte alls"


def test_conditions_and_bounds_are_kept(small: PublishedInstrument) -> None:
    assert small.instrument.item("services").asked_if == Condition("helped", (1,))
    months = small.instrument.item("months")
    assert (months.minimum, months.maximum, months.target_groups) == (0, 120, ("youths",))


def test_an_extension_is_the_core_and_then_its_own(small: PublishedInstrument, extension: PublishedInstrument) -> None:
    core = small.instrument.items
    assert extension.instrument.items[: len(core)] == core
    assert [(item.code, item.local) for item in extension.instrument.items[len(core) :]] == [("contract", True)]
    assert extension.instrument.items[-1].categories == small.instrument.item("contact").categories
    assert [group.code for group in extension.instrument.target_groups] == ["adults", "youths", "foster_homes"]
    assert [item.code for item in extension.instrument.items_for("foster_homes")] == ["contract"]


def test_an_extension_may_word_the_core_anew(extension: PublishedInstrument) -> None:
    texts = extension.instrument.texts["sv"]
    assert texts.items["contact"].text == "Hur lätt är det att nå din kontakt?"
    assert texts.items["contact"].short == "Lätt att nå"
    assert texts.scales["ease"]["no_opinion"] == "Vet ej/ingen åsikt"
    assert texts.also_accepted["ease"]["no_opinion"] == ("Vet ej", "Vet inte")
    assert (texts.respondents, texts.thanks) == ("svarande", "Tack!")


def test_an_extension_is_in_the_languages_it_has_texts_for(extension: PublishedInstrument) -> None:
    assert list(extension.instrument.texts) == ["sv"]


def test_the_core_is_found_beside_the_extension(small_folder: Path) -> None:
    beside = small_folder.parent.parent / "other" / "2026"
    assert find_core(beside, "small/2026") == small_folder
    assert find_core(beside, "small/1999") is None
