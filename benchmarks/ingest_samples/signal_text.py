"""A synthetic Signal chat as text."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    write_until(
        file,
        megabytes,
        (
            f"[{datetime.fromtimestamp(second, UTC):%Y-%m-%d, %H:%M}] {name}: {words}\n"
            for _, second, name, words in talk()
        ),
    )


def _plain(file: Path) -> None:
    file.read_text(encoding="utf-8").splitlines()


SAMPLE = IngestSample("signal_text", "Yard/chat.md", _write, _plain, "str.splitlines", is_big=True)
