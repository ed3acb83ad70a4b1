"""What hash lists say of a delivery: lists that were named, lists that lie at the top, lists inside archives, forms.

A list beside files checks the files, an archive among them as one file. A list inside an archive checks its members.
A list that was named and names none of the files but members of one archive checks those. Of several lists that speak
of a file, a difference outranks an agreement, and an agreement a silence.
"""

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipelines.taking.papers import GivenList, Papers, absolute
from pipelines.taking.storing import Taken
from sources.archives.unpack import SEPARATOR
from sources.bagit import DECLARATION, PAYLOAD_FOLDER, Bag, read_bag
from sources.custody_form import FormHash
from sources.delivery import Delivery, WalkedFile
from sources.errors import ManifestUnreadable
from sources.found_lists import FoundLists, found_lists
from sources.listed_hash import differing, hashes_in
from sources.manifest import ManifestFinding, check_manifest, normal_path, read_manifest
from warehouse.evidence_store import EvidenceStore
from warehouse.journal_entries import DeliveredFile

_RANK = {"none": 0, "extra": 1, "match": 2, "missing": 3, "mismatch": 4}
# A list of a million files with their paths has 150 MiB.
_BIGGEST_FOUND_LIST = 256 << 20
_NOT_FETCHED = "fetch.txt of the bag names it for download; nothing is fetched, ask for it"


@dataclass(frozen=True)
class _Scope:
    """The files that a list may speak of.

    Attributes:
        prefix: What stands before their names in the seizure: `ARCHIVE!/`, or "".
        paths: Path inside the scope to path inside the seizure.
        other_names: Path inside the scope to how somebody one folder higher names it.
    """

    prefix: str
    paths: Mapping[str, str]
    other_names: Mapping[str, str] = field(default_factory=dict)


