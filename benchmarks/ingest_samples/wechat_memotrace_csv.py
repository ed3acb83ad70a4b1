"""A synthetic MemoTrace export: one group in one CSV."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import TalkLine, csv_pieces, lines, read_csv, written

_HEADINGS = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
    "Remark", "NickName", "Sender",
)  # fmt: skip


def _write(file: Path, megabytes: int) -> None:
    rows = (
        (said.number, 3, said.type_number, 0, int(said.is_own), said.seconds, 2, said.text, said.clock, *_names(said))
        for said in lines()
    )
    written(file, csv_pieces(_HEADINGS, rows), megabytes, mark=True)


def _names(said: TalkLine) -> tuple[str, str, str]:
    return "", said.name, said.sender


SAMPLE = IngestSample(
    "wechat_memotrace_csv", "聊天记录/工作/工作_utf8.csv", _write, read_csv, "csv.reader", is_big=True
)
