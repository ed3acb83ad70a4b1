"""Plans the gangs: how many of which role, who is under whom, who serves several gangs, who is a victim.

The shape follows what court cases tell of calling rooms: a money man behind, one boss, managers, teams of a leader and
his workers, a few specialists, and a market of service people (laundering desk, dealers) who belong to nobody.
"""

import random

from sources.synthetic.invented import InventedIds
from sources.synthetic.lexicons import name_parts
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.world import Gang, Person, RolePeriod

# Workers in the order in which a gang fills its posts; the list repeats when the gang is larger.
_POSTS = (
    "caller", "puller", "developer", "mentor", "shill", "recruiter", "caller", "identity_forger", "system_operator",
    "scripter", "cash_mule", "logistics", "caller", "puller", "shill", "transport", "tester", "mentor", "caller",
    "score_runner", "support", "crypter", "negotiator", "intruder", "partner", "researcher",
)  # fmt: skip
_SERVICES = ("laundering_desk", "account_dealer", "laundering_desk", "card_dealer", "score_runner", "customer")
_SEATS = (
    "KK园区",
    "金边七号院",
    "西港海边楼",
    "木牌河边院",
    "万象二期",
    "孟波楼",
    "清莱仓库",
    "小勐拉东区",
    "老街新楼",
    "马尼拉B座",
)
_APPS = ("汇通宝", "鑫海优选", "星链商城", "众盈", "聚财通", "蓝鲸任务", "云端优购", "恒信宝", "金桥国际", "远航数藏")
_LABELS = ("东楼", "南院", "七组", "河边", "新楼", "仓库", "二期", "海边", "老街", "北区", "山脚", "旧厂")
_MAIN_PLATFORMS = ("wechat", "telegram", "qq", "whatsapp")
# The study's nicknames and where in the first gang their bearers stand.
_STUDY_CAST = (("manager", "hammer"), ("team_leader", "steel_nail"), ("caller", "steamed_bun"), ("boss", "crab"))


def planned_gangs(settings: GeneratorSettings) -> dict[str, Gang]:
    """The gangs with their seats, platforms and brands."""
    gangs = {}
    for number in range(settings.gangs):
        gang_id = f"gang{number + 1:02d}"
        main = _MAIN_PLATFORMS[number % len(_MAIN_PLATFORMS)]
        core = "telegram" if main != "telegram" else "whatsapp"
        gangs[gang_id] = Gang(
            gang_id,
            _LABELS[number % len(_LABELS)] + ("" if number < len(_LABELS) else str(number)),
            _SEATS[number % len(_SEATS)],
            main,
            core,
            _APPS[number % len(_APPS)],
        )
    return gangs


