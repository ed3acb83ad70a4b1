"""The papers of a delivery, read and put together before the first byte is stored: sheets, forms, lists, passwords.

What the request says goes before what a sheet in a folder says. Passwords are read here and go nowhere but to the
archives: a file of passwords is no part of the delivery.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.taking.request import SeizureRequest
from sources.custody_form import CustodyForm, FormHash, custody_form
from sources.errors import SeizureRefused, SeizureSheetUnreadable, UndecodableText
from sources.reading import encoding_of, lines
from sources.seizure_sheet import (
    SHEET_NAME,
    SeizureSheet,
    checked_id,
    checked_owners,
    checked_timezone,
    merged_custody,
    read_sheet,
)


@dataclass(frozen=True)
class GivenList:
    """A hash list that somebody named.

    Attributes:
        file: Where it lies.
        folder: The folder it holds for; None: for the whole delivery.
    """

    file: Path
    folder: Path | None


@dataclass(frozen=True)
class Papers:
    """What the papers of a delivery tell.

    Attributes:
        told: Zone, owners, custody.
        files: The papers among the files of the delivery.
        lists: Hash lists that were named.
        form_hashes: Hashes that the custody form gives.
        passwords: Passwords of archives; never shown.
        left_out: Files that are no part of the delivery.
    """

    told: SeizureSheet
    files: frozenset[Path]
    lists: tuple[GivenList, ...] = ()
    form_hashes: tuple[FormHash, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)
    left_out: tuple[Path, ...] = ()


def read_papers(request: SeizureRequest) -> Papers:
    """All papers of a request.

    Raises:
        SeizureRefused: When they contradict the request or each other; SeizureSheetUnreadable when one is no paper.
    """
    for what, given in (("case", request.case_id), ("seizure", request.seizure_id)):
        if checked_id(what, given) != given:
            raise SeizureRefused(f"the {what} id {given!r} is not written in composed form; type it anew")
    # isfile() is False for a closed folder too, which the walk then explains.
    folders = [path for path in request.paths if os.path.isfile(path / SHEET_NAME)]  # noqa: PTH113
    sheets = [(folder, read_sheet(folder / SHEET_NAME)) for folder in folders]
    for folder, sheet in sheets:
        for told, asked in ((sheet.case_id, request.case_id), (sheet.seizure_id, request.seizure_id)):
            if told not in (None, asked):
                raise SeizureRefused(
                    f"{folder / SHEET_NAME} says {told!r} where {asked!r} was asked for; correct one of the two"
                )
    form = CustodyForm() if request.custody is None else custody_form(request.custody)
    given_lists = [
        GivenList(_beside(folder, sheet.manifest, "manifest"), absolute(folder))
        for folder, sheet in sheets
        if sheet.manifest
    ]
    if request.manifest is not None:
        given_lists = [GivenList(request.manifest, None)]
    password_files = [
        _beside(folder, sheet.password_file, "password_file") for folder, sheet in sheets if sheet.password_file
    ]
    password_files += [] if request.password_file is None else [request.password_file]
    papers = [folder / SHEET_NAME for folder, _ in sheets] + [given.file for given in given_lists]
    papers += [] if request.custody is None else [request.custody]
    return Papers(
        told=_told(request, sheets, form),
        files=frozenset(map(absolute, papers)),
        lists=tuple(given_lists),
        form_hashes=form.hashes,
        passwords=(*request.passwords, *(text for file in password_files for text in _passwords(file))),
        left_out=tuple(password_files),
    )


def absolute(path: Path) -> Path:
    """An absolute path with its links as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _told(request: SeizureRequest, sheets: list[tuple[Path, SeizureSheet]], form: CustodyForm) -> SeizureSheet:
    zones = {sheet.timezone for _, sheet in sheets if sheet.timezone}
    if request.timezone is not None:
        zones = {checked_timezone(request.timezone)}
    if len(zones) > 1:
        raise SeizureRefused(f"the folders name different time zones ({', '.join(sorted(zones))}); say --timezone")
    owners = [f"{platform}:{one}" for _, sheet in sheets for platform, ids in sheet.owners.items() for one in ids]
    return SeizureSheet(
        timezone=next(iter(zones), None),
        owners=checked_owners([*request.owners, *owners]),
        custody=merged_custody(form.fields, *(sheet.custody for _, sheet in sheets)),
    )


def _beside(folder: Path, name: str, key: str) -> Path:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise SeizureSheetUnreadable(
            f"{folder / SHEET_NAME}: the {key} {name!r} lies outside of the folder; put it beside the files"
        )
    return file


def _passwords(file: Path) -> Iterator[str]:
    """The lines of a file of passwords; blanks inside and around belong to a password."""
    try:
        yield from (line for line in lines(file, encoding_of(file)) if line)
    except (UndecodableText, UnicodeError) as error:
        raise SeizureRefused(f"the password file {file} is no text; save it as UTF-8, one password a line") from error
    except OSError as error:
        raise SeizureRefused(f"the password file {file} can't be read ({error.strerror}); check the path") from error
