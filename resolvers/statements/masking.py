"""Masks known names in a message by one private-use sign each, so that patterns see "a name" and not its spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resolvers.statements.phrasebook import FIRST_MASK, LAST_MASK

_QUOTE_SIGNS = " \"“”「」『』'‘’"
_PRIVATE_USE = re.compile(f"[{chr(FIRST_MASK)}-{chr(LAST_MASK)}]")


@dataclass(frozen=True)
class MaskedText:
    """A message with its names masked.

    Attributes:
        text: The masked text.
        names: The names as written, by mask number.
        places: Place in the original of each sign of the masked text, and of its end.
    """

    text: str
    names: tuple[str, ...]
    places: tuple[int, ...]

    def original(self, found: str) -> str:
        """What a matched group says in the original: a mask's name, or the group without quotation marks."""
        bare = found.strip(_QUOTE_SIGNS)
        if len(bare) == 1 and FIRST_MASK <= ord(bare) <= LAST_MASK:
            return self.names[ord(bare) - FIRST_MASK]
        return bare


def masked(text: str, spans: Sequence[tuple[int, int]], simplified: str) -> MaskedText:
    """Mask the spans of a message.

    Args:
        text: The message as written.
        spans: Starts and ends of known names; those that overlap an earlier one are left out.
        simplified: The message in simplified characters, sign for sign (the message itself where that can't be).
    """
    shown = _PRIVATE_USE.sub(" ", simplified)
    parts: list[str] = []
    places: list[int] = []
    names: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start < at or len(names) > LAST_MASK - FIRST_MASK:
            continue
        parts.append(shown[at:start])
        places.extend(range(at, start))
        parts.append(chr(FIRST_MASK + len(names)))
        places.append(start)
        names.append(text[start:end])
        at = end
    parts.append(shown[at:])
    places.extend(range(at, len(text) + 1))
    return MaskedText("".join(parts), tuple(names), tuple(places))
