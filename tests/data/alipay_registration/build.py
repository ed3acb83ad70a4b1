"""Builds the workbook beside it; run by hand when the layout changes."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl

HEADING = (
    "用户ID", "登录邮箱", "登录手机", "账户名称", "证件类型", "证件号", "可用余额", "绑定手机", "注册时间",
    "绑定银行卡", "关联账户", "备注", "对应的协查数据",
)  # fmt: skip
FLOWS = (
    "交易号", "商户订单号", "交易创建时间", "付款时间", "最近修改时间", "交易来源地", "类型", "用户信息",
    "交易对方信息", "消费名称", "金额（元）", "收/支", "交易状态", "支付方式", "清算流水号", "备注", "对应的协查数据",
)  # fmt: skip
FIRST, SECOND = "2088990000000001", "2088990000000002"
PHONE, OTHER_PHONE, DOCUMENT = "13800138000", "13900139000", "990105199001010014"
CARD, OTHER_CARD = "6222021234567890128", "4111111111111111"
ROWS = (
    (
        FIRST, "Hammer@yard.example", PHONE, "甲某", "身份证", DOCUMENT, "0.00", OTHER_PHONE, "2016-05-01 10:11:12",
        f"借记卡:某银行:{CARD};信用卡:另银行:{OTHER_CARD};", f"{SECOND};crane@yard.example", "", DOCUMENT,
    ),
    (2088990000000013, "", PHONE, "乙某", "身份证", "", "1.20", "", "2017-06-02 00:00:00", "", "", "", PHONE),
    ("", "", "", "", "", "", "", "", "", "", "", "未查询到数据", "13700137000"),
)  # fmt: skip


def workbook(heading=HEADING, rows=ROWS, above=()):
    """A workbook as the company delivers it."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 5, 1, tzinfo=UTC).replace(tzinfo=None)
    sheet = book.active
    sheet.title = "注册信息"
    for row in (*above, heading, *rows):
        sheet.append(row)
    return book


if __name__ == "__main__":
    workbook().save(Path(__file__).with_name("甲案_注册信息_20260501.xlsx"))
