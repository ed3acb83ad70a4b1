"""Gives people their aliases: a family of like names around one thing, and opaque ones that are like nothing else.

An opaque alias shares no concept with any other alias of its bearer, so nothing in its spelling, sound or meaning leads
from one to the other. A homonym is an opaque alias borrowed from somebody in another gang.
"""

import random

from sources.synthetic.lexicons import Nickname, modifiers, name_parts, nicknames
from sources.synthetic.randomness import Quota
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.world import Alias, Person

# What an alias can be written in, by the language of its bearer.
_FAMILY_ORDER = {
    "zh": ("hans", "pinyin", "affixed", "english", "hant", "emoji"),
    "en": ("english", "emoji", "hans", "pinyin"),
    "vi": ("vietnamese", "plain", "english", "hans", "emoji"),
}
_STUDY_FAMILIES = {"hammer": ("hans", "english", "pinyin", "emoji"), "steel_nail": ("hans", "pinyin")}
_SHOWN_ONLY = ("mood", "trade")
# So many draws of a free thing in vain mean that hardly any is left.
_TRIES = 400


class Naming:
    """Names people one after the other, keeping the shares of opaque aliases and of homonyms."""

    def __init__(self, settings: GeneratorSettings, rng: random.Random) -> None:
        self._rng = rng
        self._opaque = Quota(settings.opaque_share)
        # A borrowed name makes two homonyms, the lender's and the borrower's.
        self._homonym = Quota(settings.homonym_share / 2 if settings.gangs > 1 else 0.0)
        self._used: set[str] = set()
        self._lendable: list[tuple[Person, Alias]] = []
        self._things = list(nicknames())
        self._by_concept = {thing.concept: thing for thing in self._things}
        for thing in self._things if settings.is_study_cast else []:
            if thing.concept in {"hammer", "steel_nail", "steamed_bun", "crab"}:
                self._used.update((thing.hans, thing.hant, thing.pinyin, thing.english))
        rng.shuffle(self._things)

    def name(self, person: Person, account_count: int, *, needs_latin: bool) -> None:
        """Give a person his aliases; at least one is `called`, and one in Latin letters where he needs a handle."""
        if person.is_victim:
            text = self._victim_name(person)
            person.aliases = [Alias(text, "called", _script(text), "own_name", is_opaque=True)]
            self._opaque.give_back(-1)
            self._opaque.take(1)
            return
        wanted = min(6, max(2, account_count) + self._rng.randint(1, 2))
        opaque = min(self._opaque.take(wanted), wanted)
        if wanted - opaque == 1:
            # One alias alone has nothing to be like: it is opaque as well.
            opaque += 1
            self._opaque.give_back(-1)
        if person.fixed_concept and wanted - opaque < 2:
            opaque -= 2
            self._opaque.give_back(2)
        family = self._family(person, wanted - opaque) if wanted > opaque else []
        person.aliases = family
        for number in range(opaque):
            is_called = not person.aliases or (number == 1)
            latin = needs_latin and not any(alias.script == "latin" for alias in person.aliases)
            person.aliases.append(self._opaque_alias(person, is_called=is_called and not latin, latin=latin))
        if not any(alias.kind == "called" for alias in person.aliases):
            person.aliases[0].kind = "called"
        self._homonym_due(person, len(person.aliases))
        self._lendable += [(person, alias) for alias in person.aliases if alias.kind == "called"]

    def borrow(self, borrower: Person, lender: Person, text: str) -> None:
        """Let somebody bear a name of somebody else: a homonym on purpose."""
        borrower.aliases[0].is_homonym = True
        lent = next(alias for alias in lender.aliases if alias.text == text)
        lent.is_homonym = True
        borrower.aliases.insert(0, Alias(text, "called", lent.script, "borrowed", is_opaque=True, is_homonym=True))
        borrower.aliases[1].is_homonym = False

    def _victim_name(self, person: Person) -> str:
        if person.languages[0] != "zh":
            return person.real_name.split()[-1]
        surname, given = person.real_name[0], person.real_name[1:]
        return self._rng.choice((f"小{surname}", f"{surname}姐", f"老{surname}", given, f"阿{given[-1]}"))

    def _family(self, person: Person, count: int) -> list[Alias]:
        thing = self._by_concept[person.fixed_concept] if person.fixed_concept else self._fresh_thing()
        order = list(_FAMILY_ORDER[person.languages[0]])
        if person.fixed_concept in _STUDY_FAMILIES:
            order = list(_STUDY_FAMILIES[person.fixed_concept])
            count = max(count, len(order))
        elif count < len(order):
            first, rest = order[0], order[1:]
            self._rng.shuffle(rest)
            order = [first, *rest]
        if person.writes_hant:
            order.sort(key=lambda form: form != "hant")
        texts: list[str] = []
        for form in order:
            text = _form(thing, form)
            if text and text not in texts and len(texts) < count:
                texts.append(text)
        while len(texts) < count:
            texts.append(f"{thing.pinyin}{self._rng.randint(10, 999)}")
        self._used.update(texts)
        kinds = ["called"] * min(3, count) + ["nickname"] * max(0, count - 3)
        return [Alias(text, kind, _script(text), thing.concept) for text, kind in zip(texts, kinds, strict=True)]

    def _fresh_thing(self) -> Nickname:
        if self._things:
            thing = self._things.pop()
            if thing.hans not in self._used:
                return thing
        bases, tries = nicknames(), 0
        while True:
            made = _modified(self._rng.choice(bases), self._rng.choice(modifiers()))
            if made.hans not in self._used:
                return made
            tries += 1
            if tries % _TRIES == 0:
                # Big cases use the words up: then things of two modifiers are taken, then of three.
                bases = tuple(_modified(base, modifier) for base in bases for modifier in modifiers())

    def _opaque_alias(self, person: Person, *, is_called: bool, latin: bool) -> Alias:
        language = person.languages[0]
        for _ in range(200):
            if latin:
                text, concept = self._handle(), "handle"
            elif is_called or self._rng.random() < 0.25:
                thing = self._fresh_thing()
                form = {"zh": "hans", "en": "english", "vi": "vietnamese"}[language]
                text, concept = _form(thing, form), thing.concept
            else:
                text, concept = self._shown_name(language), f"mood{self._rng.randrange(10**9)}"
            if text not in self._used and not _alike(text, person.aliases):
                break
        self._used.add(text)
        kind = "handle" if latin else ("called" if is_called else "nickname")
        return Alias(text, kind, _script(text), concept + text, is_opaque=True)

    def _handle(self) -> str:
        first = self._rng.choice(name_parts()["handle_first"])
        return f"{first}{self._rng.choice(('', '_', '.'))}{self._rng.randint(2, 999)}".replace(".", "")

    def _shown_name(self, language: str) -> str:
        parts, style = name_parts(), self._rng.choice(_SHOWN_ONLY)
        if language != "zh":
            first, second = parts[f"mood_first_{language}"], parts[f"mood_second_{language}"]
            return f"{self._rng.choice(first)} {self._rng.choice(second)}"
        name = self._rng.choice(parts[f"{style}_first_zh"]) + self._rng.choice(parts[f"{style}_second_zh"])
        return name if name not in self._used else f"{name}{self._rng.randint(2, 99)}"

    def _homonym_due(self, person: Person, alias_count: int) -> None:
        due = self._homonym.take(alias_count)
        if not due:
            return
        # One borrowed name a person; more are owed to those who come after.
        self._homonym.give_back(due - 1)
        own = [alias for alias in person.aliases if alias.is_opaque and alias.kind != "handle"]
        lenders = [
            (lender, alias)
            for lender, alias in self._lendable
            if not set(lender.gang_ids) & set(person.gang_ids)
            and not alias.is_homonym
            and not _alike(alias.text, person.aliases)
        ]
        if not own or not lenders:
            self._homonym.give_back(1)
            return
        _, alias = self._rng.choice(lenders)
        alias.is_homonym = True
        own[0].text, own[0].script, own[0].kind, own[0].is_homonym = alias.text, alias.script, "called", True


