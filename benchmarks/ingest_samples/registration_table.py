"""A synthetic registration table (CSV) as a platform would answer: one account a row, invented ids throughout."""

import csv
import itertools
import random
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from sources.synthetic.invented import InventedIds

_HEADING = "微信ID,微信号,昵称,真实姓名,身份证号,绑定手机号,银行卡,注册IP,注册时间"
_SURNAMES, _GIVEN = "样例甲乙丙丁", "一二三四五六七八九十样"
_NICKS = ("锤子", "钢钉 🔨", "Lucky cat", "财务-小样", "螃蟹2号", "steel_nail")


def _write(file: Path, megabytes: int) -> None:
    rng = random.Random(7)  # noqa: S311 - a benchmark
    ids = InventedIds(rng)
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(_HEADING + "\n")
        for number in itertools.count():
            if written > megabytes * 1_000_000:
                break
            if number % 50_000 == 0:
                ids = InventedIds(rng)  # what was handed out needn't be remembered for the whole file
            name = rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)
            row = (
                ids.wxid(), f"sample_{number}", rng.choice(_NICKS), name, ids.document(rng.randint(1960, 2005)),
                f"1990000{rng.randrange(10_000):04d}", ids.bank_card(), ids.ip(),
                f"2023-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {rng.randint(0, 23):02}:{number % 60:02}:07",
            )  # fmt: skip
            line = ",".join(row) + "\n"
            stream.write(line)
            written += len(line.encode())


def _plain(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


SAMPLE = IngestSample("registration_table", "微信注册信息.csv", _write, _plain, "csv.reader", is_big=True)
