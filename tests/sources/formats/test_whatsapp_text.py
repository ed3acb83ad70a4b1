"""The WhatsApp text reader: every header make, system lines, people, day and month, bad input, no record lost."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UnreadableExhibit
from sources.formats.whatsapp_text import FORMAT
from sources.registry import detect, read_head

SAMPLES = Path(__file__).parents[2] / "data" / "whatsapp_text"
GROUP = "WhatsApp Chat - Steel works/_chat.txt"
CHAT = "與鋼釘的WhatsApp對話.txt"


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a text (or bytes) as an export of a given name; checks that no record is lost."""

    def read(text, path="WhatsApp Chat with Anna.txt", **more):
        file = tmp_path / "export.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        exhibit = exhibit_of(file, path, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def group(exhibit_of, everything_of):
    """The sample of an iOS group."""
    exhibit = exhibit_of(SAMPLES / GROUP, GROUP)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit)
    return found


def test_detection_is_by_content():
    """Both samples are found whatever their name is."""
    for sample in (GROUP, CHAT):
        assert detect(read_head(SAMPLES / sample, "x.bin")) is FORMAT


MOMENT = datetime(2023, 3, 14, 15, 9)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("[14/03/23, 15:09:26] ", MOMENT.replace(second=26)),
        ("\u200e[14.03.23, 15:09:26] ", MOMENT.replace(second=26)),
        ("[3/14/23, 3:09:26\u202fPM] ", MOMENT.replace(second=26)),
        ("[2023/3/14 下午3:09:26] ", MOMENT.replace(second=26)),
        ("[2023/03/14 15:09:26] ", MOMENT.replace(second=26)),
        ("[2023. 3. 14. 오후 3:09:26] ", MOMENT.replace(second=26)),
        ("3/14/23, 3:09 PM - ", MOMENT),
        ("3/14/23, 3:09\u202fpm - ", MOMENT),
        ("14/3/2023, 3:09 p.\u00a0m. - ", MOMENT),
        ("14/3/23 15:09 - ", MOMENT),
        ("14.03.2023, 15:09 - ", MOMENT),
        ("2023/3/14 下午3:09 - ", MOMENT),
        ("2023/3/14 午後3:09 - ", MOMENT),
        ("2023-03-14, 15:09 - ", MOMENT),
        ("2023. 3. 14. 오후 3:09 - ", MOMENT),
        ("2023/3/14 晚上8:09 - ", MOMENT.replace(hour=20)),
        ("2023/3/14 凌晨12:09 - ", MOMENT.replace(hour=0)),
        ("2023/3/14 中午12:09 - ", MOMENT.replace(hour=12)),
        ("3/14/23, 12:09 AM - ", MOMENT.replace(hour=0)),
        ("14/3/2566 15:09 - ", MOMENT),
        ("[14/3/23 3:09:26 p. m.] ", MOMENT.replace(second=26)),
        ("14/03/2023 à 15:09 - ", MOMENT),
        ("14.3.2023 klo 15.09 - ", MOMENT),
        ("14/3/2023, 3:09 م - ", MOMENT),
        ("14-03-2023 15:09 - ", MOMENT),
        ("14/3/23, 3:09 CH - ", MOMENT),
    ],
)
def test_headers_of_many_phones_are_read(reading, header, expected):
    """Brackets or dash, any order and separator of the date, 12 or 24 hours, any space, the Buddhist era."""
    found = reading(f"{header}Anna: hello: there\nsecond line\n")
    message = found.tables["message"].row(0, named=True)
    assert (message["sender_name"], message["text"]) == ("Anna", "hello: there\nsecond line")
    assert message["sent_at"] == expected
    assert message["time_basis"] == "local_assumed"
    assert message["sent_at_raw"] == header.strip("\u200e[] -")


