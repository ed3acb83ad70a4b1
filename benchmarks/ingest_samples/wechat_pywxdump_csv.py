"""A synthetic PyWxDump export: one group in one CSV."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, csv_pieces, lines, read_csv, written

_HEADINGS = ("id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")


def _write(file: Path, megabytes: int) -> None:
    rows = (
        (
            said.number,
            said.server_id,
            said.type_name,
            int(said.is_own),
            said.shown_sender,
            GROUP,
            said.text,
            "",
            said.clock,
        )
        for said in lines()
    )
    written(file, csv_pieces(_HEADINGS, rows), megabytes)


SAMPLE = IngestSample("wechat_pywxdump_csv", f"{GROUP}_0_5000.csv", _write, read_csv, "csv.reader", is_big=True)
