"""Kinds and times of WeChat messages as the export tools write them.

Source: formats.md 4 (message types of the app, names of types in PyWxDump and MemoTrace exports).
"""

import polars as pl

from sources.clock_text import believable, to_utc
from sources.record import Exhibit

# Base types; the high bits of Android and desktop 4.x types hold a sub-type.
_BASE_MASK = 0xFFFF
_MEDIA_TYPES = (3, 34, 43, 47, 48, 49, 62)
_SYSTEM_TYPES = (10000, 10002)
_CARD_TYPE, _CALL_TYPE, _APP_TYPE = 42, 50, 49
# App messages whose words are words: quotes, transfers, red packets (sub-types, and the packed forms of Android).
_SPOKEN_SUBTYPES = (1, 57, 2000, 2001)
_PAT_SUBTYPE = 62
_SPOKEN_PACKED = (822083633, 419430449, 436207665)
_NAMES_OF_KINDS = (
    ("引用|文本|文字|转账|红包", "text"),
    ("系统|撤回|拍一拍", "system"),
    ("通话|电话", "call"),
    ("名片", "contact_card"),
    (
        "图片|语音|视频|表情|文件|位置|链接|小程序|合并转发|聊天记录|音乐|分享|公众号|视频号|直播|卡券|GIF|笔记|图文",
        "media",
    ),
)
_TIME_FORMATS = (
    ("%Y-%m-%d %H:%M:%S", False),
    ("%Y/%m/%d %H:%M:%S", False),
    # A spreadsheet that saved the file again drops the seconds (formats.md 1.5).
    ("%Y/%m/%d %H:%M", True),
    ("%Y-%m-%d %H:%M", True),
)
_EPOCH_S, _EPOCH_MS = "^[0-9]{9,10}$", "^[0-9]{13}$"


def kind_of(type_text: pl.Expr, subtype: pl.Expr | None = None) -> pl.Expr:
    """Kind of a message from its type, a number or a Chinese name; an unknown type counts as text, words and all."""
    number = type_text.cast(pl.Int64, strict=False)
    base = number & _BASE_MASK
    spoken = number.is_in(_SPOKEN_PACKED)
    if subtype is not None:
        app_type = pl.when(base == _APP_TYPE).then(subtype.cast(pl.Int64, strict=False))
        spoken = spoken | app_type.is_in(_SPOKEN_SUBTYPES)
        base = pl.when(app_type == _PAT_SUBTYPE).then(_SYSTEM_TYPES[0]).otherwise(base)
    kind = (
        pl.when(spoken.fill_null(False))
        .then(pl.lit("text"))
        .when(base.is_in(_SYSTEM_TYPES))
        .then(pl.lit("system"))
        .when(base == _CARD_TYPE)
        .then(pl.lit("contact_card"))
        .when(base == _CALL_TYPE)
        .then(pl.lit("call"))
        .when(base.is_in(_MEDIA_TYPES))
        .then(pl.lit("media"))
    )
    for names, named_kind in _NAMES_OF_KINDS:
        kind = kind.when(number.is_null() & type_text.str.contains(names)).then(pl.lit(named_kind))
    return kind.otherwise(pl.lit("text"))


def kind_of_number(number: pl.Expr) -> pl.Expr:
    """Kind of a message from its type as a database holds it, high bits included.

    A type that nobody knows counts as text, words and all.
    """
    base = number & _BASE_MASK
    return (
        pl.when(base == 1)
        .then(pl.lit("text"))
        .when(number.is_in(_SPOKEN_PACKED))
        .then(pl.lit("text"))
        .when(base.is_in(_SYSTEM_TYPES))
        .then(pl.lit("system"))
        .when(base == _CARD_TYPE)
        .then(pl.lit("contact_card"))
        .when(base == _CALL_TYPE)
        .then(pl.lit("call"))
        .when(base.is_in(_MEDIA_TYPES))
        .then(pl.lit("media"))
        .otherwise(pl.lit("text"))
    )


def with_times(rows: pl.DataFrame, column: str, exhibit: Exhibit) -> pl.DataFrame:
    """Add `sent_at` and `time_basis` from a column of local times or seconds (or milliseconds) since 1970."""
    zone, local_basis = exhibit.zone("wechat")
    raw = pl.col(column).str.strip_chars()
    # An export writes one form throughout; the others are tried only where that one leaves something open.
    is_number = pl.first().str.contains(_EPOCH_S)
    if rows.height and rows[:1].select(raw).select(is_number.fill_null(False)).item():
        usual = rows.select(believable(_seconds(raw))).to_series()
        instants, basis = usual, "epoch_s"
    else:
        written = raw.str.to_datetime(_TIME_FORMATS[0][0], strict=False, time_unit="us")
        usual = rows.select(believable(written)).to_series()
        instants, basis = usual.to_frame().select(to_utc(pl.first(), zone)).to_series(), local_basis
    if not usual.null_count():
        return rows.with_columns(sent_at=instants, time_basis=pl.lit(basis))
    whole = raw.cast(pl.Int64, strict=False)
    seconds = _seconds(raw)
    milliseconds = pl.from_epoch(pl.when(raw.str.contains(_EPOCH_MS)).then(whole), time_unit="ms").cast(
        pl.Datetime("us")
    )
    parsed = [believable(raw.str.to_datetime(pattern, strict=False, time_unit="us")) for pattern, _ in _TIME_FORMATS]
    resaved = [time for time, (_, is_resaved) in zip(parsed, _TIME_FORMATS, strict=True) if is_resaved]
    exact = [time for time, (_, is_resaved) in zip(parsed, _TIME_FORMATS, strict=True) if not is_resaved]
    return (
        rows.with_columns(
            epoch_s=believable(seconds),
            epoch_ms=believable(milliseconds),
            exact=pl.coalesce(exact),
            resaved=pl.coalesce(resaved),
        )
        .with_columns(
            sent_at=pl.coalesce("epoch_s", "epoch_ms", to_utc(pl.coalesce("exact", "resaved"), zone)),
            time_basis=pl.when(pl.col("epoch_s").is_not_null())
            .then(pl.lit("epoch_s"))
            .when(pl.col("epoch_ms").is_not_null())
            .then(pl.lit("epoch_ms"))
            .when(pl.col("exact").is_not_null())
            .then(pl.lit(local_basis))
            .when(pl.col("resaved").is_not_null())
            .then(pl.lit("excel_resave"))
            .otherwise(pl.lit("none")),
        )
        .drop("epoch_s", "epoch_ms", "exact", "resaved")
    )


def _seconds(raw: pl.Expr) -> pl.Expr:
    whole = pl.when(raw.str.contains(_EPOCH_S)).then(raw.cast(pl.Int64, strict=False))
    return pl.from_epoch(whole, time_unit="s").cast(pl.Datetime("us"))
