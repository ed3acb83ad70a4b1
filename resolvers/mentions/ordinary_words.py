"""Which names are ordinary words in this case: 'will', 'the' and 'ubuntu' are nicknames too.

No word list can know the talk of a gang, so the case itself is asked: a name that people mostly use as a word
stands after an article, a pronoun or an auxiliary ("the hammer", "I will"), a name hardly ever does; and a name is
called at the start of messages ("hammer: …"), a word hardly ever is. The small list of function words in cues.toml
only helps where a case is too small to count. A nickname that lives in one conversation (IRC) and is "spoken of"
mostly in others where nobody bears it is a word as well ('grep'). Limit: a common noun used as a nickname in a case
where both uses are frequent is read as a word unless it is addressed at least half as often as it is used as one.
"""

import polars as pl

from resolvers.mentions.cues import mention_cues

# Share of a name's running uses after an article or the like from which it is a word. Names have slips below 5 %
# ("the hammer himself"), English nouns and verbs are far above 20 %.
_WORD_SHARE = 0.08
# Addressed at least this often per running use, a token is a name whatever precedes it elsewhere.
_ADDRESS_SHARE = 0.5
# So many different people who say "I'm X" share a state, not a name.
_SELF_SPEAKERS = 3
# A word turns up where nobody bears it at least this many times for each use where somebody does.
_ELSEWHERE_RATIO = 3


def after_word_cue(before: pl.Expr) -> pl.Expr:
    """Whether the text before a span ends in an article, pronoun, auxiliary or measure word."""
    cues = mention_cues()
    latin = "|".join(sorted(cues["word_before"], key=lambda word: (-len(word), word)))
    han = "".join(cues["word_before_han"])
    return before.str.to_lowercase().str.contains(rf"(?:(?:^|[^\p{{L}}\p{{N}}'])(?:{latin})\s+|[{han}])$")


def _after_self_cue(before: pl.Expr) -> pl.Expr:
    """Whether the text before a span says "I'm", "they're" or the like."""
    cues = sorted(mention_cues()["self_before"], key=lambda word: (-len(word), word))
    return before.str.to_lowercase().str.contains(rf"(?:^|[^\p{{L}}\p{{N}}'])(?:{'|'.join(cues)})\s+$")


def ordinary_words(spans: pl.DataFrame, nick_threads: pl.DataFrame) -> pl.DataFrame:
    """Alias forms that this case uses as words.

    Args:
        spans: Spans of names with alias_form, thread_id, sender, before and `is_addressed`.
        nick_threads: alias_form and thread_id of nicknames whose bearers live in one thread.

    Returns:
        **Columns** alias_form: one row per name that is a word, sorted.
    """
    nicks = pl.col("alias_form").is_in(nick_threads["alias_form"].unique().implode())
    marked = spans.join(
        nick_threads.unique().with_columns(is_borne=True),
        on=["alias_form", "thread_id"],
        how="left",
        maintain_order="left",
    ).with_columns(is_away=nicks & pl.col("is_borne").is_null())
    running = ~pl.col("is_addressed")
    use = marked.group_by("alias_form").agg(
        addressed=pl.col("is_addressed").sum(),
        running=running.sum(),
        as_word=(after_word_cue(pl.col("before")) & running).sum(),
        selves=pl.col("sender").filter(_after_self_cue(pl.col("before"))).n_unique(),
        away=(pl.col("is_away") & running).sum(),
        at_home=(~pl.col("is_away")).sum(),
    )
    listed = pl.col("alias_form").is_in(mention_cues()["function_words"])
    rarely_called = pl.col("addressed") < _ADDRESS_SHARE * pl.col("running")
    # One slip in a handful of uses is no habit: it takes two, or one where the name is used fewer than five times.
    habit = (pl.col("as_word") >= _WORD_SHARE * pl.col("running")) & (
        (pl.col("as_word") >= 2) | ((pl.col("as_word") == 1) & (pl.col("running") < 5))
    )
    said_of_many = (pl.col("selves") >= _SELF_SPEAKERS) & rarely_called
    elsewhere = pl.col("away") >= _ELSEWHERE_RATIO * (pl.col("at_home") + pl.col("addressed") + 1)
    return (
        use.filter(listed | (rarely_called & habit) | said_of_many | elsewhere).select("alias_form").sort("alias_form")
    )
