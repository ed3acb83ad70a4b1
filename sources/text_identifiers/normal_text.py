"""Text as rules see it: NFKC form, disguises undone, each sign with its place in the raw text.

Full-width and circled digits become plain ones by NFKC. Disguises (Chinese numerals, O for 0, signs between digits) are
undone in a second text of their own, since what is put together from a disguise is a candidate and never a key.

Source: formats.md 13 (evasion seen in practice).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# How people write single digits to get past filters. Financial numerals and readings of numbers on the phone (幺 for 1,
# 洞 for 0) are common in Chinese; letters that look like digits in every Latin script.
_DISGUISED_DIGITS = str.maketrans(
    "零〇洞幺一二三四五六七八九壹贰叁肆伍陆柒捌玖贰兩两oOlI", "00011234567891234567892220011"
)
_DIGIT_LIKE = "0-9零〇洞幺一二三四五六七八九壹贰叁肆伍陆柒捌玖兩两oOlI"
# Signs put between digits. Letters and plain words end a number; emoji and punctuation don't.
_BETWEEN = r"[\s.\-_*#~·•、,，。/|\\()（）\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u20e3\u200b-\u200d]{0,3}"
_DISGUISED_RUN = re.compile(f"(?<![0-9A-Za-z])[{_DIGIT_LIKE}](?:{_BETWEEN}[{_DIGIT_LIKE}]){{9,21}}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class NormalText:
    """A text in NFKC form.

    Attributes:
        raw: As written.
        text: NFKC form, sign by sign.
        places: For each sign of `text` the offset in `raw`, and one more for the end; None when they are the same.
    """

    raw: str
    text: str
    places: tuple[int, ...] | None

    @classmethod
    def of(cls, raw: str) -> "NormalText":
        """The form of a text; fast for the many that are normal already."""
        if raw.isascii() or unicodedata.is_normalized("NFKC", raw):
            return cls(raw, raw, None)
        signs: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(raw):
            form = unicodedata.normalize("NFKC", sign)
            signs.append(form)
            places.extend([place] * len(form))
        return cls(raw, "".join(signs), (*places, len(raw)))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the raw text that a span of `text` stands for."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    @cached_property
    def disguised_numbers(self) -> tuple[tuple[int, int, str], ...]:
        """Runs of at least ten digits that are written in disguise: start, end and the plain digits."""
        found = []
        for run in _DISGUISED_RUN.finditer(self.text):
            written = run[0]
            digits = "".join(sign for sign in written.translate(_DISGUISED_DIGITS) if sign.isdigit())
            # Plain groups are no disguise, digits that stand one by one are.
            if not re.fullmatch(r"[0-9]+(?:[ \-][0-9]+)*", written) or re.fullmatch(r"[0-9](?:[ \-][0-9])+", written):
                found.append((run.start(), run.end(), digits))
        return tuple(found)
