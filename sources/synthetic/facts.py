"""Fills the slots of phrases: names, amounts, times, cards, links; one exchange keeps to its facts."""

import random
from collections.abc import Callable

from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.world import Person, World

# Names and identifiers stand in a line as private-use signs until its slips are made.
_FIRST_SIGN = 0xE000
_PLACES = ("西港", "金边", "木牌", "妙瓦底", "大其力", "万象", "磨丁", "芒街", "昆明", "南宁", "瑞丽", "河口", "厦门", "东莞", "曼谷", "美索")  # fmt: skip
_PLACES_LATIN = ("Sihanoukville", "Phnom Penh", "Bavet", "Myawaddy", "Vientiane", "Boten", "Mong Cai", "Kunming", "Manila", "Bangkok", "Mae Sot", "Dubai")  # fmt: skip
_HOSTS = ("huitong", "vip-mall", "starpay", "jinqiao", "blue-task", "yunduan", "quickwin", "hxb", "goldgate", "cloudapp")


class Facts:
    """The facts of one exchange: made when first asked for, then kept.

    Attributes:
        fixed: Slots whose value is given, come what may.
    """

    def __init__(self, world: World, names: NamesInTalk, rng: random.Random, at: int, cards: list[tuple[str, str]]) -> None:
        self._world, self._names, self._rng, self._at, self._cards = world, names, rng, at, cards
        self._kept: dict[str, str] = {}
        self._signs: list[str] = []
        self.fixed: dict[str, str] = {}

    def filler(
        self, speaker: Person, to: Person | None, about: tuple[Person, ...], platform: str, language: str
    ) -> Callable[[str], str | None]:
        """A function that fills the slots of one line."""
        self._signs = []
        line: dict[str, str] = {}

        def fill(slot: str) -> str | None:
            # Inside one line a name is written one way.
            if slot not in line:
                value = self.fixed.get(slot) or self._person_slot(slot, speaker, to, about, platform, language)
                if value is None:
                    value = self._kept_fact(slot, language, speaker)
                if value is None:
                    return None
                line[slot] = value
            return self._sign(line[slot])

        return fill

    def restored(self, text: str) -> str:
        """The line with its names and identifiers in place."""
        for number, value in enumerate(self._signs):
            text = text.replace(chr(_FIRST_SIGN + number), value)
        return text

    def _sign(self, value: str) -> str:
        self._signs.append(value)
        return chr(_FIRST_SIGN + len(self._signs) - 1)

    def _person_slot(
        self, slot: str, speaker: Person, to: Person | None, about: tuple[Person, ...], platform: str, language: str
    ) -> str | None:
        people = self._world.people
        who = about[0] if about else to
        if slot == "to":
            return self._names.called(speaker, to, platform, self._at, language) if to else ""
        if slot == "me":
            return self._names.own(speaker, language)
        if slot == "who" and who:
            return self._names.called(speaker, who, platform, self._at, language)
        if slot == "who2" and who:
            if len(about) > 1:
                return self._names.called(speaker, about[1], platform, self._at, language)
            return self._names.other(speaker, who, platform, self._at, language, self._rng)
        if slot in {"boss_of", "myboss", "boss"}:
            under = who if slot == "boss_of" else speaker
            above = people.get(under.superior_id or "") if under else None
            return self._names.called(speaker, above, platform, self._at, language) if above else None
        if slot == "account" and who:
            account = self._world.account_of(who.person_id, platform, self._at)
            if account is None:
                held = [a for (p, _), accounts in self._world.holdings.items() if p == who.person_id for a in accounts]
                account = held[-1] if held else None
            return (account.handle and "@" + account.handle) or account.native_id if account else None
        return None

    def _kept_fact(self, slot: str, language: str, speaker: Person) -> str | None:
        if slot not in self._kept:
            value = self._fact(slot, language, speaker)
            if value is None:
                return None
            self._kept[slot] = value
        return self._kept[slot]

    def _fact(self, slot: str, language: str, speaker: Person) -> str | None:
        rng = self._rng
        makers: dict[str, Callable[[], str]] = {
            "amount": lambda: _amount(rng, language),
            "amount2": lambda: _amount(rng, language),
            "count": lambda: str(rng.choice((5, 6, 8, 10, 12, 15, 18, 20, 24, 30, 36, 40, 50, 60, 80, 100))),
            "small": lambda: str(rng.randint(1, 9)),
            "fine": lambda: str(rng.choice((20, 50, 100, 200, 300, 500, 1000))),
            "price": lambda: str(rng.choice((35, 60, 80, 120, 150, 188, 220, 280, 300, 350, 480))),
            "price2": lambda: str(rng.choice((800, 1200, 1500, 2000, 2600, 3000, 4500, 6000))),
            "rate": lambda: str(rng.choice((6, 8, 9.5, 10, 12, 13, 15, 18, 20, 25))),
            "urate": lambda: f"{rng.uniform(6.6, 7.4):.2f}",
            "clock": lambda: f"{rng.randint(7, 23)}{rng.choice((':00', ':30', '点', '点半') if language == 'zh' else (':00', ':30', ':15'))}",
            "code": lambda: str(rng.randint(1000, 999999)),
            "link": lambda: f"http://{rng.choice(_HOSTS)}{rng.randint(2, 999)}.{rng.choice(('example', 'invalid', 'test'))}/{rng.choice(('', 'dl', 'h5', 'm/', 'r?c=' + str(rng.randint(10, 9999))))}",
            "ip": lambda: f"203.0.113.{rng.randint(1, 254)}",
            "phone": lambda: f"199 0000 {rng.randint(0, 9999):04d}",
            "place": lambda: rng.choice(_PLACES if language == "zh" else _PLACES_LATIN),
            "gangplace": lambda: self._seat(speaker),
            "app": lambda: self._app(speaker),
            "card": lambda: self._card()[0],
            "payee": lambda: self._card()[1],
            "wallet": lambda: self._world_wallet(speaker),
        }  # fmt: skip
        return makers[slot]() if slot in makers else None

    def _card(self) -> tuple[str, str]:
        if "_card" not in self._kept:
            card, payee = self._rng.choice(self._cards) if self._cards else ("6299990000000000000", "—")
            self._kept["_card"], self._kept["_payee"] = card, payee
        return self._kept["_card"], self._kept["_payee"]

    def _seat(self, speaker: Person) -> str:
        return self._world.gangs[speaker.gang_ids[0]].seat

    def _app(self, speaker: Person) -> str:
        return self._world.gangs[speaker.gang_ids[0]].app

    def _world_wallet(self, speaker: Person) -> str:
        wallets = self._world.wallets.get(speaker.gang_ids[0], [])
        return self._rng.choice(wallets) if wallets else ""


def _amount(rng: random.Random, language: str) -> str:
    value = rng.choice((200, 500, 800, 1000, 2000, 3000, 5000, 8000, 12000, 15800, 20000, 36000, 50000, 88000, 120000, 200000))
    value += rng.choice((0, 0, 0, rng.randrange(1000)))
    if language == "zh" and value >= 10000 and rng.random() < 0.5:
        return f"{value / 10000:.1f}万".replace(".0万", "万")
    if rng.random() < 0.2:
        return f"{value / 1000:.1f}k".replace(".0k", "k")
    return f"{value:,}" if rng.random() < 0.15 else str(value)