class ManifestCheck:
    """Holds the lists of one delivery against what was stored.

    Args:
        store: Where the bytes lie.
        delivery: The files as they were walked.
        taken: What was stored; its lines get the findings.
        papers: The papers.
    """

    def __init__(self, store: EvidenceStore, delivery: Delivery, taken: Taken, papers: Papers) -> None:
        self._store = store
        self._delivery = delivery
        self._taken = taken
        self._papers = papers
        self._paper_paths = {file.path for file in delivery.files if file.file in papers.files}
        self.was_checked = False
        self.notes: list[str] = []
        self.bag_notes: list[str] = []

    def check(self, expected: Iterable[tuple[GivenList, Mapping[str, str]]]) -> None:
        """Apply every list; `expected` are the named ones, read before anything was stored."""
        named = list(expected)
        by_archive: dict[str, dict[str, str]] = {}
        for path, archive in self._taken.archive_of.items():
            by_archive.setdefault(archive, {})[path[len(archive) + len(SEPARATOR) :]] = path
        archives = [_Scope(f"{archive}{SEPARATOR}", paths) for archive, paths in sorted(by_archive.items())]
        for given, listed in named:
            self._apply_named(given, listed, archives)
        for folder in self._folders_without_list({given.folder for given, _ in named}):
            self._apply_found(self._folder_scope(folder))
        for scope in archives:
            self._apply_found(scope)
        self._apply_form(self._papers.form_hashes)
        self._mark_papers()

    def _apply_named(self, given: GivenList, listed: Mapping[str, str], archives: list[_Scope]) -> None:
        scope = self._delivery_scope(given)
        if not _named_count(listed, scope):
            last_parts = {path.rpartition("/")[2] for path in listed}
            likely = [
                archive
                for archive in archives
                if any(normal_path(inner).rpartition("/")[2] in last_parts for inner in archive.paths)
            ]
            best = max(likely, key=lambda archive: _named_count(listed, archive), default=scope)
            if _named_count(listed, best):
                self.notes.append(f"the hash list names members of {best.prefix.removesuffix(SEPARATOR)}")
                self._apply(best, listed, is_whole=True)
                return
        at = next((file.path for file in self._delivery.files if file.file == absolute(given.file)), "")
        self._apply(scope, listed, is_whole=True, list_folder=at.rpartition("/")[0])

    def _apply_found(self, scope: _Scope) -> None:
        """Apply what lies at the top of a folder or archive; what only looks like a list is said and left."""
        found = found_lists(scope.paths)
        for name in (DECLARATION,) if found.is_bag else (*found.whole, *found.beside):
            try:
                if found.is_bag:
                    self._apply_bag(scope, found)
                else:
                    self._apply_file(scope, found, name)
            except ManifestUnreadable as error:
                self.notes.append(f"{scope.paths[found.names[name]]} looks like a hash list and is none ({error})")

    def _apply_bag(self, scope: _Scope, found: FoundLists) -> None:
        files = self._files(scope, found)
        for name, file in files.items():
            _check_size(file, name)
        bag = read_bag(files)
        self.notes.append(f"bag found: {scope.paths[found.names[DECLARATION]]}; its manifests are checked")
        if bag.note:
            self.bag_notes.append(bag.note)
        payload = f"{found.root}{PAYLOAD_FOLDER}"
        self._paper_paths.update(path for inner, path in scope.paths.items() if not inner.startswith(payload))
        self._apply(scope, {f"{found.root}{path}": listed for path, listed in bag.expected.items()}, is_whole=True)
        self._say_not_fetched(scope, found, bag)

    def _say_not_fetched(self, scope: _Scope, found: FoundLists, bag: Bag) -> None:
        for path in bag.not_fetched:
            whole = f"{scope.prefix}{found.root}{path}"
            line = self._taken.lines.get(whole)
            if line is not None and line.exhibit_id is None and line.problem is None:
                self._taken.lines[whole] = replace(line, problem=_NOT_FETCHED)

    def _apply_file(self, scope: _Scope, found: FoundLists, name: str) -> None:
        file = self._files(scope, found).get(name)
        if file is None:
            return
        _check_size(file, name)
        path = scope.paths[found.names[name]]
        listed = read_manifest(file, name)
        self.notes.append(f"hash list found: {path}")
        self._paper_paths.add(path)
        self._apply(scope, listed, is_whole=name in found.whole, list_folder=found.root.rstrip("/"))

    def _files(self, scope: _Scope, found: FoundLists) -> dict[str, Path]:
        """The stored files at the top."""
        files = {}
        for name, inner in found.names.items():
            exhibit_id = self._taken.lines[scope.paths[inner]].exhibit_id
            if exhibit_id is not None:
                files[name] = self._store.path_of(exhibit_id)
        return files

    def _apply(self, scope: _Scope, listed: Mapping[str, str], *, is_whole: bool, list_folder: str = "") -> None:
        self.was_checked = True
        lines = self._taken.lines
        findings = check_manifest(
            listed,
            {inner: lines[path].exhibit_id for inner, path in scope.paths.items()},
            papers=frozenset(inner for inner, path in scope.paths.items() if path in self._paper_paths),
            list_folder=list_folder,
            other_names=scope.other_names,
            hash_of=lambda inner, algorithm: self._hash_of(scope.paths[inner], algorithm),
        )
        for finding in findings:
            if finding.check != "extra" or is_whole:
                self._record(scope.paths.get(finding.path, f"{scope.prefix}{finding.path}"), finding)

    def _record(self, path: str, finding: ManifestFinding) -> None:
        line = self._taken.lines.get(path, DeliveredFile(path, None, None))
        # Of a file that is here and could not be stored or came in part, the hash says nothing new.
        is_known = path in self._taken.lines and line.exhibit_id is None and line.problem is not None
        check = "none" if is_known else finding.check
        if _RANK[check] < _RANK[line.manifest_check]:
            return
        self._taken.lines[path] = replace(
            line, manifest_check=check, expected_hash=finding.expected_hash or line.expected_hash
        )

    def _mark_papers(self) -> None:
        """Papers were read here; no reader of records will know them."""
        for path in self._paper_paths:
            line = self._taken.lines.get(path)
            if line is not None and line.exhibit_id is not None and line.taken_status is None:
                self._taken.lines[path] = replace(line, taken_status="read")

    def _apply_form(self, hashes: Collection[FormHash]) -> None:
        """Hold the hashes of the custody form against everything delivered, by name where it gives one."""
        if not hashes:
            return
        self.was_checked = True
        stored = sorted(path for path, line in self._taken.lines.items() if line.exhibit_id is not None)
        by_name: dict[str, list[str]] = {}
        by_hash: dict[str, str] = {}
        for path in stored:
            for name in {normal_path(path), normal_path(path).rpartition("/")[2]}:
                by_name.setdefault(name, []).append(path)
            for algorithm in {algorithm for one in hashes for algorithm in hashes_in(one.listed)}:
                by_hash.setdefault(self._hash_of(path, algorithm), path)
        for one in hashes:
            named = (by_name.get(normal_path(name), []) for name in one.names)
            owner = next((paths[0] for paths in named if len(paths) == 1), None)
            owner = owner or next(filter(None, map(by_hash.get, hashes_in(one.listed).values())), None)
            if owner is None:
                label = f"custody form: {one.label}"
                self._record(label, ManifestFinding(label, "missing", one.listed))
                continue
            wrong = differing(one.listed, partial(self._hash_of, owner))
            self._record(owner, ManifestFinding(owner, "mismatch" if wrong else "match", wrong or one.listed))

    def _hash_of(self, path: str, algorithm: str) -> str:
        exhibit_id = self._taken.lines[path].exhibit_id or ""
        if algorithm == "sha256":
            return exhibit_id
        known = self._taken.hashes.get(exhibit_id, {})
        if algorithm not in known:
            known = {**known, algorithm: self._store.hash_of(exhibit_id, algorithm)}
            self._taken.hashes[exhibit_id] = known
        return known[algorithm]

    def _delivery_scope(self, given: GivenList) -> _Scope:
        files = [file for file in self._delivery.files if given.folder is None or file.folder == given.folder]
        paths = {file.path: file.path for file in files}
        paths |= {problem.path: problem.path for problem in self._delivery.problems}
        return _Scope("", paths, {file.path: file.name_from_above for file in files})

    def _folders_without_list(self, with_list: Collection[Path | None]) -> list[Path]:
        if None in with_list:
            return []
        return sorted({file.folder for file in self._delivery.files}.difference(with_list))

    def _folder_scope(self, folder: Path) -> _Scope:
        files = [file for file in self._delivery.files if file.folder == folder]
        return _Scope("", {_inner(file): file.path for file in files}, {_inner(f): f.name_from_above for f in files})


