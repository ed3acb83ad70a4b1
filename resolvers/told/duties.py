"""What people tell of each other's work: 'hammer runs the servers', a line of a roster, 'I do the calls'."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.once_per_case import once_per_case
from resolvers.told.cues import (
    duty_expressions,
    hedge_expression,
    own_duty_opening,
    role_expressions,
    who_question,
)
from resolvers.told.named import named_people, own_talk

# An answer comes soon.
_ANSWER_TURNS = 3
_LONGEST_QUESTION = 60
_LONGEST_BEFORE = 30
_PLACE = ("message_id", "speaker", "sent_at", "exhibit_id", "locator")
_COLUMNS = (
    "entity_id", "role", "words", "sureness", "is_denied", "is_hedged", "is_own", "speaker", "seen_at", "exhibit_id",
    "locator",
)  # fmt: skip


@once_per_case
def told_duties(case: ResolvedCase) -> pl.DataFrame:
    """Duties that talk gives to people.

    Args:
        case: The case after linking.

    Returns:
        **Columns** entity_id, role, words, sureness (that the name means this entity, 0 to 1), is_denied, is_hedged,
        is_own (told by himself), speaker, seen_at, exhibit_id, locator; one row per telling, sorted. Linear in the
        mentions and short messages.
    """
    talk = own_talk(case)
    people = named_people(case, talk)
    windows = pl.concat([_of_named(people), _answers(talk, people), _of_oneself(talk)]).with_columns(
        # A space between Chinese words is a comma.
        pl.col("near", "before").str.replace_all(r"(\p{Han})\s+", "$1，")
    )
    best = pl.col("way").rank("dense").over("message_id", "entity_id", "role")
    return (
        _read(windows)
        .filter(best == 1)
        .with_columns(is_own=pl.col("speaker") == pl.col("entity_id"), seen_at="sent_at")
        .select(_COLUMNS)
        .unique()
        .sort(_COLUMNS, nulls_last=True)
    )


def _of_named(people: pl.DataFrame) -> pl.DataFrame:
    """Windows around names: near, what follows in the line up to the next name; before, where the name closes all."""
    closes = pl.col("after").str.contains(r"^\s*(?:[.!。！~～…]|[^\p{L}\p{N}?？])*$")
    next_start = pl.col("start_offset").shift(-1).over("message_id") - pl.col("end_offset")
    # 'hammer, mango's man, runs the servers': a name that only says whose man it is divides nothing.
    owned = pl.col("after").shift(-1).over("message_id").str.contains(_OWNED)
    # Whose man somebody is: what follows is told of him, not of his boss.
    is_owner = pl.col("after").str.contains(_OWNED) | pl.col("before").str.contains(_OWNER_BEFORE)
    length = pl.when(owned | next_start.is_null()).then(pl.lit(48)).otherwise(next_start)
    return (
        people.with_columns(is_owner=is_owner, length=length, closes=closes)
        .filter(~pl.col("is_owner"))
        .select(
            *_PLACE,
            entity_id="named",
            sureness="sureness",
            near=pl.col("after").str.slice(0, "length").str.extract(r"^([^\n]*)", 1),
            before=pl.when(pl.col("closes") & (pl.col("start_offset") <= _LONGEST_BEFORE)).then(pl.col("before")),
        )
    )


_OWNED = (
    r"^(?:(?:的|手下|手底下|那边|下面|那组|组)*(?:人|手下|那边|手底下|那组|一起的|下面的?)(?:的)?(?:$|[^\p{Han}])"
    r"|[’']s (?:man|guy|people|team|crew|side|lot))"
)
_OWNER_BEFORE = (
    r"(?:(?:^|[\s,，.。是])(?:跟着?|归|听)|\b(?:under|works? (?:for|under)|reports? to|answers? to|belongs? to)\s*"
    r"|\b(?:под|работает на|у)\s|\b(?:theo|dưới quyền|làm cho|lính)\s(?:\S+\s)?)$"
)


def _of_oneself(talk: pl.DataFrame) -> pl.DataFrame:
    opening = own_duty_opening()
    return talk.filter(pl.col("text").str.contains(opening)).select(
        *_PLACE,
        entity_id="speaker",
        sureness=pl.lit(1.0),
        near=pl.col("text").str.replace(opening, "").str.slice(0, 48).str.extract(r"^([^\n]*)", 1),
        before=pl.lit(None, dtype=pl.String),
    )


def _answers(talk: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Messages without a name that answer who somebody is, with whom the question named."""
    asks = pl.col("text").str.contains(who_question()) & (pl.col("text").str.len_chars() <= _LONGEST_QUESTION)
    asked = (
        people.filter(asks)
        .filter(pl.col("named").n_unique().over("message_id") == 1)
        .unique("message_id", keep="first", maintain_order=True)
        .select("thread_id", "turn", "sureness", asker="speaker", entity_id="named")
    )
    order = talk.with_columns(place=pl.int_range(pl.len()).over("thread_id").cast(pl.Int64))
    soon = pl.concat_list([pl.col("place") + number for number in range(1, _ANSWER_TURNS + 1)])
    places = asked.join(order.select("thread_id", "turn", "place"), on=["thread_id", "turn"]).with_columns(place=soon)
    return (
        places.drop("turn")
        .explode("place")
        .join(order, on=["thread_id", "place"])
        .filter((pl.col("asker") != pl.col("speaker")) & (pl.col("entity_id") != pl.col("speaker")))
        .join(people.select("message_id", entity_id="named"), on=["message_id", "entity_id"], how="anti")
        .select(
            *_PLACE,
            "entity_id",
            "sureness",
            near=pl.col("text").str.slice(0, 48).str.extract(r"^([^\n]*)", 1),
            before=pl.lit(None, dtype=pl.String),
        )
    )


def _read(windows: pl.DataFrame) -> pl.DataFrame:
    """Windows that tell a duty, one row per role and way."""
    expressions = duty_expressions()
    found = pl.concat(
        [
            windows.filter(pl.col(column).str.contains(expression)).with_columns(
                way=pl.lit(way), told=pl.col(column).str.extract_groups(expression)
            )
            for way, column, expression in (
                (1, "near", expressions.near),
                (2, "near", expressions.later),
                (3, "before", expressions.before),
            )
        ]
    ).with_columns(
        words=pl.col("told").struct.field("3"),
        is_denied=pl.col("told").struct.field("2").fill_null("").str.len_chars() > 0,
        is_hedged=pl.col("told").struct.field("1").str.contains(hedge_expression()),
    )
    return pl.concat(
        [
            found.filter(pl.col("words").str.contains(words)).with_columns(role=pl.lit(role))
            for role, words in role_expressions().items()
        ]
    )