# Language, notice of encryption, an event of each kind, a deleted message, a medium that was left out.
LOCALES = [
    (
        "en",
        "Messages and calls are end-to-end encrypted. Learn more.",
        "Anna added Bob",
        "This message was deleted",
        "<Media omitted>",
    ),
    ("zh-CN", "消息和通话已进行端到端加密。", "安娜添加了鲍勃", "这条消息已删除", "<省略影音内容>"),
    ("zh-TW", "訊息與通話已受端對端加密保護。", "安娜已新增鮑伯", "此訊息已刪除", "<已省略多媒體檔案>"),
    (
        "es",
        "Los mensajes y las llamadas están cifrados de extremo a extremo.",
        "Ana añadió a Bob",
        "Se eliminó este mensaje.",
        "<Multimedia omitido>",
    ),
    (
        "pt",
        "As mensagens são protegidas com a criptografia de ponta a ponta.",
        "Ana adicionou Bob",
        "Mensagem apagada",
        "<Mídia oculta>",
    ),
    (
        "de",
        "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
        "Anna hat Bob hinzugefügt",
        "Diese Nachricht wurde gelöscht.",
        "<Medien ausgeschlossen>",
    ),
    (
        "fr",
        "Les messages et les appels sont chiffrés de bout en bout.",
        "Anne a ajouté Bob",
        "Ce message a été supprimé",
        "<Médias omis>",
    ),
    (
        "it",
        "I messaggi e le chiamate sono crittografati end-to-end.",
        "Anna ha aggiunto Bob",
        "Questo messaggio è stato eliminato",
        "<Media omessi>",
    ),
    (
        "ru",
        "Сообщения и звонки защищены сквозным шифрованием.",
        "Анна добавила Боба",
        "Данное сообщение удалено",
        "<Без медиафайлов>",
    ),
    (
        "vi",
        "Tin nhắn và cuộc gọi được mã hóa đầu cuối.",
        "Anna đã thêm Bob",
        "Tin nhắn này đã bị xóa",
        "<Bỏ qua file media>",
    ),
    ("th", "ข้อความและการโทรถูกเข้ารหัสจากต้นทางถึงปลายทาง", "สมชาย เพิ่ม สมหญิง", "ข้อความนี้ถูกลบแล้ว", "<ไม่รวมสื่อ>"),
    (
        "ja",
        "メッセージと通話はエンドツーエンド暗号化されています。",
        "アンナがボブを追加しました",
        "このメッセージは削除されました",
        "<メディアは含まれていません>",
    ),
    (
        "ko",
        "메시지와 통화는 종단간 암호화됩니다.",
        "홍길동님이 김철수님을 추가했습니다.",
        "삭제된 메시지입니다",
        "<미디어 파일을 제외한 내용>",
    ),
    (
        "ar",
        "الرسائل والمكالمات مشفرة تمامًا بين الطرفين.",
        "قام أحمد بإضافة بدر",
        "تم حذف هذه الرسالة",
        "<تم استبعاد الوسائط>",
    ),
    ("he", "ההודעות והשיחות מוצפנות מקצה לקצה.", "אנה הוסיפה את בוב", "הודעה זו נמחקה", "<המדיה לא נכללה>"),
]


