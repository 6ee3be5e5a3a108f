"""No answer keeps what would make its giver rare: laws over every way of answering, and the cases they came from."""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.server.jobs.fingerprints import TRAITS, Opened, blank_rare, count_sides, place_comments

ITEMS = {"a", "b"}


def opened(
    unit="north", group="youth", *, language="sv", channel="link", form="standard", gender="K", **more
) -> Opened:
    return Opened(unit, group, gender, language, channel, form, more.get("answers", {"a": 1}), more.get("texts", {}))


answers = st.lists(
    st.builds(
        opened,
        unit=st.sampled_from(["north", "south", "west"]),
        group=st.sampled_from(["youth", "adult"]),
        language=st.sampled_from(["sv", "sv", "sv", "ar", "ti"]),
        channel=st.sampled_from(["link", "link", "kiosk"]),
        form=st.sampled_from(["standard", "easy_read"]),
        answers=st.fixed_dictionaries({}, optional={"a": st.integers(1, 3), "b": st.tuples(st.integers(1, 2))}),
        texts=st.sampled_from([{}, {}, {"comment": "said"}]),
    ),
    max_size=90,
)


@given(answers)
@settings(max_examples=60)
def test_every_combination_of_traits_that_is_left_is_shared_by_five(some):
    left = blank_rare(some)
    seen = Counter((one.home, *(one.trait(t) for t in TRAITS)) for one in left)
    sizes = Counter(one.home for one in left)
    assert all(count >= 5 or set(key[1:]) == {""} for key, count in seen.items())
    assert sizes == Counter(one.home for one in some)


@given(answers)
@settings(max_examples=60)
def test_a_trait_is_kept_by_all_of_a_unit_and_group_or_by_none(some):
    kept = defaultdict(set)
    for one in blank_rare(some):
        for trait in TRAITS:
            kept[one.home, trait].add(bool(one.trait(trait)))
    assert all(len(states) == 1 for states in kept.values())


@given(answers)
@settings(max_examples=60)
def test_rows_and_side_counts_together_hold_every_answer_once(some):
    left = blank_rare(some)
    sides = count_sides(some, left, items=ITEMS)
    for trait in TRAITS:
        on_rows = sum(len(codes_of(one)) for one in left if one.trait(trait))
        beside = sum(cell.count for cell in sides if cell.trait == trait)
        assert on_rows + beside == sum(len(codes_of(one)) for one in some)


@given(answers)
@settings(max_examples=60)
def test_a_value_beside_is_shared_by_five_unless_all_is_other(some):
    people = Counter()
    for cell in count_sides(some, blank_rare(some), items={"a"}):
        people[cell.target_group, cell.trait, cell.value] += cell.count
    for (group, trait, value), count in people.items():
        alone = {v for g, t, v in people if (g, t) == (group, trait)} == {"other"}
        assert count >= 5 or (value == "other" and alone)


@given(answers)
@settings(max_examples=60)
def test_a_comment_may_be_any_ones_of_ten(some):
    placed = place_comments([with_text(one) for one in some])
    assert len(placed) == len(some)
    levels = Counter(home for home, _, _ in placed)
    assert all(count >= 10 for count in levels.values()) or len(levels) == 1


def codes_of(one: Opened) -> list[int]:
    return [c for item in ITEMS & one.answers.keys() for c in as_tuple(one.answers[item])]


def as_tuple(answer):
    return answer if isinstance(answer, tuple) else (answer,)


def with_text(one: Opened) -> Opened:
    return Opened(one.unit, one.target_group, "X", "sv", "link", "standard", {}, {"comment": "said"})


def test_the_only_tigrinya_answer_is_no_name():
    some = [opened() for _ in range(19)] + [opened(language="ti")]
    assert {one.language for one in blank_rare(some)} == {""}
    assert {one.channel for one in blank_rare(some)} == {"link"}


def test_five_of_each_language_may_say_so():
    some = [opened(language=language) for language in ("sv", "ti") for _ in range(5)]
    assert Counter(one.language for one in blank_rare(some)) == {"sv": 5, "ti": 5}


def test_two_traits_that_are_common_apart_and_rare_together_do_not_both_stay():
    some = [opened(language="sv") for _ in range(9)] + [opened(language="ti", channel="link") for _ in range(5)]
    some += [opened(language="sv", channel="kiosk") for _ in range(4)] + [opened(language="ti", channel="kiosk")]
    left = blank_rare(some)
    assert {one.language for one in left} == {"sv", "ti"}
    assert {one.channel for one in left} == {""}


def test_what_the_list_of_people_holds_obeys_the_same_rule():
    some = [opened(gender="K") for _ in range(9)] + [opened(gender="M")]
    assert {one.gender for one in blank_rare(some)} == {"K", "M"}
    assert {one.gender for one in blank_rare(some, framed=("gender",))} == {""}


def test_the_rare_cannot_be_had_by_taking_the_common_from_all():
    """Six Tigrinya answers, five where they may say so: the sixth must not be all less five."""
    some = [opened("north", language=language) for language in ("sv", "ti") for _ in range(5)]
    some += [opened("south") for _ in range(9)] + [opened("south", language="ti", answers={"a": 3})]
    sides = count_sides(some, blank_rare(some), items=ITEMS)
    assert {(c.value, c.category, c.count) for c in sides if c.trait == "language"} == {
        ("other", 1, 9),
        ("other", 3, 1),
    }


def test_comments_of_a_small_group_hide_among_ten_and_not_behind_them():
    some = [opened("north", "youth", texts={"c": "y"}) for _ in range(12)]
    some += [opened("north", "adult", texts={"c": "a"}) for _ in range(3)]
    some += [opened("south", "adult", texts={"c": "s"}) for _ in range(8)]
    homes = {text: home for home, _, text in place_comments(some)}
    assert homes == {"y": ("north", "youth"), "a": ("", ""), "s": ("", "")}


def test_where_too_few_are_left_the_smallest_level_comes_up_to_them():
    some = [opened("north", "youth", texts={"c": "y"}) for _ in range(12)]
    some += [opened("south", "youth", texts={"c": "s"}) for _ in range(30)] + [opened("west", texts={"c": "w"})]
    homes = {text: home for home, _, text in place_comments(some)}
    assert homes == {"y": ("", ""), "w": ("", ""), "s": ("south", "youth")}
