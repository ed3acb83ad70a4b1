"""Plans who talks with whom where: groups of a gang, direct talks, lure groups, the market between gangs."""

import random
from collections.abc import Iterator
from itertools import pairwise

from sources.synthetic.world import Conversation, Gang, Person

_TECHNICAL = {"developer", "crypter", "tester", "system_operator", "intruder", "researcher"}
_LURING = {"caller", "puller", "mentor", "shill"}
_DEALING = {"recruiter", "identity_forger", "cash_mule", "score_runner"}
_TITLES = {
    "all": ("{seat}通知群", "{label}大家庭", "{label}工作群", "{app}内部群"),
    "core": ("{label}管理", "核心对接{label}", "{label} core", "早会{label}"),
    "team": ("{team}组加油", "{label}{team}组", "第{team}小组{label}", "{label} team {team}"),
    "tech": ("{label}tech", "dev{label}", "backend{label}"),
    "lure": ("{app}福利{n}群", "{app}交流学习{n}", "财富同行{n}班", "{app}任务{n}群"),
    "market": ("号卡供需{n}", "资源对接{n}", "market {n}", "全国料商交流{n}"),
}  # fmt: skip


class ConversationPlan:
    """Collects conversations; each gets a key, a title and a weight that says how much is talked in it."""

    def __init__(self, rng: random.Random, people: dict[str, Person], gangs: dict[str, Gang]) -> None:
        self._rng, self._people, self._gangs = rng, people, gangs
        self.conversations: list[Conversation] = []
        self._pairs: set[tuple[str, str]] = set()

    def plan(self) -> list[Conversation]:
        """All conversations of all gangs and of the market."""
        for gang in self._gangs.values():
            members = [p for p in self._people.values() if p.is_in(gang.gang_id) and not p.is_victim]
            self._gang_groups(gang, members)
            self._gang_talks(gang, members)
            self._lures(gang, members)
        self._markets()
        return self.conversations

    def _add(
        self, kind: str, purpose: str, platform: str, people: list[Person], gang: Gang | None, weight: float
    ) -> None:
        if len({person.person_id for person in people}) < 2:
            return
        if kind == "direct":
            pair = tuple(sorted(person.person_id for person in people))
            if (pair[0], pair[1]) in self._pairs:
                return
            self._pairs.add((pair[0], pair[1]))
        number = len(self.conversations) + 1
        title = ""
        if kind == "group":
            title = self._rng.choice(_TITLES[purpose]).format(
                label=gang.label if gang else "",
                seat=gang.seat if gang else "",
                app=gang.app if gang else "",
                team=next((person.team for person in people if person.team), "1"),
                n=self._rng.randint(1, 99),
            )
        ids = sorted({person.person_id for person in people})
        gang_id = gang.gang_id if gang else None
        self.conversations.append(Conversation(f"c{number:04d}", platform, kind, purpose, title, gang_id, ids, weight))

    def _gang_groups(self, gang: Gang, members: list[Person]) -> None:
        roles = {person.person_id: person.role_in(gang.gang_id) for person in members}
        leads = [p for p in members if roles[p.person_id] in {"boss", "manager", "team_leader", "partner"}]
        silent_boss = self._rng.random() < 0.4
        everybody = [p for p in members if roles[p.person_id] not in {"financier", "boss"} or
                     (roles[p.person_id] == "boss" and not silent_boss)]  # fmt: skip
        self._add("group", "all", gang.main_platform, everybody, gang, 6 + len(everybody) * 0.5)
        self._add("group", "core", gang.core_platform, leads, gang, 5 + len(leads) * 0.5)
        for leader in (p for p in members if roles[p.person_id] == "team_leader"):
            team = [p for p in members if p.superior_in(gang.gang_id) == leader.person_id]
            above = [self._people[leader.superior_id]] if leader.superior_id and self._rng.random() < 0.5 else []
            platform = gang.main_platform if self._rng.random() < 0.7 else gang.core_platform
            self._add("group", "team", platform, [leader, *team, *above], gang, 4 + len(team))
        technicians = [p for p in members if roles[p.person_id] in _TECHNICAL]
        managers = [p for p in members if roles[p.person_id] == "manager"]
        if len(technicians) + len(managers) >= 2:
            self._add("group", "tech", "irc", [*technicians, *managers[:2], *leads[-1:]], gang, 6)

    def _gang_talks(self, gang: Gang, members: list[Person]) -> None:
        for person in members:
            if superior_id := person.superior_in(gang.gang_id):
                superior = self._people[superior_id]
                role = person.role_in(gang.gang_id)
                secret = role in _TECHNICAL or superior.roles[0].role == "boss"
                platform = "jabber" if secret and self._rng.random() < 0.6 else self._usual(gang)
                self._add("direct", "command", platform, [superior, person], gang, 2.5)
        for left, right in pairwise(self._shuffled(members)):
            if self._rng.random() < 0.5:
                self._add("direct", "peers", self._usual(gang), [left, right], gang, 1.2)
        money = [p for p in self._people.values() if gang.gang_id in p.gang_ids and not p.stays
                 and p.superior_id is None and p.roles[0].role not in {"boss", "financier", "victim"}]  # fmt: skip
        leads = [p for p in members if p.roles[0].role in {"manager", "financier"}]
        dealing = [p for p in members if p.roles[0].role in _DEALING]
        for service in money:
            for contact in self._rng.sample(leads, min(1, len(leads))) + self._rng.sample(
                dealing, min(1, len(dealing))
            ):
                self._add("direct", "service", self._rng.choice(("telegram", "jabber")), [service, contact], gang, 2)

    def _usual(self, gang: Gang) -> str:
        return gang.main_platform if self._rng.random() < 0.65 else gang.core_platform

    def _shuffled(self, people: list[Person]) -> Iterator[Person]:
        return iter(self._rng.sample(people, len(people)))

    def _lures(self, gang: Gang, members: list[Person]) -> None:
        victims = [p for p in self._people.values() if p.is_victim and gang.gang_id in p.gang_ids]
        lurers = [p for p in members if p.roles[0].role in _LURING]
        platform = "wechat" if gang.main_platform in {"wechat", "telegram"} else gang.main_platform
        for start in range(0, len(victims), 6):
            crew = self._rng.sample(lurers, min(len(lurers), 5))
            self._add("group", "lure", platform, [*victims[start : start + 6], *crew], gang, 5)
        for victim in victims:
            for lurer in self._rng.sample(lurers, min(len(lurers), 2)):
                self._add("direct", "luring", platform, [victim, lurer], gang, 2)

    def _markets(self) -> None:
        selling = {"laundering_desk", "account_dealer", "card_dealer"}
        dealers = [
            person
            for person in self._people.values()
            if (len(person.gang_ids) > 1 and not person.stays)
            or (person.superior_id is None and person.roles[0].role in selling)
        ]
        buyers = [p for p in self._people.values() if p.roles[0].role in {"manager", *_DEALING} and p not in dealers]
        for number in range(max(1, len(self._gangs) // 3)):
            crowd = dealers + self._rng.sample(buyers, min(len(buyers), 10))
            self._add("group", "market", "qq" if number % 2 == 0 else "telegram", crowd, None, 5)
