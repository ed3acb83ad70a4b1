"""Hash every exhibit again, and follow every published link back to its bytes.

Three questions: is the journal sound, does every exhibit it names still have the bytes that gave it its name, and does
every reason of a published link cite a place in such an exhibit. Reads only; may run beside a run.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pipelines.cli._output import Progress, byte_progress, count_text, json_option, print_json, table_text
from pipelines.settings import Settings
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.journal_entries import DamagedEntry, SeizureAdded

SHORT_HELP = "Hash every exhibit again and follow every published link back to bytes."
_SHOWN_FINDINGS = 20
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Finding:
    """Something that isn't as it was: which thing, and in one sentence what is wrong."""

    what: str
    problem: str


@dataclass(frozen=True)
class LinkCheck:
    """How the published links were followed: how many, to how many places in how many exhibits."""

    link_count: int
    place_count: int
    exhibit_count: int


@dataclass(frozen=True)
class Verification:
    """The outcome.

    Attributes:
        entry_count: Sound journal entries.
        exhibit_counts: Exhibits by state: sound, damaged, absent, unreadable.
        byte_count: Bytes hashed.
        unnamed_count: Stored exhibits that no journal entry names (an `add` was stopped); no finding.
        links: None when nothing is published yet.
        findings: All that isn't as it was.
    """

    entry_count: int
    exhibit_counts: dict[str, int]
    byte_count: int
    unnamed_count: int
    links: LinkCheck | None
    findings: tuple[Finding, ...]


@click.command(short_help=SHORT_HELP)
@json_option
@click.pass_obj
def verify(settings: Settings, as_json: bool) -> int:
    """Hash every exhibit again and follow every published link back to bytes.

    Reads the journal, hashes each exhibit it names, and looks up the place that each reason of each published link
    cites. Exit 0 when all is as it was, 1 when anything is damaged, absent or leads nowhere; each is named.
    """
    if not settings.journal.is_dir():
        raise click.ClickException(f"nothing was added to {settings.home} yet; `steelnail add` comes first")
    with byte_progress("hashing", shown=not as_json) as advance:
        outcome = verification(settings, advance)
    if as_json:
        print_json(outcome)
    else:
        click.echo("\n".join(_told(outcome)))
        if outcome.findings:
            found = count_text(len(outcome.findings), "finding")
            click.echo(f"steelnail: {found}; restore what is named above from a copy", err=True)
    return 1 if outcome.findings else 0


COMMAND = verify


def verification(settings: Settings, on_progress: Progress) -> Verification:
    """Check journal, evidence and published links of a home."""
    store = EvidenceStore(settings.evidence)
    named, entry_count, findings = _named_exhibits(Journal(settings.journal))
    total = sum(named.values())
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, max(done, total))

    states: Counter[str] = Counter(sound=0, damaged=0, absent=0, unreadable=0)
    sound = set()
    for exhibit_id in sorted(named):
        try:
            state: str = store.verify(exhibit_id, advance)
        except OSError as error:
            state = "unreadable"
            findings.append(Finding(f"exhibit {exhibit_id}", f"can't be read ({error.strerror})"))
        if state == "sound":
            sound.add(exhibit_id)
        elif state == "damaged":
            findings.append(Finding(f"exhibit {exhibit_id}", "its bytes no longer give its hash"))
        elif state == "absent":
            findings.append(Finding(f"exhibit {exhibit_id}", "is no longer in the evidence store"))
        states[state] += 1
    links = None
    if settings.published_file.exists():
        links, leading_nowhere = _follow_links(settings.published_file, store, sound)
        findings += leading_nowhere
    unnamed = sum(exhibit_id not in named for exhibit_id in store.exhibit_ids())
    return Verification(entry_count, dict(states), done, unnamed, links, tuple(findings))


def _named_exhibits(journal: Journal) -> tuple[dict[str, int], int, list[Finding]]:
    """Exhibits that the journal names with their sizes, the number of sound entries, and the damaged ones."""
    named: dict[str, int] = {}
    findings = []
    entry_count = 0
    for entry in journal.read_entries():
        if isinstance(entry, DamagedEntry):
            findings.append(Finding(f"journal entry {entry.name}", entry.problem))
            continue
        entry_count += 1
        if isinstance(entry.body, SeizureAdded):
            for file in journal.files(entry.name):
                if file.exhibit_id is not None:
                    named[file.exhibit_id] = file.size_bytes or 0
    return named, entry_count, findings


def _follow_links(published_file: Path, store: EvidenceStore, sound: set[str]) -> tuple[LinkCheck, list[Finding]]:
    """Follow each published link to exhibits that were just found sound, and to lines that are in them."""
    # Imported here: the snapshot brings the database along, and a home without one needs none of it.
    from warehouse.snapshot import trace_links

    traced = trace_links(published_file)
    findings = [Finding(f"link {link_id}", "a reason of it cites no exhibit") for link_id in traced.untraced]
    last_lines: dict[str, int] = defaultdict(int)
    for exhibit_id, locator in traced.places:
        last_lines[exhibit_id] = max(last_lines[exhibit_id], _line_number(locator))
    for exhibit_id, last_line in last_lines.items():
        if exhibit_id not in sound:
            findings.append(Finding(f"exhibit {exhibit_id}", "is cited by published links and isn't sound"))
        elif last_line > 0 and _line_count(store.path_of(exhibit_id)) < last_line:
            findings.append(Finding(f"exhibit {exhibit_id}", f"published links cite line {last_line}, beyond its end"))
    return LinkCheck(traced.link_count, len(traced.places), len(last_lines)), findings


def _line_number(locator: str) -> int:
    """The line a locator points at; 0 for places in JSON or tables, which have no line.

    `line:N#K` is the K-th record that begins on a line.
    """
    kind, _, number = locator.partition("#")[0].partition(":")
    return int(number) if kind == "line" and number.isdecimal() else 0


def _line_count(file: Path) -> int:
    count, last = 0, b"\n"
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _told(outcome: Verification) -> Iterator[str]:
    states = ", ".join(f"{count:,} {state}" for state, count in outcome.exhibit_counts.items())
    yield f"journal: {count_text(outcome.entry_count, 'sound entry', 'sound entries')}"
    yield f"exhibits: {states} ({count_text(outcome.byte_count, 'byte')} hashed)"
    if outcome.unnamed_count:
        yield f"  {outcome.unnamed_count:,} more are stored but named by no journal entry (an `add` was stopped)"
    if outcome.links is None:
        yield "links: nothing is published yet"
    else:
        yield (
            f"links: {count_text(outcome.links.link_count, 'link')} followed to "
            f"{count_text(outcome.links.place_count, 'place')} in {count_text(outcome.links.exhibit_count, 'exhibit')}"
        )
    yield from _findings_text(outcome.findings)


def _findings_text(findings: Iterable[Finding]) -> Iterator[str]:
    rows = [(f"  {finding.what}", finding.problem) for finding in findings]
    if rows:
        yield table_text(rows[:_SHOWN_FINDINGS])
    if rest := len(rows[_SHOWN_FINDINGS:]):
        yield f"  and {rest:,} more; --json lists all"
