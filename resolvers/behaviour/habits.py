"""Habits of writing that can be named to a reader: how messages end, smileys, laughter, capitals, punctuation, length.

They explain a likeness of style; the score itself is resolvers.behaviour.style's, which sees them all in its n-grams.
"""

import polars as pl

from resolvers.behaviour.own_words import own_messages
from resolvers.contract import CaseFrames

# Name in both languages, and the sign of it in one message.
_SIGNS: tuple[tuple[str, str], ...] = (
    ("ends with 。", r"。\s*$"),
    ("ends with .", r"[^.]\.\s*$"),
    ("ends with ~", r"[~～]\s*$"),
    ("ends with !", r"[!！]\s*$"),
    ("ends with ?", r"[?？]\s*$"),
    ("… / ...", r"…|\.\.+|。。+"),
    ("!! / ??", r"[!！?？]{2,}"),
    (", / ，", r"[,，]"),
    (":) :( ;) :D", r"[:;=]-?[)(DPp]|\^_?\^|>_<"),
    ("emoji", r"[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}]"),
    ("[微笑]", r"\[[\p{Han}A-Za-z]{1,8}\]"),
    ("哈哈 / haha", r"哈哈|呵呵|嘿嘿|嘻嘻|hh+|(?i:haha|hehe|lol)"),
    ("吧 呢 啊 哦 嘛", r"[吧呢啊哦嘛呀啦噢]"),
    ("u, thx, plz …", r"(?i)\b(?:u|ur|thx|pls|plz|cuz|gonna|wanna|dont|cant|im)\b"),
    ("Capital first", r"^\s*\p{Lu}\p{Ll}"),
    ("small first", r"^\s*\p{Ll}"),
    ("CAPITALS", r"\b\p{Lu}{4,}\b"),
    ("digits", r"\d"),
    ("space before punctuation", r"\s[,.!?，。！？]"),
)
_LEAST_SHARE = 0.05
_MOST_TOLD = 3


def told_habits(case: CaseFrames, pairs: pl.DataFrame) -> pl.DataFrame:
    """Habits that two references share and that others around them don't, in words.

    Args:
        case: The case.
        pairs: Columns reference_l and reference_r.

    Returns:
        The pairs with value_l and value_r: up to three habits with each one's share of messages, strongest first; null
        where no habit stands out.
    """
    wanted = pl.concat([pairs["reference_l"], pairs["reference_r"]]).unique()
    messages = own_messages(case)
    shares = _shares(messages.filter(pl.col("reference").is_in(wanted.implode())))
    usual = _shares(messages).group_by("habit").agg(usual=pl.mean("share"), spread=pl.std("share"))
    known = shares.join(usual, on="habit").with_columns(
        departure=(pl.col("share") - pl.col("usual")) / pl.col("spread").clip(lower_bound=0.02)
    )
    left = known.select("habit", reference_l="reference", share_l="share", departure_l="departure")
    right = known.select("habit", reference_r="reference", share_r="share", departure_r="departure")
    both = (
        pairs.select("reference_l", "reference_r")
        .join(left, on="reference_l")
        .join(right, on=["reference_r", "habit"])
        .with_columns(strength=pl.min_horizontal("departure_l", "departure_r"))
        .filter((pl.col("strength") > 0) & (pl.min_horizontal("share_l", "share_r") >= _LEAST_SHARE))
        .sort("reference_l", "reference_r", "strength", "habit", descending=[False, False, True, False])
        .group_by("reference_l", "reference_r", maintain_order=True)
        .agg(
            value_l=_told("share_l").head(_MOST_TOLD).str.join("; "),
            value_r=_told("share_r").head(_MOST_TOLD).str.join("; "),
        )
    )
    return pairs.join(both, on=["reference_l", "reference_r"], how="left", maintain_order="left")


def _shares(messages: pl.DataFrame) -> pl.DataFrame:
    """Columns: reference, habit, share (of its messages)."""
    return (
        messages.group_by("reference")
        .agg(pl.col("text").str.contains(pattern).mean().alias(name) for name, pattern in _SIGNS)
        .unpivot(index="reference", variable_name="habit", value_name="share")
    )


def _told(share: str) -> pl.Expr:
    return pl.format("{} {}%", "habit", (pl.col(share) * 100).round().cast(pl.Int64))
