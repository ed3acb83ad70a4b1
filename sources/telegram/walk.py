"""Streams through a Telegram Desktop `result.json` and hands out its records one by one.

Only one record is in memory at a time, whatever the size of the file. The order in which a chat's own keys and its
messages come is the file's; the exporter writes name, type and id first.

Source: Telegram Desktop's export writer of September 2025 and exports of 2020 to 2022 (formats.md section 2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ijson

from sources.json_text import JsonText

# Messages nest about six deep; a file that nests deeper is no export, and recursion must end.
_DEEPEST = 64
_STARTS = {"start_map", "start_array"}
_CHAT_KEYS = {"name", "type", "id"}
_CHAT_LISTS = {"chats", "left_chats"}
_RECORD_LISTS = {"contacts", "frequent_contacts", "sessions", "web_sessions"}

Event = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """Something found on the way through the file.

    Attributes:
        place: `chat_start`, `chat_key`, `chat_end`, `message`, `personal_information`, `contacts`,
            `frequent_contacts`, `sessions`, `web_sessions`, or `cut_off` for a record the file breaks in.
        pointer: JSON pointer of the value (RFC 6901), without `json:`.
        value: The value; for a chat_key the pair of key and value.
    """

    place: str
    pointer: str
    value: Any = None


class Damage(Exception):
    """The JSON breaks: the file is cut off, or isn't JSON from some place on.

    Attributes:
        is_cut_off: Whether it simply ends too early.
    """

    def __init__(self, *, is_cut_off: bool) -> None:
        super().__init__("the file ends too early" if is_cut_off else "the file is no JSON from some place on")
        self.is_cut_off = is_cut_off


class Walk:
    """One walk through one export.

    Attributes:
        place: Pointer of the last record that was begun, also after damage.
    """

    def __init__(self, text: JsonText) -> None:
        self._text = text
        self._events: Iterator[Event] = ijson.basic_parse(text, use_float=True)
        self.place = ""
        self._open_record: str | None = None

    def __iter__(self) -> Iterator[Found]:
        """All there is to find, in file order.

        Raises:
            Damage: At the place where the JSON breaks, after `cut_off` for a record that is open there.
        """
        try:
            yield from self._root()
            next(self._events, None)  # what stands behind the end of the object is damage too
        except (ijson.JSONError, UnicodeDecodeError, RecursionError) as problem:
            if self._open_record is not None:
                yield Found("cut_off", self._open_record)
            raise Damage(is_cut_off=self._text.is_at_end) from problem

    def _root(self) -> Iterator[Found]:
        """The root object: of a whole account, or of one chat, whose keys then stand in it."""
        is_chat = False
        is_object = next(self._events)[0] == "start_map"
        for key, event, value in self._entries() if is_object else ():
            if not is_chat and (key in _CHAT_KEYS or (key == "messages" and event == "start_array")):
                is_chat = True
                yield Found("chat_start", "")
            if key == "messages" and event == "start_array":
                yield from self._records("message", "/messages")
            elif key in _CHAT_LISTS and event == "start_map":
                yield from self._chats(f"/{key}")
            elif key in _RECORD_LISTS and event == "start_map":
                yield from self._listed(key, f"/{key}")
            elif key in _CHAT_KEYS:
                yield Found("chat_key", f"/{key}", (key, self._value(event, value)))
            elif key == "personal_information":
                yield Found(key, f"/{key}", self._value(event, value))
            else:
                self._skip(event)
        if is_chat:
            yield Found("chat_end", "")

    def _chats(self, pointer: str) -> Iterator[Found]:
        for key, event, _ in self._entries():
            if key != "list" or event != "start_array":
                self._skip(event)
                continue
            for index, item in enumerate(self._items()):
                if item[0] == "start_map":
                    yield from self._chat(f"{pointer}/list/{index}")
                else:
                    self._skip(item[0])

    def _chat(self, pointer: str) -> Iterator[Found]:
        yield Found("chat_start", pointer)
        for key, event, value in self._entries():
            if key == "messages" and event == "start_array":
                yield from self._records("message", f"{pointer}/messages")
            elif key in _CHAT_KEYS:
                yield Found("chat_key", f"{pointer}/{key}", (key, self._value(event, value)))
            else:
                self._skip(event)
        yield Found("chat_end", pointer)

    def _listed(self, place: str, pointer: str) -> Iterator[Found]:
        for key, event, _ in self._entries():
            if key == "list" and event == "start_array":
                yield from self._records(place, f"{pointer}/list")
            else:
                self._skip(event)

    def _records(self, place: str, pointer: str) -> Iterator[Found]:
        for index, (event, value) in enumerate(self._items()):
            self.place = self._open_record = f"{pointer}/{index}"
            record = self._value(event, value)
            self._open_record = None
            yield Found(place, self.place, record)

    def _entries(self) -> Iterator[tuple[str, str, Any]]:
        """Keys of the object just opened, each with the first event of its value; the caller consumes the value."""
        for event, key in self._events:
            if event == "end_map":
                return
            value_event, value = next(self._events)
            yield key, value_event, value

    def _items(self) -> Iterator[Event]:
        """First events of the items of the array just opened; the caller consumes the items."""
        for item in self._events:
            if item[0] == "end_array":
                return
            yield item

    def _skip(self, event: str) -> None:
        depth = 1 if event in _STARTS else 0
        while depth:
            event, _ = next(self._events)
            if event in _STARTS:
                depth += 1
            elif event.startswith("end_"):
                depth -= 1

    def _value(self, event: str, value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON is any
        if event == "start_map":
            if depth > _DEEPEST:
                raise RecursionError
            filled: dict[str, Any] = {}
            events = self._events
            for inner, key in events:
                if inner == "end_map":
                    return filled
                inner, held = next(events)
                filled[key] = self._value(inner, held, depth + 1) if inner in _STARTS else held
        elif event == "start_array":
            if depth > _DEEPEST:
                raise RecursionError
            items: list[Any] = []
            for inner, held in self._events:
                if inner == "end_array":
                    return items
                items.append(self._value(inner, held, depth + 1) if inner in _STARTS else held)
        return value
