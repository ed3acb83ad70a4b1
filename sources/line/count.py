"""Counts the records of a LINE export without reading them: clock times at line starts, sign by sign.

It shares the form of a clock time with the reader and nothing else, so that a record lost there shows here.
"""

import re
from pathlib import Path

from sources.line.grammar import CLOCK, QUOTED_LINES, is_own_line, is_spaced
from sources.text_blocks import text_blocks


def count_records(file: Path, encoding: str) -> int:
    """Number of records begun in the file, and one for text before the first that isn't the export's own."""
    pattern: re.Pattern[str] | None = None
    total, held, before = 0, "", ""
    for block in text_blocks(file, encoding):
        pattern = pattern or _record_pattern(is_spaced=is_spaced(block))
        text = held + block.replace("\r\n", "\n")
        # What stands in the last lines may go on in the next block.
        limit = len(text)
        for _ in range(QUOTED_LINES + 2):
            limit = max(text.rfind("\n", 0, limit), 0)
        until = 0
        for found in pattern.finditer(text):
            if found.start() > limit:
                break
            before += "" if total else text[: found.start()]
            total, until = total + 1, found.end()
        # A sign in front, since what is left begins in the middle of a line.
        held = "\0" + text[until:] if until else text
    for found in pattern.finditer(held) if pattern else ():
        before += "" if total else held[: found.start()]
        total += 1
    return total + any(not is_own_line(line) for line in before.split("\n")) if total else 0


def _record_pattern(*, is_spaced: bool) -> re.Pattern[str]:
    """A record's first line; of phones together with the text that is quoted over several lines."""
    if is_spaced:
        return re.compile(rf"^(?:{CLOCK}) ", re.MULTILINE)
    start = rf"(?:{CLOCK})\t"
    inner = rf"(?!{start}[^\n\t]*\t\")[^\n]*\n"
    ending = rf"(?!{start})[^\n]*\"$"
    quoted = rf"[^\n\t]*\t\"(?![^\n]*\"$)[^\n]*\n(?:{inner}){{0,{QUOTED_LINES - 1}}}?{ending}"
    return re.compile(rf"^{start}(?:{quoted})?", re.MULTILINE)
