"""Words before a number or name that say what it is; the words are data in context.toml, by kind and language."""

import re
import tomllib
from functools import cache
from importlib.resources import files

# So far before an identifier may its word stand: "我的新微信号是：" is nine signs.
_REACH = 16
# Between word and identifier stand no other words than these.
_GLUE = re.compile(
    r"(?:[\s:：=＝是为為叫即\-–—>→#№()（）\[\]【】\"“”'·,，\ufe0f]|号码|号|號|碼|码|number|no\.?|id|is|are|my|the|=|nr\.?)*",
    re.IGNORECASE,
)


@cache
def _words(kind: str) -> re.Pattern[str]:
    table = tomllib.loads(files(__package__).joinpath("context.toml").read_text(encoding="utf-8"))[kind]
    # Words of letters must stand by themselves ("line" is no part of "online"); signs of Han need no border.
    parts = [
        (r"(?<![A-Za-z])" if word[0].isascii() else "") + re.escape(word).replace(r"\ ", r"\s?")
        for words in table.values()
        for word in words
    ]
    # Looked for at every place: in 加QQ and 加微信 one word (加Q, 加微) begins before another and would swallow it.
    return re.compile(f"(?=({'|'.join(sorted(parts, key=len, reverse=True))}))", re.IGNORECASE)


def words_pattern(kind: str) -> str:
    """The words of a kind as a regular expression without look-around, for triggers."""
    table = tomllib.loads(files(__package__).joinpath("context.toml").read_text(encoding="utf-8"))[kind]
    return "(?i:" + "|".join(re.escape(word).replace(r"\ ", r"\s?") for words in table.values() for word in words) + ")"


def is_introduced(kind: str, text: str, start: int) -> bool:
    """Whether a word of the kind stands right before a place, with nothing but glue between."""
    before = text[max(0, start - _REACH) : start]
    return any(_GLUE.fullmatch(before, word.end(1)) for word in _words(kind).finditer(before))


def is_near(kind: str, text: str, start: int, end: int) -> bool:
    """Whether a word of the kind stands anywhere close before or behind."""
    return _words(kind).search(text[max(0, start - 2 * _REACH) : end + _REACH]) is not None
