"""Goes through a Telegram Desktop `result.json` and hands out its records in stretches.

Only one stretch is in memory at a time, whatever the size of the file. The order in which a chat's own keys and its
messages come is the file's; the exporter writes name, type and id first.

Source: Telegram Desktop's export writer of September 2025 and exports of 2020 to 2022 (formats.md section 2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sources.json_blocks import BLOCK_BYTES, Broken, Closed, Elements, JsonBlocks, JsonDamage, Member, Path, pointer
from sources.json_text import JsonText

_CHAT_KEYS = {"name", "type", "id"}
_CHAT_LISTS = ("chats", "left_chats")
_RECORD_LISTS = ("contacts", "frequent_contacts", "sessions", "web_sessions")
_STREAMS: tuple[Path, ...] = (
    ("messages",),
    *((name, "list", "*", "messages") for name in _CHAT_LISTS),
    *((name, "list") for name in _RECORD_LISTS),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something found on the way through the file.

    Attributes:
        place: `chat_start`, `chat_key`, `chat_end`, `messages`, `contacts`, `frequent_contacts`, `sessions`,
            `web_sessions`, `personal_information`, `broken` for a value beside the records that is no JSON, or
            `cut_off` for a record the file breaks in.
        pointer: JSON pointer of the value (RFC 6901), without `json:`; for a stretch of records that of their array.
        value: The value; a list of records; for a chat_key the pair of key and value.
        first: Index in its array of the first record of a stretch.
    """

    place: str
    pointer: str
    value: Any = None
    first: int = 0


class Damage(Exception):
    """The JSON breaks: the file is cut off, or isn't JSON from some place on."""


class Walk:
    """One walk through one export.

    Attributes:
        place: Pointer of the last record that was begun, also after damage.
    """

    def __init__(self, text: JsonText, block_bytes: int = BLOCK_BYTES) -> None:
        self._blocks = JsonBlocks(text, _STREAMS, block_bytes)
        self._open_chat: Path | None = None
        self.place = ""

    def __iter__(self) -> Iterator[Found]:
        """All there is to find, in file order.

        Raises:
            Damage: At the place where the JSON breaks, after `cut_off` for a record that is open there.
        """
        try:
            for found in self._blocks:
                if isinstance(found, Elements):
                    yield from self._stretch(found)
                elif isinstance(found, Member):
                    yield from self._member(found.path, found.value)
                elif isinstance(found, Closed) and self._open_chat == found.path:
                    self._open_chat = None
                    yield Found("chat_end", pointer(found.path))
        except JsonDamage as damage:
            if damage.is_inside_element:
                self.place = pointer(damage.path)
                yield Found("cut_off", self.place)
            raise Damage(str(damage)) from damage
        except UnicodeDecodeError as problem:
            raise Damage("the file is no text from some place on") from problem

    def _stretch(self, found: Elements) -> Iterator[Found]:
        place, array = str(found.path[-1]), pointer(found.path)
        if place == "messages":
            yield from self._opened(found.path[:-1])
        else:
            place = str(found.path[0])
        self.place = f"{array}/{found.first + len(found.values) - 1}"
        yield Found(place, array, found.values, found.first)

    def _member(self, path: Path, value: Any) -> Iterator[Found]:  # noqa: ANN401 - JSON is any
        if isinstance(value, Broken):
            yield Found("broken", pointer(path))
            return
        is_in_chat = len(path) == 1 or (len(path) == 4 and path[0] in _CHAT_LISTS and path[1] == "list")
        if is_in_chat and path[-1] in _CHAT_KEYS:
            yield from self._opened(path[:-1])
            yield Found("chat_key", pointer(path), (path[-1], value))
        elif path == ("personal_information",):
            yield Found("personal_information", pointer(path), value)

    def _opened(self, chat: Path) -> Iterator[Found]:
        if self._open_chat != chat:
            self._open_chat = chat
            yield Found("chat_start", pointer(chat))
