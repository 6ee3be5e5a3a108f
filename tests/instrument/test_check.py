from dataclasses import replace

from genklang.instrument.check import check
from genklang.instrument.model import PublishedInstrument


def test_a_local_item_before_the_core_is_found(extension: PublishedInstrument) -> None:
    items = extension.instrument.items
    shuffled = replace(extension.instrument, items=(items[-1], *items[:-1]))
    assert [problem.code for problem in check(shuffled)] == ["I139"]


def test_a_background_scale_needs_no_positive_category(small: PublishedInstrument) -> None:
    contact = small.instrument.item("contact")
    plain = replace(contact, categories=tuple(replace(c, positive=False) for c in contact.categories))
    for background, codes in ((True, []), (False, ["I126"])):
        items = tuple(
            replace(plain, background=background) if item is contact else item for item in small.instrument.items
        )
        assert [problem.code for problem in check(replace(small.instrument, items=items))] == codes


def test_reports_need_labels_and_claims_only_in_their_languages(small: PublishedInstrument) -> None:
    instrument = small.instrument
    words = instrument.texts["en"]
    bare = {code: replace(text, short="", claim="") for code, text in words.items.items()}
    for language, count in (("en", 7), ("so", 0)):
        texts = {language: replace(words, language=language, items=bare)}
        assert [p.code for p in check(replace(instrument, texts=texts))] == ["I136"] * count


def test_a_missing_label_names_file_and_key(small: PublishedInstrument) -> None:
    words = small.instrument.texts["en"]
    scales = {**words.scales, "ease": {"easy": "Easy", "so_so": "Neither", "hard": "Hard"}}
    texts = {"en": replace(words, scales=scales)}
    (found,) = check(replace(small.instrument, texts=texts))
    assert found.where == "texts/en.toml: scales.ease.no_opinion"
