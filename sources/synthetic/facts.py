"""Fills the slots of phrases: names, amounts, times, cards, links; one exchange keeps to its facts."""

import random
from collections.abc import Callable

from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.turn import Turn
from sources.synthetic.world import Person, World

# Names and identifiers stand in a line as private-use signs until its slips are made.
_FIRST_SIGN = 0xE000
_PLACES = (
    "西港", "金边", "木牌", "妙瓦底", "大其力", "万象", "磨丁", "芒街", "昆明", "南宁", "瑞丽", "河口", "厦门", "东莞",
    "曼谷", "美索",
)  # fmt: skip
_PLACES_LATIN = (
    "Sihanoukville", "Phnom Penh", "Bavet", "Myawaddy", "Vientiane", "Boten", "Mong Cai", "Kunming", "Manila",
    "Bangkok", "Mae Sot", "Dubai",
)  # fmt: skip
_NUMBERS: dict[str, tuple[float, ...]] = {
    "count": (5, 6, 8, 10, 12, 15, 18, 20, 24, 30, 36, 40, 50, 60, 80, 100),
    "small": (1, 2, 3, 4, 5, 6, 7, 8, 9),
    "fine": (20, 50, 100, 200, 300, 500, 1000),
    "price": (35, 60, 80, 120, 150, 188, 220, 280, 300, 350, 480),
    "price2": (800, 1200, 1500, 2000, 2600, 3000, 4500, 6000),
    "rate": (6, 8, 9.5, 10, 12, 13, 15, 18, 20, 25),
}
_ROUND_AMOUNTS = (
    200, 500, 800, 1000, 2000, 3000, 5000, 8000, 12000, 15800, 20000, 36000, 50000, 88000, 120000, 200000,
)  # fmt: skip
_CLOCKS = (":00", ":30", "点", "点半")
_HOSTS = (
    "huitong", "vip-mall", "starpay", "jinqiao", "blue-task", "yunduan", "quickwin", "hxb", "goldgate", "cloudapp",
)  # fmt: skip


class Facts:
    """The facts of one exchange: made when first asked for, then kept.

    Attributes:
        fixed: Slots whose value is given, come what may.
    """

    def __init__(
        self, world: World, names: NamesInTalk, rng: random.Random, at: int, cards: list[tuple[str, str]]
    ) -> None:
        self._world, self._names, self._rng, self._at, self._cards = world, names, rng, at, cards
        self._kept: dict[str, str] = {}
        self._signs: list[str] = []
        self.fixed: dict[str, str] = {}

    def filler(self, turn: Turn) -> Callable[[str], str | None]:
        """A function that fills the slots of one line; inside one line a name is written one way."""
        self._signs = []
        line: dict[str, str] = {}

        def fill(slot: str) -> str | None:
            if slot == "who2" and "who" not in line:
                # The other name must be another one than the first, so the first is settled before it.
                fill("who")
            if slot not in line:
                value = self.fixed.get(slot) or self._person_slot(slot, turn, line.get("who"))
                if value is None:
                    value = self._kept_fact(slot, turn)
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

    def _person_slot(self, slot: str, turn: Turn, first_name: str | None) -> str | None:
        who = turn.about[0] if turn.about else turn.to
        if slot == "to":
            return self._called(turn, turn.to) if turn.to else ""
        if slot == "me":
            return self._names.own(turn.speaker, turn.language)
        if slot == "who" and who:
            return self._called(turn, who)
        if slot == "who2" and who:
            if len(turn.about) > 1:
                return self._called(turn, turn.about[1])
            return self._names.other(who, first_name, self._rng)
        if slot in {"boss_of", "myboss", "boss"}:
            under = who if slot == "boss_of" else turn.speaker
            above = self._world.people.get(under.superior_at(self._at) or "") if under else None
            return self._called(turn, above) if above else None
        if slot == "account" and who:
            return self._account(turn, who)
        return None

    def _called(self, turn: Turn, person: Person) -> str:
        return self._names.called(turn.speaker, person, turn.platform, self._at, turn.language)

    def _account(self, turn: Turn, who: Person) -> str | None:
        account = self._world.account_of(who.person_id, turn.platform, self._at)
        if account is None:
            held = [a for (p, _), accounts in self._world.holdings.items() if p == who.person_id for a in accounts]
            account = held[-1] if held else None
        if account is None:
            return None
        return f"@{account.handle}" if account.handle else account.native_id

    def _kept_fact(self, slot: str, turn: Turn) -> str | None:
        if slot not in self._kept:
            value = self._number(slot, turn.language)
            if value is None:
                value = self._known_fact(slot, turn)
            if value is None:
                return None
            self._kept[slot] = value
        return self._kept[slot]

    def _number(self, slot: str, language: str) -> str | None:
        rng = self._rng
        if slot in _NUMBERS:
            return str(rng.choice(_NUMBERS[slot]))
        if slot in {"amount", "amount2"}:
            return _amount(rng, language)
        if slot == "urate":
            return f"{rng.uniform(6.6, 7.4):.2f}"
        if slot == "clock":
            return f"{rng.randint(7, 23)}{rng.choice(_CLOCKS if language == 'zh' else _CLOCKS[:2])}"
        if slot == "code":
            return str(rng.randint(1000, 999_999))
        return f"199 0000 {rng.randint(0, 9999):04d}" if slot == "phone" else None

    def _known_fact(self, slot: str, turn: Turn) -> str | None:
        rng, gang = self._rng, self._world.gangs[turn.speaker.gang_at(self._at)]
        if slot == "link":
            host = f"{rng.choice(_HOSTS)}{rng.randint(2, 999)}.{rng.choice(('example', 'invalid', 'test'))}"
            return f"http://{host}/{rng.choice(('', 'dl', 'h5', 'm/', f'r?c={rng.randint(10, 9999)}'))}"
        if slot == "ip":
            return f"203.0.113.{rng.randint(1, 254)}"
        if slot == "place":
            return rng.choice(_PLACES if turn.language == "zh" else _PLACES_LATIN)
        if slot in {"card", "payee"}:
            return self._card()[slot == "payee"]
        if slot == "wallet":
            return rng.choice(self._world.wallets[gang.gang_id])
        return {"gangplace": gang.seat, "app": gang.app}.get(slot)

    def _card(self) -> tuple[str, str]:
        if "_card" not in self._kept:
            card, payee = self._rng.choice(self._cards) if self._cards else ("6299990000000000000", "—")
            self._kept["_card"], self._kept["_payee"] = card, payee
        return self._kept["_card"], self._kept["_payee"]


def _amount(rng: random.Random, language: str) -> str:
    value = rng.choice(_ROUND_AMOUNTS)
    value += rng.choice((0, 0, 0, rng.randrange(1000)))
    if language == "zh" and value >= 10000 and rng.random() < 0.5:
        return f"{value / 10000:.1f}万".replace(".0万", "万")
    if rng.random() < 0.2:
        return f"{value / 1000:.1f}k".replace(".0k", "k")
    return f"{value:,}" if rng.random() < 0.15 else str(value)
