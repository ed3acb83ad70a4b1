"""View: what the words of a name mean, Chinese in English and English in Chinese (锤子 -> hammer, hammer -> 榔头).

Weak by nature: several words have one sense, so what meets here is a candidate and never joined on. Forms of address
are taken off first (阿锤 -> hammer); an emoji is its English and Chinese word.

**Source:** CC-CEDICT (MDBG; CC BY-SA 4.0), see resolvers/names/senses.py.
"""

import polars as pl

from resolvers.contract import NameView
from resolvers.names.senses import senses_of, words_for
from resolvers.names.views.affix import stem_of
from resolvers.names.views.emoji import in_words

# The first senses of a word are what people think of.
_MOST_VALUES = 8


def _sources(form: str) -> list[str]:
    """What of a form is looked up."""
    return [form, stem_of(form), *sorted(in_words(form))]


def values(names: pl.DataFrame) -> pl.DataFrame:
    """Senses of Chinese forms in English and Chinese words for English forms, the likeliest of each."""
    forms = names["alias_form"].unique().sort().to_list()
    looked_up = pl.DataFrame(
        [(form, source) for form in forms for source in dict.fromkeys(_sources(form)) if source],
        schema={"alias_form": pl.String(), "form": pl.String()},
        orient="row",
    )
    if looked_up.is_empty():
        return looked_up.rename({"form": "value"})
    meant = pl.concat([senses_of(looked_up["form"]), words_for(looked_up["form"])])
    return (
        looked_up.join(meant, on="form")
        .sort("alias_form", "rank", "value")
        .unique(["alias_form", "value"], keep="first", maintain_order=True)
        .group_by("alias_form", maintain_order=True)
        .head(_MOST_VALUES)
        .select("alias_form", "value")
    )


VIEW = NameView("translation", "What the words of the name mean in English or Chinese.", values, distance=4)
