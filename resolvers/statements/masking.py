"""Masks known names in a message by one private-use sign each, so that patterns see "a name" and not its spelling.

Words that are somebody else's (quoted blocks, forwards) are blanked: nothing is ever stated there. Every sign keeps its
place, so that what was read can be shown as it was written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from resolvers.statements.marks import without_marks
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
        source: The message as written.
    """

    text: str
    names: tuple[str, ...]
    places: tuple[int, ...]
    source: str

    def original(self, found: str, start: int) -> str:
        """What a matched group says in the original: a mask's name, or the words without quotation marks.

        Args:
            found: The group.
            start: Its place in the masked text.
        """
        bare = found.strip(_QUOTE_SIGNS)
        if len(bare) == 1 and FIRST_MASK <= ord(bare) <= LAST_MASK:
            return self.names[ord(bare) - FIRST_MASK]
        return self.source[self.places[start] : self.places[start + len(found)]].strip(_QUOTE_SIGNS)

    def folded(self) -> "MaskedText":
        """The same without the marks on letters: 'là' as 'la', for languages that people type with and without."""
        return replace(self, text=without_marks(self.text))


def masked(
    text: str, spans: Sequence[tuple[int, int]], simplified: str, foreign: Sequence[tuple[int, int]] = ()
) -> MaskedText:
    """Mask the spans of a message.

    Args:
        text: The message as written.
        spans: Starts and ends of known names; those that overlap an earlier one are left out.
        simplified: The message in simplified characters, sign for sign (the message itself where that can't be).
        foreign: Starts and ends of words that are not the sender's; names in there are not seen.
    """
    shown = _PRIVATE_USE.sub(" ", simplified)
    for start, end in foreign:
        shown = shown[:start] + "\n" * (min(end, len(shown)) - start) + shown[end:]
    parts: list[str] = []
    places: list[int] = []
    names: list[str] = []
    at = 0
    for start, end in sorted(spans):
        is_foreign = any(begins < end and start < stops for begins, stops in foreign)
        if start < at or is_foreign or len(names) > LAST_MASK - FIRST_MASK:
            continue
        parts.append(shown[at:start])
        places.extend(range(at, start))
        parts.append(chr(FIRST_MASK + len(names)))
        places.append(start)
        names.append(text[start:end])
        at = end
    parts.append(shown[at:])
    places.extend(range(at, len(text) + 1))
    return MaskedText("".join(parts), tuple(names), tuple(places), text)
