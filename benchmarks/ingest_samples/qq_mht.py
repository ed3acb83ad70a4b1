"""A synthetic QQ .mht export: the table first, a tenth of the file pictures."""

import base64
import html
from pathlib import Path

from lxml import etree

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, clock, words

_MARK = "----=_NextPart_99990001_0001_4000_8000.000000000001"
_HEAD = (
    "From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n"
    f'Content-Type:multipart/related;\r\n\tcharset="utf-8"\r\n\ttype="text/html";\r\n\tboundary="{_MARK}"\r\n\r\n'
    f"--{_MARK}\r\nContent-Type: text/html\r\nContent-Transfer-Encoding:7bit\r\n\r\n"
    "<html><head><title>QQ Message</title></head><body><table width=100%>"
    "<tr><td><div style=padding-left:10px;>消息分组:我的QQ群</div></td></tr>\r\n"
    "<tr><td><div style=padding-left:10px;>消息对象:钢厂一部</div></td></tr>\r\n"
)
_FONT = "<font style=\"font-size:10pt;font-family:'微软雅黑','MS Sans Serif',sans-serif;\" color='000000'>"
_PICTURE = base64.encodebytes(bytes(range(256)) * 30).decode().replace("\n", "\r\n")


def _write(file: Path, megabytes: int) -> None:
    written, number, last = 0, 0, ""
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_HEAD)
        while written < megabytes * 900_000:
            day, hour, rest = clock(number)
            row = f"<tr><td style=font-weight:bold;height:24px;>日期: {day}</td></tr>\r\n" if day != last else ""
            name, native = PEOPLE[number * 7 % len(PEOPLE)]
            said = html.escape(words(number)).replace("\n", "<br>")
            row += (
                "<tr><td><div style=color:#006EFE;padding-left:10px;><div style=float:left;margin-right:6px;>"
                f"{name}({native})</div>{hour}:{rest}</div>"
                f"<div style=padding-left:20px;>{_FONT}{said}</font></div></td></tr>\r\n"
            )
            stream.write(row)
            written += len(row.encode())
            last = day
            number += 1
        stream.write("</table></body></html>\r\n")
        while written < megabytes * 1_000_000:
            part = f"--{_MARK}\r\nContent-Type:image/png\r\nContent-Location:{{{written}}}.dat\r\n\r\n{_PICTURE}\r\n"
            stream.write(part)
            written += len(part)
        stream.write(f"--{_MARK}--\r\n")


def _plain(file: Path) -> None:
    """The HTML part through lxml, row by row."""
    page = file.read_bytes().split(f"--{_MARK}".encode())[1].partition(b"\r\n\r\n")[2]
    parser = etree.HTMLPullParser(events=("end",), tag="tr", encoding="utf-8")
    for start in range(0, len(page), 1 << 20):
        parser.feed(page[start : start + (1 << 20)])
        for _, row in parser.read_events():
            row.clear()


SAMPLE = IngestSample("qq_mht", "QQ/钢厂一部.mht", _write, _plain, "lxml HTMLPullParser", is_big=True)
