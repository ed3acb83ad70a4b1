"""Invented people and words for the synthetic QQ files of the ingest benchmark; one number, one message."""

from datetime import UTC, datetime, timedelta

_NAMES = ("钢钉", "小螃蟹", "铁锤", "水房老六", "Lobster", "老码头", "阿坤", "七哥", "night shift", "账房")
PEOPLE = tuple((f"{_NAMES[n % len(_NAMES)]}{n // len(_NAMES) or ''}", str(990_010_000 + n * 37)) for n in range(30))
_SENTENCES = (
    "今晚把料发给水房，十点之前一定要到",
    "ok",
    "the server is down again, ask crab about it",
    "收到",
    "[图片]",
    "谁去接人？我这边走不开，让阿坤去吧，他上次也去过那里",
    "账号都换了新的，旧的不要再用了，有问题来找我",
    "please send me the table before noon, the boss wants numbers",
    "哈哈哈哈",
    "明天的班怎么排",
)


def words(number: int) -> str:
    """The words of a message; every fortieth runs over several lines, every tenth is long."""
    said = f"{_SENTENCES[number * 3 % len(_SENTENCES)]} {number}"
    if number % 40 == 0:
        return "\n".join((said, _SENTENCES[(number + 3) % len(_SENTENCES)], "地址见下"))
    return said * 4 if number % 10 == 0 else said


def clock(number: int) -> tuple[str, int, str]:
    """Day, hour, and minutes with seconds of a message: one each 40 seconds or so."""
    at = moment(number)
    return f"{at:%Y-%m-%d}", at.hour, f"{at:%M:%S}"


def moment(number: int) -> datetime:
    """When a message is sent."""
    return datetime(2019, 7, 1, 8, tzinfo=UTC) + timedelta(seconds=number * 40 % 63_000_000)


def exporter_message(number: int) -> dict[str, object]:
    """A message as qq-chat-exporter version 5 writes it."""
    name, native = PEOPLE[number * 7 % len(PEOPLE)]
    sender = {
        "uid": f"u_{native}AAAAAAAAAAAA",
        "uin": native,
        "name": name,
        "nickname": name,
        "groupCard": f"{name} 组",
    }
    said, at = words(number), moment(number)
    elements: list[dict[str, object]] = [{"type": "text", "data": {"text": said}}]
    if number % 9 == 0:
        said = f"[图片:{number:032X}.jpg]"
        elements = [
            {"type": "image", "data": {"filename": f"{number:032X}.jpg", "size": 5_120, "width": 640, "md5": ""}}
        ]
    return {
        "id": str(7_300_000_000_000_000_000 + number),
        "seq": str(number),
        "timestamp": int(at.timestamp()) * 1000,
        "time": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
        "sender": sender,
        "type": "text",
        "content": {"text": said, "html": said, "elements": elements, "resources": [], "mentions": []},
        "recalled": number % 300 == 0,
        "system": False,
    }
