"""Makes a synthetic case: the world, its talk, its seizures in real formats, and the answer key.

Same seed and settings give the same bytes. Everything is marked as synthetic, and no identifier can be a real one.
Memory grows with people, accounts and one thread, not with the number of messages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sources.synthetic.accounts import AccountBook
from sources.synthetic.answer_key import MessageTruth, answer_tables, write_answers
from sources.synthetic.conversations import ConversationPlan
from sources.synthetic.delivery import Delivery
from sources.synthetic.hierarchy import Casting, planned_gangs
from sources.synthetic.invented import InventedIds
from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.naming import Naming
from sources.synthetic.naming_accounts import name_accounts
from sources.synthetic.randomness import stream
from sources.synthetic.seizures import planned_views
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.shared import share_people
from sources.synthetic.talk import Talk
from sources.synthetic.threads import cut_threads
from sources.synthetic.world import Person, World

# The first day of all synthetic cases: 1 March 2023, midnight UTC.
_START = 1_677_628_800
_DAY = 86_400
# Made beyond what is wanted, since some lines fall outside of every device's window.
_SURPLUS = 1.08
_README = """SYNTHETIC DATA. Every person, account, number, message and case in this folder was invented by
`steelnail generate` (seed {seed}). Nothing here is evidence of anything.

CASE/SEIZURE/...  seizures as they would be delivered; add each with `steelnail add`.
answers/          the answer key: who operates which account, who is called what, who is under whom.
"""


@dataclass(frozen=True)
class GeneratedCase:
    """What was written.

    Attributes:
        out: The folder.
        case_id: The case.
        seizures: Folders of the seizures, in the order in which they should be added.
        answers: Folder of the answer key.
        message_count: Messages in files, each once however often it was seized.
        lost_count: Messages that were said and are in no file.
        people: Number of people who act.
        accounts: Number of accounts.
    """

    out: Path
    case_id: str
    seizures: tuple[Path, ...]
    answers: Path
    message_count: int
    lost_count: int
    people: int
    accounts: int


Progress = Callable[[int, int], None]


def generate(out: Path, seed: int, settings: GeneratorSettings, progress: Progress | None = None) -> GeneratedCase:
    """Write a synthetic case.

    Args:
        out: Folder to write to; made when missing. Files of the same names are overwritten.
        seed: Seed of all draws.
        settings: The knobs.
        progress: Told threads written and threads in all, now and then.

    Returns:
        What was written.
    """
    world, people = built_world(seed, settings)
    names = NamesInTalk(world, seed)
    views = planned_views(settings, world, names, stream(seed, "seizures"), seed)
    answers = out / "answers"
    answers.mkdir(parents=True, exist_ok=True)
    delivery = Delivery(out / settings.case_id, settings, views)
    cards = [
        (a.bank_card, people[a.registrant_id].real_name) for a in world.accounts if a.bank_card and a.registrant_id
    ]
    talk = Talk(world, settings, seed, names, cards)
    shown = [(thread, delivery.windows(thread)) for thread in world.threads]
    shown = [(thread, windows) for thread, windows in shown if windows]
    total = sum(thread.weight for thread, _ in shown)
    wanted = settings.messages / (1 - settings.loss_share) * _SURPLUS
    with MessageTruth(answers / "message.parquet") as truth:
        for number, (thread, windows) in enumerate(shown, start=1):
            lines = talk.lines(thread, windows, max(3, round(wanted * thread.weight / total)))
            delivery.write(thread, lines, truth)
            if progress is not None:
                progress(number, len(shown))
    delivery.close(world, people, stream(seed, "lists"))
    tables = answer_tables(world, people, delivery.occurring)
    tables["appearance"] = [
        {"seizure_id": seizure, "path": path, "shown_name": name, "account_id": account}
        for seizure, path, name, account in sorted(delivery.appearances)
    ]
    write_answers(answers, tables, settings, seed)
    (out / "README.txt").write_bytes(_README.format(seed=seed).encode("utf-8"))
    return GeneratedCase(
        out, settings.case_id, tuple(delivery.folders), answers, delivery.message_count, delivery.lost_count,
        len(world.people), len(world.accounts),
    )  # fmt: skip


def built_world(seed: int, settings: GeneratorSettings) -> tuple[World, dict[str, Person]]:
    """The world without its talk, and everybody by id, outsiders too."""
    span = (_START, _START + settings.days * _DAY)
    ids = InventedIds(stream(seed, "ids"))
    gangs = planned_gangs(settings)
    casting = Casting(settings, stream(seed, "cast"), ids, span)
    people = casting.cast(gangs)
    share_people(people, gangs, stream(seed, "shared"), movers=settings.movers, shared_bosses=settings.shared_bosses)
    conversations = ConversationPlan(stream(seed, "conversations"), people, gangs).plan()
    world = World(*span, people, gangs, conversations)
    book = AccountBook(settings, stream(seed, "accounts"), ids, world)
    book.open_needed()
    book.change_until(settings.accounts)
    _name_everybody(world, settings, seed)
    name_accounts(world, stream(seed, "account names"))
    outsiders = book.register(lambda: casting.person((), settings.languages[0], prefix="o"))
    world.wallets = {gang: [ids.wallet() for _ in range(4)] for gang in gangs}
    world.threads = cut_threads(world, stream(seed, "threads"), ids)
    return world, people | {person.person_id: person for person in outsiders}


def _name_everybody(world: World, settings: GeneratorSettings, seed: int) -> None:
    naming = Naming(settings, stream(seed, "names"))
    held: dict[str, int] = {}
    needs_handle: set[str] = set()
    for (person_id, platform), accounts in world.holdings.items():
        held[person_id] = held.get(person_id, 0) + len(accounts)
        if platform in {"irc", "jabber"}:
            needs_handle.add(person_id)
    for person in world.people.values():
        naming.name(person, held.get(person.person_id, 1), needs_latin=person.person_id in needs_handle)
    if settings.is_study_cast and len(world.gangs) > 1:
        hammer = next(p for p in world.people.values() if p.fixed_concept == "hammer")
        elsewhere = [
            p for p in world.people.values() if p.gang_ids == (list(world.gangs)[1],) and p.roles[0].role == "caller"
        ]
        naming.borrow(elsewhere[0], hammer, "锤子")
