"""Cuts planned conversations into the threads that platforms have: a direct talk starts anew with every new account."""

import random
from itertools import pairwise

from sources.synthetic.invented import InventedIds
from sources.synthetic.world import Account, Conversation, Thread, World

_DAY = 86_400


def cut_threads(world: World, rng: random.Random, ids: InventedIds) -> list[Thread]:
    """All threads, in the order of the conversations and then of time."""
    threads = []
    titles: set[tuple[str, str]] = set()
    for talk in world.conversations:
        if talk.kind == "group":
            title = talk.title
            while (talk.platform, title) in titles:
                title = f"{talk.title}{rng.randint(2, 99)}"
            titles.add((talk.platform, title))
            native_id = _group_id(talk, ids, title)
            threads.append(
                Thread(
                    talk.key, talk.platform, "group", talk.purpose, title, native_id, talk.gang_id,
                    talk.people, world.start, world.end, talk.weight,
                )
            )  # fmt: skip
        else:
            threads += _direct_threads(world, talk)
    return threads


def _group_id(talk: Conversation, ids: InventedIds, title: str) -> str:
    if talk.platform == "wechat":
        return f"{ids.number(11)}@chatroom"
    if talk.platform in {"qq", "telegram"}:
        return ids.number(10)
    if talk.platform == "irc":
        return "#" + "".join(sign for sign in title.lower() if sign.isascii() and sign.isalnum()) + talk.key[-2:]
    return title


def _direct_threads(world: World, talk: Conversation) -> list[Thread]:
    left, right = talk.people
    cuts = sorted(
        {world.start, world.end}
        | {
            op.start
            for person in talk.people
            for account in world.holdings[person, talk.platform]
            for op in account.operations
            if op.person_id == person
        }
        | {at for person in talk.people for at in world.people[person].stays.get(talk.gang_id or "", ())}
    )
    threads: list[Thread] = []
    for start, end in pairwise(cuts):
        if end - start < _DAY or not all(world.people[p].is_there(talk.gang_id, start) for p in talk.people):
            continue
        accounts = (world.account_of(left, talk.platform, start), world.account_of(right, talk.platform, start))
        if accounts[0] is None or accounts[1] is None or accounts[0] is accounts[1]:
            continue
        pair: tuple[Account, Account] = (accounts[0], accounts[1])
        weight = talk.weight * (end - start) / (world.end - world.start)
        threads.append(
            Thread(
                f"{talk.key}.{len(threads) + 1}", talk.platform, "direct", talk.purpose, "", "", talk.gang_id,
                talk.people, start, end, weight, pair,
            )
        )  # fmt: skip
    return threads
