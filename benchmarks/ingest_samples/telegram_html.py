"""A synthetic page of Telegram Desktop's HTML export."""

import itertools
from pathlib import Path

from lxml import etree

from benchmarks.ingest_sample import IngestSample

_WORDS = (
    "ok",
    "send me the table before ten, the other side waits",
    "明天下午三点在老地方见,记得把东西带上",
    "who has the new account? the old one is frozen since yesterday",
    "收到",
)
_HEAD = """<!DOCTYPE html>
<html>
 <head><meta charset="utf-8"/></head>
 <body>
  <div class="page_wrap">
   <div class="page_header"><div class="content"><div class="text bold">
Quay
   </div></div></div>
   <div class="page_body chat_page">
    <div class="history">
"""


def _message(number: int) -> str:
    person = number * 7 % 30
    words = " ".join(_WORDS[(number + more) % len(_WORDS)] for more in range(number % 3 + 1))
    is_joined = number % 4 == 3
    joined = " joined" if is_joined else ""
    name = "" if is_joined else f'\n       <div class="from_name">\nPerson {person} 钉子\n       </div>\n'
    clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    return f"""
     <div class="message default clearfix{joined}" id="message{number}">

      <div class="body">

       <div class="pull_right date details" title="{number // 86_400 % 28 + 1:02}.02.2022 {clock} UTC+08:00">
{clock[:5]}
       </div>
{name}
       <div class="text">
{words}
       </div>

      </div>

     </div>
"""


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(_HEAD)
        for number in itertools.count(1):
            text = _message(number)
            written += len(text.encode())
            stream.write(text)
            if written > megabytes * 1_000_000:
                break
        stream.write("    </div>\n   </div>\n  </div>\n </body>\n</html>\n")


def _plain(file: Path) -> None:
    with file.open("rb") as stream:
        for _, found in etree.iterparse(stream, events=("end",), tag="div", html=True, encoding="utf-8"):
            found.clear()


SAMPLE = IngestSample("telegram_html", "ChatExport/messages.html", _write, _plain, "lxml.iterparse")
