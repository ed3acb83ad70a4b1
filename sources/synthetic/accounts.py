"""Opens accounts: what the conversations need, shared desk accounts, then changes of account and hand-overs over time.

Registrant and operator are two things from the start: part of the accounts were opened by strangers in batches and
bought, part by a colleague; a change of account starts a new operator period, a hand-over gives the old one on.
"""

import random
from collections.abc import Callable

from sources.synthetic.invented import InventedIds
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.world import REGISTERED_PLATFORMS, Account, AccountChange, Operation, Person, World

_DAY = 86_400
_MOST_ON_ONE_PLATFORM = 4
_HANDOVER_SHARE = 0.15
_COLLEAGUE_SHARE = 0.1
# Strangers sell accounts in batches; the study knows of 1,548 bought accounts in one case.
_LARGEST_BATCH = 8


class AccountBook:
    """Opens accounts for people and keeps who operates what when."""

    def __init__(self, settings: GeneratorSettings, rng: random.Random, ids: InventedIds, world: World) -> None:
        self._settings, self._rng, self._ids, self._world = settings, rng, ids, world

    def open_needed(self) -> None:
        """One account for everybody on every platform he talks on; the laundering desk shares its own."""
        needed = sorted({(person, talk.platform) for talk in self._world.conversations for person in talk.people})
        desks: dict[str, Account] = {}
        for person_id, platform in needed:
            person = self._world.people[person_id]
            is_desk = person.roles[0].role == "laundering_desk" and platform == "telegram"
            if is_desk and platform in desks:
                account = desks[platform]
                account.operations.append(Operation(person_id, self._world.start, self._world.end))
                account.is_shared = True
            else:
                account = self._open(platform, person_id, self._world.start)
                if is_desk:
                    desks[platform] = account
            self._world.holdings.setdefault((person_id, platform), []).append(account)

    def change_until(self, wanted: int) -> None:
        """Let people change accounts until the wanted number is reached or everybody has changed enough."""
        candidates = [
            holding for holding in sorted(self._world.holdings)
            if not self._world.people[holding[0]].is_victim and not self._world.holdings[holding][0].is_shared
        ]  # fmt: skip
        self._rng.shuffle(candidates)
        # The study's people change accounts first, so that the small case shows what the service is for.
        candidates.sort(key=lambda holding: self._world.people[holding[0]].fixed_concept != "hammer")
        handed: set[tuple[str, str]] = set()
        for _round in range(_MOST_ON_ONE_PLATFORM - 1):
            for person_id, platform in candidates:
                if len(self._world.accounts) >= wanted:
                    return
                if (person_id, platform) in handed or len(self._world.holdings[person_id, platform]) > _round + 1:
                    continue
                self._change(person_id, platform, handed, candidates)

    def _open(self, platform: str, person_id: str, at: int) -> Account:
        makers: dict[str, Callable[[], str]] = {
            "wechat": self._ids.wxid,
            "qq": lambda: self._ids.number(11),
            "telegram": lambda: self._ids.number(11),
            "whatsapp": self._ids.foreign_phone,
        }
        # Nicks and JIDs are names that people choose; they are filled in when names are given.
        native_id = makers[platform]() if platform in makers else f"?{len(self._world.accounts)}"
        account = Account(platform, native_id, [Operation(person_id, at, self._world.end)])
        self._world.accounts.append(account)
        return account

    def _change(
        self, person_id: str, platform: str, handed: set[tuple[str, str]], candidates: list[tuple[str, str]]
    ) -> None:
        held = self._world.holdings[person_id, platform]
        old = held[-1]
        operation = next(op for op in old.operations if op.person_id == person_id)
        if operation.end - operation.start < 12 * _DAY:
            return
        at = operation.start + int((operation.end - operation.start) * self._rng.uniform(0.35, 0.65))
        new = self._open(platform, person_id, at)
        operation.end = at
        held.append(new)
        self._world.changes.append(AccountChange(at, person_id, platform, old, new, is_handover=False))
        if platform in REGISTERED_PLATFORMS and self._rng.random() < _HANDOVER_SHARE:
            self._hand_over(old, at, person_id, handed, candidates)

    def _hand_over(
        self, account: Account, at: int, giver_id: str, handed: set[tuple[str, str]], candidates: list[tuple[str, str]]
    ) -> None:
        giver = self._world.people[giver_id]
        for taker_id, platform in candidates:
            held = self._world.holdings[taker_id, platform]
            taker = self._world.people[taker_id]
            if (
                platform == account.platform
                and taker_id != giver_id
                and taker.gang_ids == giver.gang_ids
                and len(held) == 1
                and taker.fixed_concept is None
                and (taker_id, platform) not in handed
            ):
                old = held[0]
                old.operations[0].end = at
                account.operations.append(Operation(taker_id, at, self._world.end))
                held.append(account)
                handed.add((taker_id, platform))
                self._world.changes.append(AccountChange(at, taker_id, platform, old, account, is_handover=True))
                return

    def register(self, outsider: Callable[[], Person]) -> list[Person]:
        """Say who opened each account: outsiders in batches (the bought share), colleagues, else the operator."""
        registered = [a for a in self._world.accounts if a.platform in REGISTERED_PLATFORMS]
        for account in registered:
            self._fill_registration(account)
        for_sale = [a for a in registered if not self._world.people[a.operations[0].person_id].is_victim]
        self._rng.shuffle(for_sale)
        for_sale.sort(key=lambda a: self._world.people[a.operations[0].person_id].fixed_concept != "hammer")
        bought = for_sale[: round(self._settings.bought_share * len(self._world.accounts))]
        outsiders: list[Person] = []
        start = 0
        while start < len(bought):
            batch = bought[start : start + self._rng.randint(2, _LARGEST_BATCH)]
            outsiders.append(outsider())
            for account in batch:
                account.registrant_id, account.registration_kind = outsiders[-1].person_id, "bought"
                account.is_bought = True
            start += len(batch)
        for account in for_sale[len(bought) :]:
            operator = self._world.people[account.operations[0].person_id]
            colleagues = [p for p in self._world.people.values() if p.gang_ids == operator.gang_ids and not p.is_victim]
            if self._rng.random() < _COLLEAGUE_SHARE and len(colleagues) > 1:
                account.registrant_id = self._rng.choice(colleagues[: max(2, len(colleagues) // 5)]).person_id
                account.registration_kind = "colleague" if account.registrant_id != operator.person_id else "self"
        return outsiders

    def _fill_registration(self, account: Account) -> None:
        account.registrant_id = account.operations[0].person_id
        account.registered_at = account.start - self._rng.randint(2, 900) * _DAY - self._rng.randrange(_DAY)
        account.phone = account.native_id if account.platform == "whatsapp" else self._ids.chinese_phone()
        account.ip, account.imei = self._ids.ip(), self._ids.imei()
        account.bank_card = self._ids.bank_card() if self._rng.random() < 0.5 else ""