@pytest.mark.parametrize("is_ios", [False, True], ids=["android", "ios"])
@pytest.mark.parametrize(
    ("language", "notice", "added", "deleted", "omitted"), LOCALES, ids=[row[0] for row in LOCALES]
)
def test_sentences_of_the_program_in_many_languages(reading, language, notice, added, deleted, omitted, is_ios):
    """The notice and the event are system lines on both kinds of phone, a deleted message and a medium are known."""
    header, mark = ("[14/03/23, 15:09:26] ", "\u200e") if is_ios else ("14/03/23, 15:09 - ", "")
    says = f"Works: {mark}" if is_ios else ""
    lines = [f"{says}{notice}", f"{says}{added}", f"Anna: {mark}{deleted}", f"Bob: {mark}{omitted}", "Carl: ok"]
    text = "".join(f"{mark if number < 2 else ''}{header}{line}\n" for number, line in enumerate(lines))
    found = reading(text, "WhatsApp Chat - Works/_chat.txt" if is_ios else "WhatsApp Chat with Works.txt")
    messages = found.tables["message"]
    assert messages["kind"].to_list() == ["system", "system", "text", "media", "text"], language
    assert messages["is_deleted"].to_list() == [False, False, True, False, False]
    assert found.tables["membership_event"]["event"].to_list() == ["invite"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("WhatsApp Chat with Anna.txt", "Anna"),
        ("WhatsApp Chat - Anna.zip!/_chat.txt", None),
        ("WhatsApp Chat - Anna/_chat.txt", "Anna"),
        ("与安娜的 WhatsApp 聊天.txt", "安娜"),
        ("與安娜的WhatsApp對話.txt", "安娜"),
        ("WhatsApp-Chat mit Anna.txt", "Anna"),
        ("Chat de WhatsApp con Anna.txt", "Anna"),
        ("Conversa do WhatsApp com Anna.txt", "Anna"),
        ("Discussion WhatsApp avec Anna.txt", "Anna"),
        ("Chat WhatsApp con Anna.txt", "Anna"),
        ("Чат WhatsApp с контактом Анна.txt", "Анна"),
        ("Cuộc trò chuyện WhatsApp với Anna.txt", "Anna"),
        ("แชท WhatsApp กับ Anna.txt", "Anna"),
    ],
)
def test_titles_stand_in_the_path(reading, path, title):
    """The name of the file or its folder is the title, in many languages."""
    thread = reading("14/03/2023, 15:09 - Anna: hi\n", path).tables["thread"].row(0, named=True)
    assert title is None or thread["title"] == title


def test_a_talk_with_a_number_is_the_one_of_the_store(reading):
    """With both numbers known the talk bears the id that the phone's message store gives it."""
    text = "14/03/2023, 15:09 - +855 12 345 601: hi\n14/03/2023, 15:10 - Me: ho\n"
    found = reading(text, "WhatsApp Chat with +855 12 345 601.txt", owners={"whatsapp": "+85512345606"})
    assert found.tables["thread"]["thread_id"].to_list() == ["whatsapp:+85512345601~+85512345606"]


def test_given_time_zone_is_used(reading):
    """A zone given with the seizure turns local time to UTC and is said to be given."""
    message = reading("14/03/2023, 15:09 - Anna: hi\n", timezone="Asia/Phnom_Penh").tables["message"].row(0, named=True)
    assert (message["sent_at"], message["time_basis"]) == (MOMENT.replace(hour=8), "local_given")


def test_clock_changes_lose_no_message(reading):
    """Local times that happened twice or never still get an instant."""
    found = reading("26/03/2023, 02:30 - A: x\n29/10/2023, 02:30 - A: y\n", timezone="Europe/Berlin")
    assert found.tables["message"]["sent_at"].to_list() == [datetime(2023, 3, 26, 1, 30), datetime(2023, 10, 29, 0, 30)]


def test_any_part_above_twelve_settles_day_and_month(reading):
    """One date with a 13th settles the order for the whole file."""
    times = reading("02/03/23, 10:00 - A: x\n03/13/23, 10:00 - A: y\n").tables["message"]["sent_at"]
    assert [(time.month, time.day) for time in times] == [(2, 3), (3, 13)]


def test_running_of_time_settles_day_and_month(reading):
    """Where no part is above 12, the order in which the file runs forward is taken."""
    lines = "".join(f"0{day}/0{month}/23, 10:00 - A: x\n" for month in (1, 2, 3) for day in (2, 5, 9))
    times = reading(lines).tables["message"]["sent_at"].to_list()
    assert times == sorted(times)
    assert (times[0].month, times[-1].month) == (1, 3)


