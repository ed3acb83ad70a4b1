"""A synthetic chatlog download: one group in one CSV."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, csv_pieces, lines, read_csv, written

_HEADINGS = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")


def _write(file: Path, megabytes: int) -> None:
    rows = ((said.clock, said.name, said.sender, "钢厂", GROUP, said.text) for said in lines())
    written(file, csv_pieces(_HEADINGS, rows, "\n"), megabytes)


SAMPLE = IngestSample("wechat_chatlog_csv", "chatlog.csv", _write, read_csv, "csv.reader", is_big=True)
