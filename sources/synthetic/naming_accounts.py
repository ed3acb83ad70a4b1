"""Gives accounts their display names over time, their handles, and nicks and JIDs to those whose name is their id."""

import random

from sources.synthetic.naming import is_handle_shaped
from sources.synthetic.world import Account, Person, World

_DAY = 86_400
_RENAME_SHARE = 0.25
_JABBER_HOST = "jabber.example.org"


def name_accounts(world: World, rng: random.Random) -> None:
    """Fill in names, handles and chosen ids of all accounts, in the order in which they were opened.

    An account is shown under one alias of its operator, another from account to account as far as his aliases reach,
    so that accounts of one person mostly bear unlike names. A quarter is renamed once; a new operator renames.
    """
    taken: set[tuple[str, str]] = set()
    shown: dict[str, int] = {}
    for account in world.accounts:
        operator = world.people[account.operations[0].person_id]
        if account.platform in {"irc", "jabber"}:
            _choose_id(account, operator, rng, taken)
            continue
        account.names = [(account.start, _next_name(operator, account, shown))]
        if rng.random() < _RENAME_SHARE and not operator.is_victim:
            at = account.start + int((account.end - account.start) * rng.uniform(0.3, 0.8))
            account.names.append((at, _next_name(operator, account, shown)))
        for operation in account.operations[1:]:
            if operation.start > account.start:
                taker = world.people[operation.person_id]
                at = operation.start + rng.randint(1, 3) * _DAY
                account.names = [name for name in account.names if name[0] < at]
                account.names.append((at, _next_name(taker, account, shown)))
        if account.platform in {"telegram", "wechat"} and rng.random() < 0.5:
            account.handle = _handle(operator, account, rng)


def _next_name(person: Person, account: Account, shown: dict[str, int]) -> str:
    # Shown names come first, then what he is called: accounts of one person are to differ.
    texts = [alias.text for alias in person.aliases if alias.kind == "nickname"]
    texts += [alias.text for alias in person.aliases if alias.kind == "called"]
    texts += [alias.text for alias in person.aliases if alias.kind == "handle"]
    number = shown.get(person.person_id, 0)
    shown[person.person_id] = number + 1
    text = texts[number % len(texts)]
    if account.names and account.names[-1][1] == text and len(texts) > 1:
        text = texts[(number + 1) % len(texts)]
    return text


def _choose_id(account: Account, person: Person, rng: random.Random, taken: set[tuple[str, str]]) -> None:
    handles = [alias.text for alias in person.aliases if is_handle_shaped(alias.text)]
    if not handles:
        handles = [f"user{rng.randint(1000, 9999)}"]
    for number in range(1000):
        base = handles[number % len(handles)].replace(" ", "").lower()
        nick = base if number < len(handles) else f"{base}{'_' * (number % 2)}{number}"
        if (account.platform, nick) not in taken:
            break
    taken.add((account.platform, nick))
    account.native_id = f"{nick}@{_JABBER_HOST}" if account.platform == "jabber" else nick
    account.names = [(account.start, nick)]


def _handle(person: Person, account: Account, rng: random.Random) -> str:
    latin = [alias.text for alias in person.aliases if is_handle_shaped(alias.text)]
    base = rng.choice(latin).replace(" ", "_").lower() if latin else "vip"
    return f"{base}{rng.randint(100, 9999)}_{account.platform[0]}"
