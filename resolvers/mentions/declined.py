"""Spellings of a case's names that Russian talk uses: declined, and in Cyrillic letters where the nickname is Latin.

Who writes in Russian of somebody nicked `merlin` or `luza` writes "спроси у мерлина", "с лузой". Such spellings are
looked for among the words that the case's messages hold; one that two names could be meant by is left out, and so are
loanwords (админ, мастер) and spellings of fewer than four letters.
"""

import re
from functools import cache
from itertools import product

import polars as pl

from resolvers.mentions.cues import mention_cues
from resolvers.names.alias_form import alias_forms
from resolvers.names.views.inflected import cases_of

_LATIN = re.compile(r"[a-z]{4,16}")
_CYRILLIC = re.compile(r"[а-яё]{3,16}")
_SHORTEST = 4
# Spellings tried of one nickname: more means letters that every reader hears differently.
_MOST = 64
# Latin letters as Russian writes them by ear, longest first; several where ears differ.
_HEARD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("shch", ("щ",)), ("sch", ("ш", "щ", "ск")), ("sh", ("ш",)), ("ch", ("ч", "к")), ("zh", ("ж",)), ("kh", ("х",)),
    ("ph", ("ф",)), ("th", ("т", "з")), ("ck", ("к",)), ("ts", ("ц", "тс")), ("tz", ("ц",)), ("ya", ("я",)),
    ("ia", ("иа", "ия", "я")), ("yu", ("ю",)), ("yo", ("ё", "йо", "е")), ("ye", ("е",)), ("ee", ("и",)),
    ("ea", ("и", "еа")), ("oo", ("у",)), ("ou", ("у", "оу", "ау")), ("ey$", ("и", "ей")), ("ie$", ("и",)),
    ("y$", ("и", "й", "ы")), ("qu", ("кв",)), ("x", ("кс",)), ("w", ("в", "у")), ("j", ("дж", "й", "ж")),
    ("ce", ("це", "се", "с")), ("ci", ("ци", "си")), ("c", ("к", "ц")), ("h", ("х", "г")), ("e$", ("", "е")),
    ("^e", ("э", "е")), ("a", ("а",)), ("b", ("б",)), ("d", ("д",)), ("e", ("е",)), ("f", ("ф",)), ("g", ("г",)),
    ("i", ("и",)), ("k", ("к",)), ("l", ("л",)), ("m", ("м",)), ("n", ("н",)), ("o", ("о",)), ("p", ("п",)),
    ("q", ("к",)), ("r", ("р",)), ("s", ("с",)), ("t", ("т",)), ("u", ("у", "ю")), ("v", ("в",)), ("y", ("и", "й")),
    ("z", ("з",)),
)  # fmt: skip


@cache
def cyrillic_spellings(nick: str) -> frozenset[str]:
    """How Russian may write a Latin nickname by ear; empty where it is none of 4 to 16 letters."""
    if not _LATIN.fullmatch(nick):
        return frozenset()
    parts: list[tuple[str, ...]] = []
    place = 0
    while place < len(nick):
        for letters, heard in _HEARD:
            bare = letters.strip("^$")
            if (
                nick.startswith(bare, place)
                and (not letters.startswith("^") or place == 0)
                and (not letters.endswith("$") or place + len(bare) == len(nick))
            ):
                parts.append(heard)
                place += len(bare)
                break
    spelled: list[str] = []
    for choice in product(*parts):
        if len(spelled) >= _MOST:
            break
        spelled.append("".join(choice))
    return frozenset(spelled) | {re.sub(r"([бвгдзклмнпрстфцш])\1", r"\1", word) for word in spelled}


def declined_names(texts: pl.Series, names: pl.Series) -> pl.DataFrame:
    """Spellings of names in the texts that no name of the case has as written.

    Args:
        texts: Texts of messages.
        names: Names as written.

    Returns:
        **Columns** spelling (key: in lower case, as it stands in some text), alias_form (of the one name it is of);
        sorted. Linear in the words of the texts and in the names.
    """
    forms = alias_forms(names.drop_nulls()).unique().sort()
    words = _words(texts)
    if not words:
        return pl.DataFrame(schema={"spelling": pl.String, "alias_form": pl.String})
    loan, own = set(mention_cues()["loan_words"]), set(forms)
    rows = []
    for form in forms:
        if _CYRILLIC.fullmatch(form):
            spelled = cases_of(form)
        else:
            bases = {base for base in cyrillic_spellings(form) if len(base) >= _SHORTEST and base not in loan}
            spelled = bases.union(*(cases_of(base) for base in bases))
        rows += [(word, form) for word in spelled & words if len(word) >= _SHORTEST and word not in own | loan]
    found = pl.DataFrame(rows, schema={"spelling": pl.String, "alias_form": pl.String}, orient="row").unique()
    return found.filter(pl.len().over("spelling") == 1).sort("spelling")


def _words(texts: pl.Series) -> set[str]:
    """Cyrillic words of the texts, in lower case."""
    russian = texts.filter(texts.str.contains(r"\p{Cyrillic}{3}")).unique()
    return set(
        russian.str.to_lowercase().str.extract_all(r"[а-яё]{3,20}").explode(empty_as_null=True).drop_nulls().unique()
    )