def test_ambiguous_dates_stay_open(reading):
    """Where nothing settles it no time is made up, and the end says so."""
    found = reading("02/03/23, 10:00 - A: x\n")
    message = found.tables["message"].row(0, named=True)
    assert (message["sent_at"], message["time_basis"]) == (None, "ambiguous")
    assert message["sent_at_raw"] == "02/03/23, 10:00"
    assert found.end.status == "read" and "month" in found.end.problem


def test_header_of_another_make_is_body(group):
    """A pasted chat with other headers stays in the message that it was pasted into."""
    texts = group.tables["message"]["text"].to_list()
    assert "Morning all.\nSame floor as yesterday,\n[01/01/20 10:00] Old chat: this was pasted" in texts


def test_group_is_read_whole(group):
    """Senders, kinds, deletions and the title of the sample come out as written."""
    messages = group.tables["message"]
    assert messages["position"].to_list() == list(range(9))
    assert messages["kind"].to_list() == [*["system"] * 3, "text", "text", "media", "text", "system", "system"]
    thread = group.tables["thread"].row(0, named=True)
    assert (thread["title"], thread["kind"]) == ("Steel works", "group")
    assert messages["is_deleted"].sum() == 1


def test_system_lines_become_membership_events(group):
    """Creation, additions, a changed number and a leave are events with actor and target."""
    events = group.tables["membership_event"]
    assert events["event"].to_list() == ["create", "invite", "invite", "invite", "rename", "leave"]
    rename = events.row(4, named=True)
    assert (rename["account_id"], rename["other_account_id"]) == ("whatsapp:+85512345678", "whatsapp:+85512345679")
    hammer = events["actor_account_id"][0]
    assert events["actor_account_id"].to_list()[:4] == [hammer] * 4
    assert events["name"][0] == "Steel works"


def test_unsaved_contacts_are_their_number(group):
    """A sender printed as a number is the account of that number and bears no name."""
    accounts = group.tables["account"].filter(~group.tables["account"]["is_display_name_only"])
    assert set(accounts["native_id"]) == {"+85512345678", "+85512345679"}
    assert accounts["thread_id"].null_count() == accounts.height
    assert not set(accounts["account_id"]) & set(group.tables["name_observation"]["account_id"])


def test_saved_and_push_names_are_told_apart(group):
    """A saved contact bears the owner's label; a name with a tilde is what the account calls itself."""
    names = dict(group.tables["name_observation"].select("name", "kind").iter_rows())
    assert names == {"Hammer": "remark", "Crab": "remark", "Bun": "account_nickname"}


def test_owner_speaks_in_a_talk_of_two(reading):
    """With a given owner, who isn't the title is the owner, observes the other one and answers to "You"."""
    text = "14/03/2023, 15:09 - Anna: hi\n14/03/2023, 15:10 - Me Myself: hello\n14/03/2023, 15:11 - You deleted this\n"
    found = reading(text, owners={"whatsapp": "+85512345678"})
    owner = "whatsapp:+85512345678"
    assert found.tables["message"]["sender_account_id"][1] == owner
    assert found.tables["account"].filter(found.tables["account"]["is_owner"])["account_id"].to_list() == [owner]
    observers = dict(found.tables["name_observation"].select("name", "observer_account_id").iter_rows())
    assert observers == {"Anna": owner, "Me Myself": None}


def test_no_owner_is_invented(reading):
    """Without a given owner "You" is nobody, and nobody is marked as owner."""
    found = reading("14/03/2023, 15:09 - You created group “X”\n14/03/2023, 15:10 - Anna: hi\n")
    assert found.tables["membership_event"]["actor_account_id"].to_list() == [None]
    assert not found.tables["account"]["is_owner"].any()


