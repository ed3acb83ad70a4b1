"""Take files, folders and archives in as a seizure: hash, store untouched, take archives apart, check hash lists.

The work is pipelines.intake; here stand the options and what people and programs are told. Exit 0 also when some files
could not be read or differ from the hash list: they are said, recorded, and the rest of the seizure is taken.
"""

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import click

from pipelines.cli._output import byte_progress, count_text, json_option, print_json, printable, table_text
from pipelines.intake import add_seizure
from pipelines.settings import Settings
from pipelines.taking.request import AddSummary, SeizureRequest
from sources.seizure_sheet import checked_id
from warehouse.journal_entries import DeliveredFile, EntryStamp

SHORT_HELP = "Take files, folders and archives in as a seizure; hash and keep the untouched bytes."
# More would push the summary off the screen; --json lists all.
_SHOWN_FINDINGS = 20
_MEANINGS = {
    "mismatch": "differs from the hash list; kept, set aside, not read",
    "missing": "named by the hash list, not delivered",
    "extra": "not on the hash list; kept and read",
}


@click.command(short_help=SHORT_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option("--case", "case_id", required=True, metavar="CASE", help="Case the seizure belongs to.")
@click.option("--seizure", "seizure_id", required=True, metavar="SEIZURE", help="Name of this seizure in its case.")
@click.option("--timezone", metavar="ZONE", help="Zone of local times in the files, e.g. Asia/Shanghai.")
@click.option(
    "--owner", "owners", multiple=True, metavar="PLATFORM:ID", help="Account of the seized device itself; repeatable."
)
@click.option(
    "--manifest",
    type=click.Path(readable=False, path_type=Path),
    help="Hash list to check against (sha256sum, md5sum…, BSD form, FTK's CSV).",
)
@click.option(
    "--custody",
    type=click.Path(readable=False, path_type=Path),
    help="Custody form as CSV or XLSX, or a CASE document.",
)
@click.option("--password", "passwords", multiple=True, metavar="TEXT", help="Password of archives; repeatable.")
@click.option(
    "--password-file",
    type=click.Path(readable=False, path_type=Path),
    help="File with passwords of archives, one a line; read and not kept.",
)
@json_option
@click.pass_obj
def add(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    paths: tuple[Path, ...],
    case_id: str,
    seizure_id: str,
    timezone: str | None,
    owners: tuple[str, ...],
    manifest: Path | None,
    custody: Path | None,
    passwords: tuple[str, ...],
    password_file: Path | None,
    as_json: bool,
) -> None:
    r"""Take files, folders and archives in as a seizure.

    Every file is hashed (SHA-256) and its untouched bytes are kept, read only; the same bytes are kept once. Folders
    are walked, links are not followed. A second `add` to the same seizure adds to it. Nothing given is changed, and a
    run that is going on is not waited for: the next `steelnail run` reads what was added.

    Archives (zip, 7z, tar, rar, gz, bz2, xz, zst, split ones too) are kept as they are and taken apart: each member is
    an exhibit `ARCHIVE!/MEMBER`, archives in archives as well. Nothing is unpacked anywhere else. Documents that are
    zip files (XLSX, DOCX, APK…) stay whole. What is encrypted asks for --password; adding the same archive again with
    it completes the seizure. Passwords are written nowhere; on a shared machine take --password-file, since others can
    see command lines. RAR needs unrar, unar, 7zip or bsdtar installed.

    Without --manifest a hash list or BagIt bag at the top of a folder is used (SHA256SUMS, hashes.csv, *.sha256…); one
    at the top of an archive checks its members.

    A file `seizure.toml` in a given folder can tell what the options tell:

    \b
        timezone = "Asia/Shanghai"
        owners = ["wechat:wxid_example"]
        manifest = "SHA256SUMS"
        password_file = "passwords.txt"
        [custody]
        authority = "Northern district"
        # also: instrument, seized_by, seized_at, seized_where, tool, note

    Files that can't be read or differ from the hash list are named and recorded; the others are taken (exit 0).

    \b
    Example:
        steelnail add ./phone-3 --case north --seizure phone-3 --timezone Asia/Shanghai
    """
    request = SeizureRequest(
        paths,
        checked_id("case", case_id),
        checked_id("seizure", seizure_id),
        timezone,
        owners,
        manifest,
        custody,
        passwords=passwords,
        password_file=password_file,
    )
    stamp = EntryStamp(time.time_ns(), secrets.token_hex(8))
    with byte_progress("storing", shown=not as_json) as advance:
        summary = add_seizure(settings, request, stamp, advance)
    if as_json:
        print_json(summary)
        return
    click.echo("\n".join(_told(summary)))
    if warning := _warning(summary):
        click.echo(f"steelnail: {warning}", err=True)


COMMAND = add


def _told(summary: AddSummary) -> Iterator[str]:
    """The summary for people, line by line."""
    yield (
        f"seizure {summary.seizure_id} of case {summary.case_id}: {count_text(summary.file_count, 'file')}, "
        f"{count_text(summary.byte_count, 'byte')} kept"
    )
    if summary.archive_count:
        yield (
            f"archives: {count_text(summary.archive_count, 'archive')} taken apart, "
            f"{count_text(summary.member_count, 'member')}, {count_text(summary.member_byte_count, 'byte')} kept"
        )
    yield f"exhibits: {summary.new_exhibit_count:,} new, {summary.known_exhibit_count:,} already known"
    yield from map(printable, summary.notes)
    if summary.manifest_counts:
        counts = (f"{count:,} {check}" for check, count in summary.manifest_counts.items() if check != "none")
        yield "hash list: " + ", ".join(counts)
    if summary.findings:
        gravest_first = sorted(summary.findings, key=lambda file: not _is_grave(file))
        rows = [_finding_row(file) for file in gravest_first[:_SHOWN_FINDINGS]]
        yield table_text(rows)
        if rest := len(summary.findings) - len(rows):
            yield f"  and {rest:,} more; --json lists all"
    if summary.custody_gaps:
        yield "custody not told: " + ", ".join(summary.custody_gaps)
    yield f"journal entry {summary.entry_name}; the next `steelnail run` reads it"


def _is_grave(file: DeliveredFile) -> bool:
    """Whether more than an odd name or an unlisted file is to be said of it."""
    is_absent = file.exhibit_id is None
    return is_absent or file.manifest_check == "mismatch" or file.taken_status not in (None, "read")


def _finding_row(file: DeliveredFile) -> tuple[str, str, str]:
    if file.exhibit_id is None and file.manifest_check != "missing":
        return "  not taken", printable(file.path), file.problem or ""
    if file.manifest_check in _MEANINGS:
        meaning = _MEANINGS[file.manifest_check]
        return f"  {file.manifest_check}", printable(file.path), "; ".join(filter(None, (meaning, file.problem)))
    return f"  {file.taken_status or 'odd'}", printable(file.path), file.problem or ""


def _warning(summary: AddSummary) -> str:
    """One sentence when the delivery isn't what it should be."""
    parts = [
        f"{summary.manifest_counts[check]:,} {check}"
        for check in ("mismatch", "missing")
        if summary.manifest_counts.get(check)
    ]
    parts += [f"{summary.problem_count:,} not taken"] if summary.problem_count else []
    unwhole = sum(file.taken_status not in (None, "read") for file in summary.findings)
    parts += [f"{unwhole:,} not whole"] if unwhole else []
    return f"the delivery needs a look ({', '.join(parts)}); what is sound was taken in" if parts else ""
