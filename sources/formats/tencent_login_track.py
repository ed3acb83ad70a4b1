"""Login tracks as Tencent returns them (`*登录轨迹*.txt`): a heading `登录日志：`, then time, address and device a row.

Times carry their offset (`2026-01-27 11:53:50 +0800 CST`). The account stands in the path alone; without one the rows
are rejected, since nobody is guessed.

**Source:** formats.md 8.1 (two independent third-party readers and their fixtures).
"""

import re

from sources.disclosures.disclosed import Disclosed
from sources.reading import head_text, lines
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tencent.query_path import query_path
from sources.tencent.times import TIME_START, moment
from sources.text_blocks import text_encoding

_HEADING = re.compile(r"\ufeff?\s*登录日志\s*[:：]?\s*")


def sniff(head: Head) -> float:
    """Sure when the heading stands before a row that begins with a time."""
    text = head_text(head.first_bytes[:8192])
    if text is None:
        return 0.0
    told = [line for line in text.splitlines() if line.strip("\ufeff \t")]
    has_heading = any(_HEADING.fullmatch(line) for line in told[:5])
    return 0.9 if has_heading and (len(told) == 1 or any(TIME_START.match(line.strip()) for line in told[1:6])) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the rows of one account."""
    encoding, is_cut = text_encoding(exhibit.file)
    told = Disclosed(exhibit)
    native = query_path(exhibit.path).account
    for number, line in enumerate(lines(exhibit.file, encoding, is_cut=is_cut), 1):
        locator = f"line:{number}"
        cells = [cell.strip() for cell in line.strip("\ufeff \t").split("\t") if cell.strip()]
        if not cells or _HEADING.fullmatch(line):
            continue
        if not TIME_START.match(cells[0]):
            told.builder.reject(locator, "the row does not begin with a time")
        elif not native:
            told.builder.reject(locator, "the path names no account; keep the folders of the return as they came")
        else:
            told.builder.record_count += 1
            account = told.account("wechat", native, locator)
            ip = cells[1] if len(cells) > 1 else ""
            told.login(account, locator, moment(cells[0], exhibit), ip=ip, device=" ".join(cells[2:]))
        if told.builder.row_count >= BATCH_ROWS:
            yield told.builder.take()
    yield told.builder.take()
    yield (
        EndOfExhibit("partial", "the file ends inside a character; ask for the whole")
        if is_cut
        else EndOfExhibit("read")
    )


def count(exhibit: Exhibit) -> int:
    """Lines with content, less headings."""
    encoding, _ = text_encoding(exhibit.file)
    bare = (line.strip("\ufeff \t\r") for line in lines(exhibit.file, encoding, is_cut=True))
    return sum(1 for line in bare if line and line.strip(" \t:：") != "登录日志")


FORMAT = SourceFormat(
    name="tencent_login_track",
    version=1,
    meaning="Login tracks of WeChat accounts as Tencent returns them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Tencent returns",
        made_by="Tencent's answer to a request, `…/ACCOUNT/…登录轨迹….txt` (2025/26)",
        gives="each login with time, address and device; the account from the path",
        certainty="third-party reader",
        omits="the layout was never seen in an original",
    ),
)
