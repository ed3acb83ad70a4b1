"""A time that can't be never costs a file: its record is kept without instant, or rejected, and the others are read."""

import json

import pytest

from sources.record import Head
from sources.registry import detect, source_formats

# Placeholders of databases, damage, and what overflows when a zone is applied.
TIMES = (
    "0000-00-00 00:00:00",
    "0000-01-01 00:00:01",
    "0001-01-01 00:30:00",
    "2023-02-30 10:00:00",
    "9999-12-31 23:59:59",
    "99999-01-01 10:00:00",
)
SOUND = "2023-03-01 10:00:00"


def _irc(time):
    return f"[{time}] <crab> morning\n"


def _jabber(time):
    message = {"ts": time.replace(" ", "T"), "from": "crane@dock.example", "to": "nail@dock.example", "body": "yes"}
    return json.dumps(message) + "\n"


def _pywxdump(time):
    return f"1,0,文本,0,wxid_aaaaaaaaaaaa11,99856034145@chatroom,好,,{time}\n"


def _memotrace(time):
    return f"1,3,1,0,0,{time},2,开工,{time},老螃蟹,小螃蟹,wxid_aaaaaaaaaaaa11\n"


def _qq(time):
    return f"{time} 螃蟹(10001)\n好\n\n"


def _whatsapp(time):
    return f"[{time.replace('-', '/')}] Crab: morning\n"


def _registration(time):
    return f"hammer77,Discord,Sample Person,E12345678,+85512345678,{time}\n"


HEADINGS = {
    "pywxdump": "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n",
    "memotrace": "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n",
    "qq": "消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + "=" * 64 + "\n消息分组:我的QQ群\n" + "=" * 64
    + "\n消息对象:一号群\n" + "=" * 64 + "\n\n",
    "registration": "Username,Platform,Full name,Passport No.,Phone number,Registered at\n",
}  # fmt: skip
WRITERS = {
    "irc": _irc,
    "jabber": _jabber,
    "pywxdump": _pywxdump,
    "memotrace": _memotrace,
    "qq": _qq,
    "whatsapp": _whatsapp,
    "registration": _registration,
}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_impossible_time_costs_one_record_at_most(everything_of, exhibit_with, name, time, zone):
    """Whatever stands where a time is expected, the records around it are read with theirs."""
    write = WRITERS[name]
    content = HEADINGS.get(name, "") + write(SOUND) * 3 + write(time) + write(SOUND) * 3
    exhibit = exhibit_with(content, timezone=zone)
    source_format = detect(Head(exhibit.path, len(content.encode()), content.encode()))
    assert source_format is not None
    found = everything_of(source_format, exhibit)
    assert source_format.count is not None
    assert found.total == source_format.count(exhibit)
    assert found.rejected_count <= 1
    if name != "registration":
        years = found.tables["message"]["sent_at"].drop_nulls().dt.year().unique().to_list()
        assert 2023 in years
        assert max(years) <= 2200


@pytest.mark.parametrize("seconds", ["-5", "99999999999999", "1e30", "abc", "0"])
@pytest.mark.parametrize("day", ["0000-01-01T00:00:01", "9999-12-31T23:59:59", "2023-13-45T25:61:00"])
def test_impossible_telegram_time_leaves_the_message(everything_of, exhibit_with, seconds, day):
    """A Telegram message with times from nowhere keeps its text and says what was written."""
    message = {"type": "message", "from": "Crab", "from_id": "user1", "text": "yes"}
    chat = {
        "name": "Quay",
        "type": "private_group",
        "id": 5,
        "messages": [
            {**message, "id": 1, "date": "2023-03-01T10:00:00", "date_unixtime": "1677636000"},
            {**message, "id": 2, "date": day, "date_unixtime": seconds},
        ],
    }
    found = everything_of(source_formats()["telegram_json"], exhibit_with(json.dumps(chat), timezone="Asia/Shanghai"))
    assert found.record_count == 2
    assert found.tables["message"]["sent_at_raw"].to_list()[1] == day
