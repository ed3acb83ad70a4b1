"""Closes a seizure: `seizure.toml` with owners and custody, and the hash list over everything else."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

SHEET = "seizure.toml"
MANIFEST = "SHA256SUMS"


def close_seizure(folder: Path, case_id: str, timezone: str, owners: Sequence[str], custody: dict[str, str]) -> None:
    """Write hash list and sheet beside the files of a seizure.

    Args:
        folder: The seizure; its name is the seizure's id.
        case_id: The case.
        timezone: Zone of local times in the files.
        owners: Accounts of the device, `PLATFORM:ID`.
        custody: Custody fields.
    """
    sums = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        sums.append(f"{digest.hexdigest()}  {file.relative_to(folder).as_posix()}\n")
    (folder / MANIFEST).write_bytes("".join(sums).encode("utf-8"))
    lines = [
        f"case = {_quoted(case_id)}",
        f"seizure = {_quoted(folder.name)}",
        f"timezone = {_quoted(timezone)}",
        f"owners = [{', '.join(_quoted(owner) for owner in owners)}]",
        f"manifest = {_quoted(MANIFEST)}",
        "",
        "[custody]",
        *(f"{name} = {_quoted(value)}" for name, value in custody.items()),
        'is_synthetic = "yes: invented by steelnail generate, no real person, account or case"',
    ]
    (folder / SHEET).write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def _quoted(text: str) -> str:
    # A JSON string without escapes of its own kind is a TOML basic string.
    return json.dumps(text, ensure_ascii=False)
