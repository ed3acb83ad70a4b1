"""The signs that make up the structure of a JSON document, found with numpy over blocks of a few megabytes.

Source: RFC 8259; after Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (VLDB Journal 2019).
"""

from typing import Any

import numpy as np

_QUOTE, _BACKSLASH = b'"\\'
# For bytes.translate: 1 for signs that make up the structure, 0 for others.
_IS_SIGN = bytes(octet in b'",{}[]' for octet in range(256))
_NOWHERE = np.zeros(0, dtype=np.int64)
_STEP = np.zeros(256, dtype=np.int8)
_STEP[list(b"{[")] = 1
_STEP[list(b"}]")] = -1


class JsonSigns:
    """One pass over one document, block by block."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_string = self._is_escaped = False

    def found_in(self, block: bytes) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Places of the structural signs outside of strings, and the depth behind each."""
        octets = np.frombuffer(block, np.uint8)
        places = np.flatnonzero(np.frombuffer(block.translate(_IS_SIGN), np.bool_))
        signs = octets[places]
        is_quote = signs == _QUOTE
        is_outside = ~is_quote
        escaped = self._escaped(block, places, is_quote)
        if len(escaped):
            is_quote[escaped] = False
        quotes_before = np.cumsum(is_quote, dtype=np.int32)
        is_outside &= (quotes_before & 1) == int(self._in_string)
        outside = np.flatnonzero(is_outside)  # taking by index costs a third of what a mask does
        self._in_string = bool((int(quotes_before[-1] if len(quotes_before) else 0) + self._in_string) & 1)
        places, signs = places[outside], signs[outside]
        depths = np.cumsum(_STEP[signs], dtype=np.int64)
        depths += self._depth
        self._depth = int(depths[-1]) if len(depths) else self._depth
        return places, depths

    def _escaped(
        self, block: bytes, places: np.ndarray[Any, Any], is_quote: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        """Which of the places are quotes behind an odd number of backslashes; carries a run over to the next block."""
        carried, run = self._is_escaped, len(block) - len(block.rstrip(b"\\"))
        self._is_escaped = bool((run + (carried and run == len(block))) & 1)
        if not carried and (b"\\" not in block or b'\\"' not in block):
            return _NOWHERE
        octets = np.frombuffer(block, np.uint8)
        quotes = np.flatnonzero(is_quote)
        at = places[quotes]
        is_odd = np.zeros(len(quotes), dtype=bool)
        if len(at) and at[0] == 0:
            is_odd[0] = carried
        near = np.flatnonzero((at > 0) & (octets[at - 1] == _BACKSLASH))
        # Most runs are of one backslash; longer ones are measured one by one, up to the quote before.
        is_odd[near] = True
        longer = near[(at[near] == 1) | (octets[at[near] - 2] == _BACKSLASH)]
        for index in longer.tolist():
            first = int(at[index - 1]) + 1 if index else 0
            before = block[first : int(at[index])]
            length = len(before) - len(before.rstrip(b"\\"))
            is_odd[index] = (length + (carried and length == at[index])) & 1
        return quotes[is_odd]
