"""Decides what is seized: whose devices, so that most of what happened is seen, some of it from both ends."""

import random
from dataclasses import dataclass

from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.views import View
from sources.synthetic.world import Account, Person, Thread, World

_ZONES = ("Asia/Shanghai", "Asia/Phnom_Penh", "Asia/Shanghai", "Asia/Bangkok", "Asia/Manila")
_SEEN_AGAIN = 0.12


@dataclass
class _Candidate:
    person: Person
    accounts: dict[str, Account]
    threads: list[Thread]


def planned_views(
    settings: GeneratorSettings, world: World, names: NamesInTalk, rng: random.Random, seed: int
) -> list[View]:
    """The looks of all seized devices and, last, of the server where there is one.

    Devices are taken greedily by how much they newly show, each gang's turn after the other; what is already seen
    counts a little, since the same chat is often seized from both ends.
    """
    candidates = _candidates(world)
    seen: set[str] = set()
    views: list[View] = []
    gang_ids = list(world.gangs)
    for number in range(settings.devices):
        gang_id = gang_ids[number % len(gang_ids)]
        pool = [c for c in candidates if gang_id in c.person.gang_ids] or candidates
        if settings.is_study_cast and number == 1 and len(gang_ids) > 1:
            # The study's first gang is to be seen by a colleague of another language too.
            others = [c for c in candidates if c.person.gang_ids == (gang_ids[0],) and c.person.languages[0] != "zh"]
            pool = others or pool
        elif settings.is_study_cast and number == 2 and len(gang_ids) > 1:
            pool = [c for c in candidates if c.person.gang_ids == (gang_ids[1],)]
        if not pool:
            break
        best = max(pool, key=lambda c: (_gain(c, seen), c.person.person_id))
        candidates.remove(best)
        seen.update(thread.key for thread in best.threads)
        view = View(
            f"device-{number + 1:02d}", world, names, seed, _ZONES[number % len(_ZONES)], best.person, best.accounts
        )
        views.append(view)
    if any(thread.platform in {"irc", "jabber"} for thread in world.threads):
        views.append(View("server-01", world, names, seed, "UTC"))
    return views


def _candidates(world: World) -> list[_Candidate]:
    found = []
    for person in world.people.values():
        if person.is_victim or not person.roles:
            continue
        for take_last in (True, False):
            accounts = {
                platform: held[-1 if take_last else 0]
                for (holder, platform), held in sorted(world.holdings.items())
                if holder == person.person_id and platform not in {"irc", "jabber"} and (take_last or len(held) > 1)
            }
            if not accounts:
                continue
            probe = View("", world, NamesInTalk(world, 0), 0, "UTC", person, accounts)
            threads = [thread for thread in world.threads if probe.windows(thread)]
            if threads:
                found.append(_Candidate(person, accounts, threads))
    return found


def _gain(candidate: _Candidate, seen: set[str]) -> float:
    return sum(thread.weight * (_SEEN_AGAIN if thread.key in seen else 1.0) for thread in candidate.threads)
