"""Writes what is delivered beside chats: registrations disclosed by platforms, and nickname lists kept by the gangs.

**Source:** formats.md 8.4 and 9: no standard exists; headings in Chinese, several names in a cell, title rows, footers.
"""

import csv
import io
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sources.synthetic.world import Account, Gang, Person, World
from sources.synthetic.writers.workbook import write_workbook

_ACCOUNT_HEADINGS = {"wechat": "微信号", "qq": "QQ号", "telegram": "TG", "whatsapp": "账号"}
_SHEETS = {"wechat": "微信", "qq": "QQ", "telegram": "Telegram", "whatsapp": "WhatsApp"}
_HEADINGS = ["昵称", "注册姓名", "证件号码", "绑定手机", "注册时间", "注册IP", "IMEI", "银行卡"]
_SEPARATORS = ("、", "，", "/", ",", " | ")
_EAST_ASIA = 8 * 3600
ROLE_WORDS = {
    "financier": "金主", "boss": "老板", "partner": "合伙人", "manager": "主管", "team_leader": "组长",
    "recruiter": "人事", "transport": "接送", "logistics": "后勤", "puller": "拉手", "caller": "一线",
    "shill": "托", "mentor": "导师", "scripter": "话术", "identity_forger": "包装", "account_dealer": "号商",
    "card_dealer": "卡商", "cash_mule": "车手", "laundering_desk": "水房", "score_runner": "跑分",
    "developer": "技术", "crypter": "技术", "tester": "测试", "system_operator": "运维", "intruder": "技术",
    "researcher": "资料", "support": "客服", "negotiator": "谈判", "customer": "客户",
}  # fmt: skip


def write_registrations(folder: Path, world: World, people: dict[str, Person], disclosed: Iterable[Account]) -> None:
    """Registrations as a workbook with a sheet for each of WeChat, QQ and Telegram, and a CSV for WhatsApp.

    Args:
        folder: The seizure.
        world: The world.
        people: Everybody by id, outsiders too.
        disclosed: Accounts whose registration the platform told.
    """
    rows: dict[str, list[list[str]]] = {}
    for account in disclosed:
        rows.setdefault(account.platform, []).append(_registration(account, people))
    sheets = {
        _SHEETS[platform]: [[_ACCOUNT_HEADINGS[platform], *_HEADINGS], *rows[platform]]
        for platform in ("wechat", "qq", "telegram")
        if platform in rows
    }
    if sheets:
        write_workbook(folder / "disclosures" / "注册信息.xlsx", sheets)
    if "whatsapp" in rows:
        headings = ["WhatsApp", *_HEADINGS]
        _write_csv(folder / "disclosures" / "whatsapp_注册信息.csv", [headings, *rows["whatsapp"]], "utf-8-sig")


def _registration(account: Account, people: dict[str, Person]) -> list[str]:
    registrant = people[account.registrant_id or ""]
    at = datetime.fromtimestamp(account.registered_at + _EAST_ASIA, UTC)
    phone = account.phone.removeprefix("+86")
    return [
        account.native_id, account.names[0][1], registrant.real_name, registrant.document_number, phone,
        f"{at:%Y-%m-%d %H:%M:%S}", account.ip, account.imei, account.bank_card,
    ]  # fmt: skip


def write_nickname_lists(folder: Path, world: World, rng: random.Random) -> list[tuple[str, str, str]]:
    """One nickname list for each gang: workbook, CSV in GB18030 and TXT by turns.

    Returns:
        Listed names: path, name as written, person.
    """
    listed: list[tuple[str, str, str]] = []
    for number, gang in enumerate(world.gangs.values()):
        members = [p for p in world.people.values() if gang.gang_id in p.gang_ids and not p.is_victim]
        members = [p for p in members if rng.random() < 0.7]
        kind = ("xlsx", "txt", "csv")[number % 3]
        path = f"lists/{gang.label}名单.{kind}"
        rows = []
        for person in members:
            names = [alias.text for alias in person.aliases if alias.kind == "called"]
            names = names[:1] if rng.random() < 0.5 else names
            rows.append((person, names))
            listed += [(path, name, person.person_id) for name in names]
        _LIST_WRITERS[kind](folder / path, gang, rows, world, rng)
    return listed


Rows = list[tuple[Person, list[str]]]


def _cells(gang: Gang, rows: Rows, world: World, rng: random.Random) -> list[list[str]]:
    separator = rng.choice(_SEPARATORS)
    table = [["序号", "外号", "姓名", "岗位", "组别", "上级", "备注"]]
    for number, (person, names) in enumerate(rows, start=1):
        superior = world.people.get(person.superior_in(gang.gang_id) or "")
        table.append(
            [
                str(number), separator.join(names), person.real_name if rng.random() < 0.4 else "",
                ROLE_WORDS[person.role_in(gang.gang_id)], f"{person.team}组" if person.team else "",
                superior.label if superior and rng.random() < 0.8 else "",
                rng.choice(("", "", "", "新来", "押护照", "老员工", "已调走")),
            ]
        )  # fmt: skip
    return table


def _xlsx(file: Path, gang: Gang, rows: Rows, world: World, rng: random.Random) -> None:
    table = _cells(gang, rows, world, rng)
    sheet = [[f"{gang.label}人员名单"], *table, [], [f"合计{len(rows)}人"]]
    write_workbook(file, {"Sheet1": sheet}, {"Sheet1": ["A1:G1"]})


def _csv(file: Path, gang: Gang, rows: Rows, world: World, rng: random.Random) -> None:
    _write_csv(file, _cells(gang, rows, world, rng), "gb18030")


def _txt(file: Path, gang: Gang, rows: Rows, world: World, rng: random.Random) -> None:
    sign = rng.choice((" - ", "：", "=", "\t"))
    lines = [f"{name}{sign}{ROLE_WORDS[person.role_in(gang.gang_id)]}" for person, names in rows for name in names]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-8"))


_LIST_WRITERS = {"xlsx": _xlsx, "csv": _csv, "txt": _txt}


def _write_csv(file: Path, rows: list[list[str]], encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Signs outside of the encoding (emoji) can't occur in GB18030, which has all of Unicode.
    file.write_bytes(text.getvalue().encode(encoding))
