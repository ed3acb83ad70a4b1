"""Builds the workbook beside it; run by hand when the layout changes."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl

GROUP = "45678901234@chatroom"
ANNA, BEN, ME = "wxid_aaaaaaaaaaaa11", "wxid_bbbbbbbbbbbb22", "wxid_me000000000000"
HEADING = ["序号", "时间", "发送者昵称", "发送者微信ID", "发送者备注", "群昵称", "发送者身份", "消息类型", "内容"]
ROWS = [
    [1, "2023-05-01 09:00:05", "老螃蟹", ANNA, "螃蟹 水房", "掌柜", "螃蟹 水房", "文本消息", '\'今晚"十点"，\n开工 '],
    [2, "2023-05-01 09:00:10", GROUP, GROUP, "", "", GROUP, "系统消息", '"螃蟹 水房"邀请"小虾"加入了群聊'],
    [3, "2023-05-01 09:01:00", "锤子", ME, "", "", "锤子", "引用消息", "收到"],
    [4, "2023-05-01 09:02:00", "小虾", BEN, "", "", "小虾", "动画表情", "[表情包]"],
    [5, None, "小虾", BEN, "", "", "小虾", "文本消息", None],
]


def workbook(heading=HEADING, rows=ROWS, session=GROUP, title="钢厂"):
    """A workbook as the tool writes it."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 5, 1, tzinfo=UTC).replace(tzinfo=None)
    sheet = book.active
    sheet.title = "聊天记录"
    sheet.append(["会话信息"])
    sheet.append(["微信ID", session, None, "昵称", title, "备注", ""])
    sheet.append(["导出工具", "WeFlow", "导出版本", "0.0.2", "平台", "wechat", "导出时间", "2026-05-01 09:00:00"])
    sheet.merge_cells("B2:C2")
    for row in (heading, *rows):
        sheet.append(row)
    return book


if __name__ == "__main__":
    workbook().save(Path(__file__).with_name("group.xlsx"))
