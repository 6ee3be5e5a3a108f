import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.errors import Failure
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.instrument.publish import FORMAT, digest_of, from_json, publish, to_json
from genklang.instrument.shelf import find_instrument, shipped


def list_leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict) and value:
        return [leaf for key, element in value.items() for leaf in list_leaves(element, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for place, element in enumerate(value) for leaf in list_leaves(element, (*path, place))]
    return [path]


def change_leaf(content: dict, path: tuple[str | int, ...]) -> None:
    *above, last = path
    for step in above:
        content = content[step]
    old = content[last]
    content[last] = not old if isinstance(old, bool) else f"{old}x" if isinstance(old, str) else [old, 1]


def test_from_json_gives_back_what_to_json_was_given(
    small: PublishedInstrument, extension: PublishedInstrument
) -> None:
    for published in (small, extension):
        again = from_json(to_json(published))
        assert again == published
        assert again.instrument == published.instrument


@pytest.mark.parametrize("name", ["/".join(name) for name in shipped()])
def test_from_json_gives_back_every_shipped_instrument(name: str) -> None:
    published = find_instrument(name)
    assert from_json(to_json(published)) == published


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_changed_in_the_file_is_found(small: PublishedInstrument, data: st.DataObject) -> None:
    content = json.loads(to_json(small))
    change_leaf(content, data.draw(st.sampled_from(list_leaves(content["instrument"], ("instrument",)))))
    with pytest.raises(Failure, match="I161"):
        from_json(json.dumps(content))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_digest_changes_with_every_field(small: PublishedInstrument, data: st.DataObject) -> None:
    content = json.loads(to_json(small))["instrument"]
    change_leaf(content, data.draw(st.sampled_from(list_leaves(content))))
    assert digest_of(content) != small.digest


def test_the_digest_does_not_depend_on_how_the_file_is_laid_out(small: PublishedInstrument) -> None:
    content = json.loads(to_json(small))
    assert from_json(json.dumps(dict(reversed(content.items())), indent=4)) == small


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nothing", '{"format": "other/1", "digest": "", "instrument": {}}'],
)
def test_another_file_is_not_a_published_instrument(text: str) -> None:
    with pytest.raises(Failure, match="I160"):
        from_json(text)


@pytest.mark.parametrize("strange", [{"colour": "red"}, {"decimals": "1"}, {"items": [{"code": 1}]}])
def test_a_file_of_another_shape_is_refused_though_its_digest_agrees(
    small: PublishedInstrument, strange: dict[str, object]
) -> None:
    content = json.loads(to_json(small))["instrument"] | strange
    text = json.dumps({"format": FORMAT, "digest": digest_of(content), "instrument": content})
    with pytest.raises(Failure, match="I160"):
        from_json(text)


def test_an_instrument_with_a_fault_is_not_published(small: PublishedInstrument) -> None:
    faulty: Instrument = replace(small.instrument, decimals=9, valid_from="")
    with pytest.raises(Failure) as failure:
        publish(faulty)
    assert [problem.code for problem in failure.value.problems] == ["I136", "I149"]
