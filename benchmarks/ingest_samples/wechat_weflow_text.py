"""A synthetic text that the tool prints: one group."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import lines, read_printed, written


def _write(file: Path, megabytes: int) -> None:
    written(file, (f"{said.clock} '{said.name}'\n{said.text}\n\n" for said in lines()), megabytes)


SAMPLE = IngestSample(
    "wechat_weflow_text", "钢厂.txt", _write, read_printed, "str.split and one regular expression", is_big=True
)
