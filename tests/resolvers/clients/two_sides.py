"""Talk for tests: a caller and a client in four languages, colleagues, traders; written for this purpose."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from resolvers.contract import ResolvedCase
from tests.resolvers.spoken_cases import spoken_case

Talk = Sequence[tuple[str, str, str]]

LURED: dict[str, Sequence[tuple[str, str]]] = {
    "zh": [
        ("wolf", "早安亲爱的，昨晚休息好了吗"),
        ("lamb", "还行，你说的那个我不太懂，会不会被骗"),
        ("wolf", "放心，这个平台收益很稳"),
        ("lamb", "我手里只剩存款了，最少投多少"),
        ("wolf", "先交一笔保证金，随时能取"),
    ],
    "ru": [
        ("wolf", "Добрый день, говорит следователь Громов, на ваше имя подана заявка"),
        ("lamb", "какая заявка, я ничего не оформляла"),
        ("wolf", "не волнуйтесь и никому не рассказывайте, средства нужно перевести"),
        ("lamb", "мне страшно, там вся пенсия за год"),
    ],
    "en": [
        ("wolf", "hello, we offer online work, simple tasks, 80 a day"),
        ("lamb", "how much can I earn? I never did this"),
        ("wolf", "don't worry, I will teach you. one more top up and you withdraw everything"),
        ("lamb", "I borrowed already, I want my money back please"),
    ],
    "vi": [
        ("wolf", "chị ơi bên em cần cộng tác viên làm nhiệm vụ, hoa hồng cao"),
        ("lamb", "chị chưa từng làm, có lừa không vậy"),
        ("wolf", "chị cứ yên tâm, em hướng dẫn cho, nạp thêm 500 là được"),
        ("lamb", "chị hết tiền rồi, cho chị rút tiền về"),
    ],
}
AT_WORK = [
    ("lead", "скиньте отчёт за смену до девяти"),
    ("hand", "два закрыл, клиент один сорвался"),
    ("lead", "штраф за опоздание, завтра в десять на месте"),
    ("hand", "понял"),
    ("third", "аванс когда будет?"),
    ("lead", "в пятницу"),
]


def case_of(talk: Talk, direct: Sequence[str] = ()) -> ResolvedCase:
    """A case of talk (thread, person, words); every person is one entity, every thread a group unless direct."""
    case = spoken_case(talk, {who: f"name of {who}" for who in sorted({who for _, who, _ in talk})})
    kinds = pl.when(pl.col("thread_id").is_in(list(direct))).then(pl.lit("direct")).otherwise("kind")
    return replace(case, threads=case.threads.with_columns(kind=kinds))


def spoken(thread: str, lines: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The lines as messages of a thread."""
    return [(thread, who, words) for who, words in lines]