def _check_size(file: Path, name: str) -> None:
    """Refuse a list that nobody named and that would fill the memory: a bomb in an archive may look like one."""
    if file.stat().st_size > _BIGGEST_FOUND_LIST:
        raise ManifestUnreadable(f"{name} has more than {_BIGGEST_FOUND_LIST >> 20} MiB; name it by --manifest")


def wanted_algorithms(lists: Iterable[Mapping[str, str]], hashes: Iterable[FormHash]) -> frozenset[str]:
    """The hash algorithms beside SHA-256 that lists and forms give."""
    listed = [*(value for one in lists for value in one.values()), *(one.listed for one in hashes)]
    return frozenset(algorithm for value in listed for algorithm in hashes_in(value)) - {"sha256"}


def lists_on_top(delivery: Delivery) -> list[Mapping[str, str]]:
    """What the lists at the top of the delivered folders give, to know before which hashes to compute."""
    found: list[Mapping[str, str]] = []
    for folder in sorted({file.folder for file in delivery.files}):
        inside = {_inner(file): file.file for file in delivery.files if file.folder == folder}
        top = found_lists(inside)
        files = {name: inside[path] for name, path in top.names.items()}
        # What is wrong with a list is said when it is applied.
        for name in (*top.whole, *top.beside):
            with contextlib.suppress(ManifestUnreadable, OSError):
                _check_size(files[name], name)
                found.append(read_manifest(files[name]))
        if top.is_bag:
            with contextlib.suppress(ManifestUnreadable, OSError):
                found.append(read_bag(files).expected)
    return found


def _inner(file: WalkedFile) -> str:
    """The path of a file inside the folder it was given with, whatever was put before it to tell it from others."""
    return file.file.relative_to(file.folder).as_posix()


def _named_count(listed: Mapping[str, str], scope: _Scope) -> int:
    """How many files of a scope a list speaks of."""
    findings = check_manifest(listed, dict.fromkeys(scope.paths), other_names=scope.other_names)
    return sum(finding.check == "none" and finding.expected_hash is not None for finding in findings)
