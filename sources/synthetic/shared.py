"""People of several gangs: who moves from one to another on the way, and a boss who takes over a second gang.

Off in every preset: with none of them a case is the same to the byte as before there were any.
"""

import random

from sources.synthetic.settings import BadGeneratorSettings
from sources.synthetic.world import Gang, Person, RolePeriod

# Where in the time covered somebody moves.
_MOVES = (0.35, 0.65)
_LEADING = frozenset({"boss", "financier", "manager", "team_leader", "partner"})


def share_people(
    people: dict[str, Person], gangs: dict[str, Gang], rng: random.Random, *, movers: int, shared_bosses: int
) -> None:
    """Let some workers move and some bosses lead a second gang; changes the people and gangs given.

    Args:
        people: Everybody cast, by id.
        gangs: The gangs by id, two at least where anybody is to be shared.
        rng: Source of draws.
        movers: How many workers move once, each to a team of the next gang.
        shared_bosses: How many gangs are also led by the boss of the gang before; their own boss becomes a manager.

    Raises:
        BadGeneratorSettings: When more are to move than a gang has workers.
    """
    ids = list(gangs)
    workers = {
        gang_id: [
            person
            for person in people.values()
            if person.gang_ids == (gang_id,) and person.superior_id and person.roles[0].role not in _LEADING
        ]
        for gang_id in ids
    }
    for number in range(movers):
        home, other = ids[number % len(ids)], ids[(number + 1) % len(ids)]
        if not workers[home]:
            raise BadGeneratorSettings(f"movers must be fewer: after {number} of {movers} a gang has no worker left")
        person = workers[home].pop(rng.randrange(len(workers[home])))
        leaders = [p for p in people.values() if p.gang_ids == (other,) and p.roles[0].role == "team_leader"]
        _move(person, other, rng.choice(leaders), rng)
    for place in range(0, 2 * shared_bosses, 2):
        _take_over(people[gangs[ids[place]].boss_id], people, gangs[ids[place + 1]])


def _move(person: Person, gang_id: str, leader: Person, rng: random.Random) -> None:
    """Go on in another gang, under one of its team leaders, with the work done before."""
    (home,) = person.gang_ids
    start, end = person.roles[0].start, max(period.end for period in person.roles)
    at = start + int((end - start) * rng.uniform(*_MOVES))
    role = person.role_at(at)
    person.roles = [
        RolePeriod(period.role, period.gang_id, period.start, min(period.end, at))
        for period in person.roles
        if period.start < at
    ]
    person.roles.append(RolePeriod(role, gang_id, at, end))
    person.gang_ids = (home, gang_id)
    person.stays = {home: (start, at), gang_id: (at, end)}
    person.superiors = {home: person.superior_id, gang_id: leader.person_id}
    person.team = leader.team


def _take_over(boss: Person, people: dict[str, Person], gang: Gang) -> None:
    """Lead a second gang over the head of the boss it had."""
    (home,) = boss.gang_ids
    start, end = boss.roles[0].start, boss.roles[0].end
    boss.roles.append(RolePeriod("boss", gang.gang_id, start, end))
    boss.gang_ids = (home, gang.gang_id)
    boss.stays = {home: (start, end), gang.gang_id: (start, end)}
    boss.superiors = {home: None, gang.gang_id: None}
    former = people[gang.boss_id]
    former.superior_id = boss.person_id
    former.roles[0].role = "manager"
    gang.boss_id = boss.person_id
