"""How a person writes: punctuation, particles, emoji, slips of the finger, dropped words, script.

Names and identifiers in a line are kept from slips; a line is made with private-use signs in their place.
"""

import random
from dataclasses import dataclass
from functools import cache

import opencc

from sources.synthetic.randomness import stream
from sources.synthetic.world import Person

_ZH_SLIPS = {
    "的": "得", "在": "再", "做": "作", "那": "哪", "吗": "嘛", "他": "她", "已": "以", "是": "事", "你": "妮",
    "账": "帐", "像": "象", "该": "改", "没": "每", "还": "换", "候": "后", "了": "啦", "什么": "神马", "知道": "造",
}  # fmt: skip
_EN_SHORT = {
    " you ": " u ", " are ": " r ", " please": " pls", " because ": " cuz ", " your ": " ur ", "going to": "gonna",
    " okay": " k", " and ": " n ", " with ": " w/ ", "tomorrow": "tmrw", "don't": "dont", "I'm": "im", "can't": "cant",
    "it's": "its", "that's": "thats", " want to ": " wanna ", "message": "msg", "people": "ppl",
}  # fmt: skip
_FACES = ("😂", "👍", "🙏", "😅", "🤝", "😎", "💪", "🤔", "😭", "🔥", "[呲牙]", "[捂脸]", "^_^", "~")
_COMMAS = ("，", "，", ",", " ", "。")
_ENDS = ("", "", "", "。", "！", "~", "...", "…")


@dataclass(frozen=True)
class Voice:
    """Habits of one writer."""

    comma: str
    end: str
    end_rate: float
    face: str
    face_rate: float
    slip_rate: float
    short_rate: float
    is_lower: bool
    mix_rate: float
    writes_hant: bool


def voice_of(person: Person, seed: int) -> Voice:
    """The habits of a person; the same in all his accounts, as style is what people keep."""
    rng = stream(seed, "voice", person.person_id)
    return Voice(
        rng.choice(_COMMAS), rng.choice(_ENDS), rng.uniform(0.1, 0.9), rng.choice(_FACES),
        rng.choice((0.0, 0.02, 0.06, 0.15)), rng.choice((0.0, 0.01, 0.03, 0.08)), rng.choice((0.0, 0.3, 0.8)),
        rng.random() < 0.6, rng.choice((0.0, 0.0, 0.05, 0.12)), person.writes_hant,
    )  # fmt: skip


def spoken(text: str, language: str, voice: Voice, rng: random.Random) -> str:
    """A line as this writer types it."""
    text = _tidy(text)
    if language == "zh":
        text = _zh_slips(text, voice, rng)
        if voice.comma != "，" and "\n" not in text:
            text = text.replace("，", voice.comma)
        if voice.writes_hant:
            text = _to_hant().convert(text)
    else:
        text = _latin_slips(text, language, voice, rng)
    if voice.end and rng.random() < voice.end_rate * 0.5 and text[-1:].isalnum():
        text += voice.end if language == "zh" else voice.end.replace("。", ".").replace("！", "!")
    if rng.random() < voice.face_rate:
        text += voice.face
    return text.strip()


def _tidy(text: str) -> str:
    while "，，" in text or "  " in text:
        text = text.replace("，，", "，").replace("  ", " ")
    return text.replace(" ,", ",").replace(" ?", "?").strip("，, \n")


def _zh_slips(text: str, voice: Voice, rng: random.Random) -> str:
    if rng.random() < voice.slip_rate * 3:
        for right, wrong in _ZH_SLIPS.items():
            if right in text and rng.random() < 0.5:
                return text.replace(right, wrong, 1)
    if len(text) > 6 and rng.random() < voice.slip_rate:
        at = rng.randrange(1, len(text) - 1)
        if "\u4e00" <= text[at] <= "\u9fff":
            return text[:at] + text[at + 1 :]
    return text


def _latin_slips(text: str, language: str, voice: Voice, rng: random.Random) -> str:
    if language == "en":
        for long, short in _EN_SHORT.items():
            if long in text and rng.random() < voice.short_rate:
                text = text.replace(long, short)
    if voice.is_lower:
        text = text.lower()
    elif text[:1].isalpha():
        text = text[0].upper() + text[1:]
    words = text.split(" ")
    if len(words) > 3 and rng.random() < voice.slip_rate * 2:
        place = rng.randrange(len(words))
        word = words[place]
        if len(word) > 3 and word.isalpha() and word.isascii():
            at = rng.randrange(1, len(word) - 1)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


@cache
def _to_hant() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")
