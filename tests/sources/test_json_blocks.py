"""Big JSON in blocks: the same values as a whole parse gives, wherever blocks end and whatever damage there is."""

import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import json_blocks
from sources.json_blocks import Broken, Elements, JsonBlocks, JsonDamage, Member, pointer
from sources.json_text import JsonText

STREAMS = (("messages",), ("chats", "list", "*", "messages"))
WORDS = st.text('a"\\{}[],: \n锤é', max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
LISTS = st.lists(VALUES, max_size=5)


def walked(document: bytes, block_bytes: int, streams=STREAMS):
    """Elements by path and members by path."""
    elements: dict[tuple, list] = {}
    members = {}
    for found in JsonBlocks(JsonText(io.BytesIO(document), "utf-8"), streams, block_bytes):
        if isinstance(found, Elements):
            assert found.first == len(elements.get(found.path, []))
            elements.setdefault(found.path, []).extend(found.values)
        elif isinstance(found, Member):
            members[found.path] = found.value
    return elements, members


@settings(max_examples=200)
@given(
    messages=LISTS,
    chats=st.lists(LISTS, max_size=2),
    beside=VALUES,
    block_bytes=st.integers(1, 60),
    indent=st.sampled_from([None, 1]),
    is_ascii=st.booleans(),
)
def test_blocks_give_what_a_whole_parse_gives(messages, chats, beside, block_bytes, indent, is_ascii):
    """Every element and every member comes out once, in order, however small the blocks are."""
    document = {
        "name": beside,
        "messages": messages,
        "chats": {"about": beside, "list": [{"id": n, "messages": chat} for n, chat in enumerate(chats)]},
        "end": beside,
    }
    written = json.dumps(document, indent=indent, ensure_ascii=is_ascii).encode()
    elements, members = walked(written, block_bytes)
    assert elements.get(("messages",), []) == messages
    for number, chat in enumerate(chats):
        assert elements.get(("chats", "list", number, "messages"), []) == chat
    assert members[("name",)] == members[("end",)] == members[("chats", "about")] == beside


@settings(max_examples=100)
@given(messages=LISTS, block_bytes=st.integers(1, 30), share=st.floats(0, 0.999))
def test_a_cut_document_says_so(messages, block_bytes, share):
    """Whole elements before the cut came out; the end is damage and says that the file is cut off."""
    written = json.dumps({"messages": messages, "end": 1}).encode()
    cut = written[: int(len(written) * share)]
    seen = []
    with pytest.raises(JsonDamage) as damage:
        for found in JsonBlocks(JsonText(io.BytesIO(cut), "utf-8"), STREAMS, block_bytes):
            seen += found.values if isinstance(found, Elements) else []
    assert damage.value.is_cut_off
    assert seen == messages[: len(seen)]


def test_a_broken_element_costs_only_itself():
    """What isn't JSON between two commas is one broken element."""
    elements, members = walked(b'{"messages": [1, tru, {"a": nope}, [2]], "end": 5}', 7)
    assert elements[("messages",)][0] == 1 and elements[("messages",)][3] == [2]
    assert all(isinstance(value, Broken) for value in elements[("messages",)][1:3])
    assert members[("end",)] == 5


def test_a_value_too_long_is_stepped_over(monkeypatch):
    """A picture in the way costs no memory and no neighbour."""
    monkeypatch.setattr(json_blocks, "LONGEST_VALUE", 40)
    document = {"avatar": {"x": "y" * 200}, "messages": ["a", "b" * 200, {"k": ["c" * 200]}, "d"], "end": "e" * 200}
    elements, members = walked(json.dumps(document).encode(), 16)
    assert [isinstance(value, Broken) for value in elements[("messages",)]] == [False, True, True, False]
    assert isinstance(members[("avatar",)], Broken) and isinstance(members[("end",)], Broken)


def test_many_small_values_cost_their_number_only():
    """Eight times as many small chats in one block cost about eight times as much, not sixty."""

    def seconds(count):
        chats = [{"name": "x", "id": number, "messages": [number]} for number in range(count)]
        document = json.dumps({"chats": {"list": chats}}).encode()
        start = time.process_time()
        assert len(walked(document, 4 << 20)[0]) == count
        return time.process_time() - start

    assert seconds(16_000) < 24 * max(seconds(2_000), 0.01)


def test_junk_behind_the_document_is_damage():
    """A second document or rubbish is not passed over in silence."""
    with pytest.raises(JsonDamage):
        walked(b'{"messages": []} {"messages": []}', 8)


def test_an_array_at_the_root_is_streamed():
    """The empty path names the root itself."""
    elements, _ = walked(b"[1, 2, [3]]", 4, streams=((),))
    assert elements[()] == [1, 2, [3]]


def test_pointers_escape_their_separators():
    """A key with a slash keeps its place findable (RFC 6901)."""
    assert pointer(("a/b", 3, "~")) == "/a~1b/3/~0"