class Casting:
    """Makes the people: everybody gets a civil identity, languages, roles with periods and a superior."""

    def __init__(
        self, settings: GeneratorSettings, rng: random.Random, ids: InventedIds, span: tuple[int, int]
    ) -> None:
        self._settings, self._rng, self._ids, self._span = settings, rng, ids, span
        self.people: dict[str, Person] = {}
        self._civil_names: set[str] = set()

    def cast(self, gangs: dict[str, Gang]) -> dict[str, Person]:
        """All people: gang by gang, then the service people, then the victims."""
        actors = self._settings.actors
        victims = max(2, round(actors * 0.12))
        services = max(2, round(actors * 0.06))
        members = actors - victims - services
        for number, gang in enumerate(gangs.values()):
            size = members // len(gangs) + (1 if number < members % len(gangs) else 0)
            self._cast_gang(gang, size)
        gang_ids = tuple(gangs)
        for number in range(services):
            served = [gang_ids[number % len(gang_ids)]]
            served += [other for other in gang_ids if other not in served and self._rng.random() < 0.5]
            person = self.person(tuple(served))
            self._give(person, _SERVICES[number % len(_SERVICES)], served)
        for number in range(victims):
            person = self.person((gang_ids[number % len(gang_ids)],), language=self._settings.languages[0])
            person.is_victim = True
            self._give(person, "victim", [person.gang_ids[0]])
        return self.people

    def person(self, gang_ids: tuple[str, ...], language: str | None = None, prefix: str = "p") -> Person:
        """A new person with a civil identity; `prefix` `o` makes an outsider that is kept out of the cast."""
        languages = self._settings.languages
        weights = [6.0] + [1.5] * (len(languages) - 1)
        first = language or self._rng.choices(languages, weights)[0]
        spoken = (first, "en") if first != "en" and "en" in languages and self._rng.random() < 0.2 else (first,)
        person = Person(
            f"{prefix}{len(self._civil_names) + 1:04d}",
            gang_ids,
            self._civil_name(first),
            self._ids.document(self._rng.randint(1965, 2003)),
            spoken,
            writes_hant=first == "zh" and self._rng.random() < 0.12,
        )
        if prefix == "p":
            self.people[person.person_id] = person
        return person

    def _civil_name(self, language: str) -> str:
        parts = name_parts()
        while True:
            surname = self._rng.choice(parts[f"surnames_{language}"])
            given = self._rng.choice(parts[f"given_{language}"])
            name = {"en": f"{given} {surname}", "vi": f"{surname} {given}"}.get(language, surname + given)
            # Different people do share names, but seldom: one in fifty is allowed to.
            if name not in self._civil_names or self._rng.random() < 0.02:
                break
            if len(self._civil_names) > 1200:
                break
        self._civil_names.add(f"{name}#{len(self._civil_names)}" if name in self._civil_names else name)
        return name

    def _give(self, person: Person, role: str, gang_ids: list[str]) -> None:
        start, end = self._span
        person.roles += [RolePeriod(role, gang_id, start, end) for gang_id in gang_ids]

    def _cast_gang(self, gang: Gang, size: int) -> None:
        fixed = dict(_STUDY_CAST) if self._settings.is_study_cast and gang.gang_id == "gang01" else {}
        boss = self._member(gang, "boss", None, fixed)
        gang.boss_id = boss.person_id
        left = size - 1
        if size >= 9:
            self._member(gang, "financier", None, fixed)
            left -= 1
        managers = [self._member(gang, "manager", boss, fixed) for _ in range(max(1, size // 14))]
        leaders = [
            self._member(gang, "team_leader", managers[n % len(managers)], fixed) for n in range(max(1, size // 7))
        ]
        for number, leader in enumerate(leaders):
            leader.team = f"{number + 1}"
        left -= len(managers) + len(leaders)
        for number in range(left):
            role = _POSTS[number % len(_POSTS)]
            specialist = role in {"developer", "system_operator", "crypter", "recruiter", "transport", "partner"}
            leader = leaders[number % len(leaders)]
            worker = self._member(gang, role, managers[number % len(managers)] if specialist else leader, fixed)
            worker.team = "" if specialist else leader.team
        self._second_roles(gang)

    def _member(self, gang: Gang, role: str, superior: Person | None, fixed: dict[str, str]) -> Person:
        concept = fixed.pop(role, None)
        languages = self._settings.languages
        language = languages[0] if concept else None
        if self._settings.is_study_cast and gang.gang_id == "gang01" and role in {"developer", "puller"}:
            # The study's first gang has colleagues who speak another language.
            language = languages[-1]
        person = self.person((gang.gang_id,), language=language)
        person.superior_id = superior.person_id if superior else None
        person.fixed_concept = concept
        if concept:
            # The study writes its nicknames in simplified characters.
            person.writes_hant = False
        self._give(person, role, [gang.gang_id])
        return person

    def _second_roles(self, gang: Gang) -> None:
        """Every fourth worker does a second thing; every tenth is given another post on the way."""
        start, end = self._span
        for person in self.people.values():
            role = person.roles[0].role
            if person.gang_ids != (gang.gang_id,) or role in {"boss", "financier", "manager", "team_leader"}:
                continue
            draw, other = self._rng.random(), self._rng.choice(_POSTS)
            if other == role:
                continue
            if draw < 0.25:
                person.roles.append(RolePeriod(other, gang.gang_id, start, end))
            elif draw < 0.35:
                middle = start + int((end - start) * self._rng.uniform(0.3, 0.7))
                person.roles[0].end = middle
                person.roles.append(RolePeriod(other, gang.gang_id, middle, end))
