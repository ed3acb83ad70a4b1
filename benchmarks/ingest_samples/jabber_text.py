"""A synthetic Jabber text log of a room."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    write_until(
        file,
        megabytes,
        (
            f"[{datetime.fromtimestamp(second, UTC):%d.%m.%y %H:%M:%S}] {name}:\t\t{words}\n"
            + ("and one line more\n" if number % 10 == 0 else "")
            for number, second, name, words in talk()
        ),
    )


def _plain(file: Path) -> None:
    file.read_text(encoding="utf-8").splitlines()


SAMPLE = IngestSample("jabber_text", "yard@conference.dock.example.txt", _write, _plain, "str.splitlines", is_big=True)