def test_talks_of_two_phones_stay_apart(reading):
    """The same label on two phones is no reason to make one conversation of two; the same group title is."""
    talk = "14/03/2023, 15:09 - Anna: hi\n"
    one, two = (reading(talk, owners={"whatsapp": owner}) for owner in ("+85512345678", "+85512345679"))
    assert one.tables["thread"]["thread_id"][0] != two.tables["thread"]["thread_id"][0]
    crowd = "14/03/2023, 15:09 - A: hi\n14/03/2023, 15:09 - B: hi\n14/03/2023, 15:09 - C: hi\n"
    one, two = (reading(crowd, owners={"whatsapp": owner}) for owner in ("+85512345678", "+85512345679"))
    assert one.tables["thread"]["thread_id"][0] == two.tables["thread"]["thread_id"][0]


def test_chinese_talk_is_read(exhibit_of, everything_of):
    """The traditional Chinese sample: notice, media, deletion, title from the file name."""
    found = everything_of(FORMAT, exhibit_of(SAMPLES / CHAT))
    assert found.tables["message"]["kind"].to_list() == ["system", "text", "text", "media", "text"]
    assert found.tables["message"]["is_deleted"].to_list() == [False] * 4 + [True]
    assert found.tables["thread"].row(0, named=True)["title"] == "鋼釘"


@pytest.mark.parametrize(
    "line",
    [
        'Anna: I created group "X" yesterday',
        "Anna: Bob left",
        "Anna: 10:30 works",
        "Anna: http://example.org/a:b",
        "Anna: the chat is 端到端加密 they say",
    ],
)
def test_talk_about_system_things_stays_talk(reading, line):
    """Words that people type are never taken for words of the program."""
    found = reading(f"14/03/2023, 15:08 - Anna: first\n14/03/2023, 15:09 - {line}\n")
    message = found.tables["message"].row(1, named=True)
    assert (message["kind"], message["sender_name"]) == ("text", "Anna")
    assert message["text"] == line.removeprefix("Anna: ")
    assert found.tables["membership_event"].is_empty()


def test_title_with_a_colon_is_a_system_line(reading):
    """A renamed group whose title holds a colon isn't a message of somebody."""
    found = reading('14/03/2023, 15:09 - Anna changed the subject from "A" to "Plan: B"\n')
    event = found.tables["membership_event"].row(0, named=True)
    assert (event["event"], event["name"]) == ("title", "Plan: B")


def test_impossible_dates_are_rejected_with_their_place(reading):
    """A header whose date doesn't exist is one rejected record, the rest is read."""
    found = reading("14/03/2023, 15:09 - A: x\n32/03/2023, 15:09 - A: y\n14/03/2023, 25:09 - A: z\n")
    assert found.record_count == 1
    assert found.tables["rejected_record"]["locator"].to_list() == ["line:2", "line:3"]


def test_cut_start_and_cut_end_are_partial(reading):
    """A file that begins in the middle of a message or ends in the middle of a character is read as far as it goes."""
    assert reading("rest of a message\n" + "14/03/2023, 15:09 - A: x\n" * 3).end.status == "partial"
    found = reading("14/03/2023, 15:09 - A: 锤子".encode()[:-1])
    assert found.end.status == "partial"
    assert found.tables["message"]["text"].to_list() == ["锤"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(reading, encoding):
    """Marked UTF-8, UTF-16 and GB18030 give the same words."""
    found = reading(("14/03/2023, 15:09 - 锤子: 今晚开工,十点\r\n" * 4).encode(encoding))
    assert found.tables["message"]["text"].to_list() == ["今晚开工,十点"] * 4


def test_empty_files_are_empty(reading):
    """No text gives no record and the status empty."""
    for text in ("", "\n\n", "\ufeff"):
        assert reading(text).end.status == "empty"


def test_text_without_headers_is_refused(reading):
    """A text without any header can't be read as WhatsApp."""
    with pytest.raises(UnreadableExhibit):
        reading("just a letter\nto somebody\n")


@pytest.mark.parametrize(
    "twin",
    [
        "[2023-03-14, 15:09] Anna: a Signal export\n",
        "[14.03.23 15:09:26] anna:\t\ta Jabber log\n",
        "2023-03-14 15:09:26 - INFO: a program log\n",
        "2023-03-14 15:09:26 Anna(123456)\nQQ\n",
        "[15:09] <anna> irc\n",
        "2023/03/14 Tue\n15:09\tAnna\tLINE\n",
        "",
    ],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Formats that look alike aren't taken."""
    file = tmp_path / "twin.txt"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "WhatsApp Chat with Anna.txt")) == 0