def _modified(base: Nickname, modifier: tuple[str, str, str, str]) -> Nickname:
    hans, hant, pinyin, english = modifier
    return Nickname(
        f"{english}_{base.concept}", hans + base.hans, hant + base.hant, pinyin + base.pinyin,
        f"{english} {base.english}", base.emoji, base.vietnamese,
    )  # fmt: skip


def _form(thing: Nickname, form: str) -> str:
    forms = {
        "hans": thing.hans, "hant": thing.hant if thing.hant != thing.hans else "", "pinyin": thing.pinyin,
        "english": thing.english, "emoji": thing.emoji, "vietnamese": thing.vietnamese,
        "plain": thing.pinyin, "affixed": f"{thing.hans[-2] if len(thing.hans) > 1 else thing.hans}哥",
    }  # fmt: skip
    return forms[form]


def _script(text: str) -> str:
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return "hans"
    if text.isascii():
        return "latin"
    return "vi" if any(sign.isalpha() for sign in text) else "emoji"


def is_handle_shaped(text: str) -> bool:
    """Whether an alias can serve as a nick or a handle: ASCII, beginning with a letter."""
    return text.isascii() and text[:1].isalpha()


def _alike(text: str, aliases: list[Alias]) -> bool:
    signs = {sign for sign in text.casefold() if "\u4e00" <= sign <= "\u9fff"}
    folded = text.casefold().replace(" ", "")
    grams = {folded[start : start + 4] for start in range(max(1, len(folded) - 3))}
    for alias in aliases:
        other = alias.text.casefold().replace(" ", "")
        if signs & set(other) or (not signs and any(gram in other for gram in grams)):
            return True
    return False