_BODIES = st.text(st.sampled_from("ab :-[]/19,.\u200e锤\r"), max_size=12)
_NAMES = st.sampled_from(["Anna", "阿龙", "+855 12 345 678", "~ Bun", "A:B", "🤓"])


@settings(max_examples=30)
@given(
    st.lists(st.tuples(_NAMES, _BODIES, st.lists(_BODIES, max_size=2)), min_size=1, max_size=12),
    st.sampled_from(["[{}, 15:09:26] ", "{}, 15:09 - ", "{} 下午3:09 - "]),
    st.booleans(),
)
def test_every_record_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, records, header, has_bad_date):
    """Read, rejected and duplicate records add up to the independent count, whatever people write."""
    dates = ["14/03/2023", "31/02/2023" if has_bad_date else "15/03/2023"]
    text = "".join(
        header.format(dates[index % 2]) + f"{name}: {body}\n" + "".join(f"{line}\n" for line in more)
        for index, (name, body, more) in enumerate(records)
    )
    file = tmp_path_factory.mktemp("whatsapp") / "chat.txt"
    file.write_bytes(text.encode())
    exhibit = exhibit_of(file)
    found = everything_of(FORMAT, exhibit)
    assert found.total == FORMAT.count(exhibit) == len(records)


def test_small_blocks_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Records that straddle blocks are read as if the file were one block."""
    exhibit = exhibit_of(SAMPLES / GROUP, GROUP)
    whole = everything_of(FORMAT, exhibit)
    monkeypatch.setattr("sources.text_blocks.BLOCK_CHARACTERS", 40)
    parts = everything_of(FORMAT, exhibit)
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name


REAL = Path(os.environ.get("STEELNAIL_DATA", "")) / "formats" / "whatsapp"


@pytest.mark.skipif("STEELNAIL_DATA" not in os.environ, reason="STEELNAIL_DATA names no folder of real samples")
def test_real_samples_are_read_completely(exhibit_of, everything_of):
    """The four published samples give nine records each, two of them system lines, with the same words."""
    files = sorted(REAL.glob("*.txt"))
    assert len(files) == 4
    texts = set()
    for file in files:
        found = everything_of(FORMAT, exhibit_of(file))
        assert (found.record_count, found.rejected_count, found.end.status) == (9, 0, "read")
        assert found.tables["message"]["sent_at"].null_count() == 0
        texts.add(tuple(found.tables["message"]["text"]))
    assert len(texts) == 1


def test_one_label_on_two_phones_may_be_two_people(everything_of, exhibit_with):
    """In one group each owner calls somebody 老王: the labels are two accounts; one's own push name stays one."""
    text = "".join(
        f"[13/02/2024, 10:00:0{n}] {who}: hi\n" for n, who in enumerate(("老王", "~Crab", "Ann", "Bo", "Cy"))
    )
    path = "WhatsApp Chat - 家人群/_chat.txt"
    first, second = (
        dict(
            everything_of(FORMAT, exhibit_with(text, path, owners={"whatsapp": owner}))
            .tables["message"]
            .select("sender_name", "sender_account_id")
            .rows()
        )
        for owner in ("+12025550100", "+12025550199")
    )
    assert first["老王"] != second["老王"]
    assert first["~Crab"] == second["~Crab"]
