"""Makes synthetic tables of person records with Chinese and Latin names: no row describes a living person.

    python -m benchmarks.peers.persons --records 100000 --out persons.parquet --names FOLDER

Families share a surname, an address and often a phone; a person has one to eight records in four sources, of which two
write Chinese names in Latin letters. Names follow real frequencies; records carry typos, fond forms, spellings of other
places, swapped names, missing fields, moved addresses and new phones. The same seed makes the same table.
"""

import argparse
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from opencc import OpenCC
from pypinyin import lazy_pinyin

from benchmarks.peers import person_words as words

Strings = np.ndarray

_LETTERS = np.array(list(string.ascii_lowercase))
_RECORDS_PER_PERSON = np.array([0.36, 0.24, 0.16, 0.10, 0.06, 0.04, 0.02, 0.02])


@dataclass(frozen=True)
class People:
    """The persons behind the records, one array entry a person.

    Attributes:
        is_han: Whether the name is Chinese.
        surname: Surname in Chinese characters or Latin letters.
        given: Given name, likewise.
        dob: Day of birth.
        family: Number of the family, whose members share address and home phone.
        mobile: The person's own phone.
    """

    is_han: np.ndarray
    surname: Strings
    given: Strings
    dob: np.ndarray
    family: np.ndarray
    mobile: Strings


def _census(file: Path) -> tuple[Strings, np.ndarray]:
    """Names of the census with their shares, upper case: NAME share cumulated rank."""
    rows = [line.split() for line in file.read_text(encoding="ascii").splitlines()]
    shares = np.array([float(row[1]) for row in rows]) + 0.0002
    return np.array([row[0].lower() for row in rows], dtype=object), shares / shares.sum()


def _phones(rng: np.random.Generator, is_han: np.ndarray) -> Strings:
    """Phones in the form of the place, digits only."""
    numbers = rng.integers(0, 10**9, len(is_han))
    return np.array([f"1{n % 7 + 3}{n:09d}" if han else f"07{n:09d}" for n, han in zip(numbers, is_han, strict=True)])


def make_people(rng: np.random.Generator, count: int, names: Path) -> People:
    """Persons in families of one to five.

    Args:
        rng: Source of chance.
        count: Number of persons.
        names: Folder with dist.all.last, dist.male.first and dist.female.first of the census.
    """
    sizes = rng.choice([1, 2, 3, 4, 5], count, p=[0.45, 0.2, 0.15, 0.15, 0.05])
    family = np.repeat(np.arange(count), sizes)[:count]
    family_is_han = rng.random(count) < 0.5
    is_han = family_is_han[family]
    last, last_share = _census(names / "dist.all.last")
    han = np.array(list(words.HAN_SURNAMES), dtype=object)
    han_share = np.array(list(words.HAN_SURNAMES.values()))
    of_family = np.where(
        family_is_han, rng.choice(han, count, p=han_share / han_share.sum()), rng.choice(last, count, p=last_share)
    )
    surname = of_family[family]
    # Who married in keeps the own surname in China, mostly not elsewhere.
    own = rng.random(count) < np.where(is_han, 0.35, 0.08)
    surname[own & is_han] = rng.choice(han, int((own & is_han).sum()), p=han_share / han_share.sum())
    surname[own & ~is_han] = rng.choice(last, int((own & ~is_han).sum()), p=last_share)
    days = rng.integers(0, 365 * 70, count)
    return People(
        is_han,
        surname,
        _given_names(rng, is_han, names),
        np.datetime64("1936-01-01") + days,
        family,
        _phones(rng, is_han),
    )


def _given_names(rng: np.random.Generator, is_han: np.ndarray, names: Path) -> Strings:
    """One character in six Chinese given names, two in the others; census names elsewhere."""
    count = len(is_han)
    male, male_share = _census(names / "dist.male.first")
    female, female_share = _census(names / "dist.female.first")
    latin = np.where(
        rng.random(count) < 0.5, rng.choice(male, count, p=male_share), rng.choice(female, count, p=female_share)
    )
    characters = np.array(list(dict.fromkeys(words.HAN_GIVEN)), dtype=object)
    share = 1.0 / (np.arange(len(characters)) + 10)
    share /= share.sum()
    first, second = (rng.choice(characters, count, p=share) for _ in range(2))
    second[rng.random(count) < 1 / 6] = ""
    return np.where(is_han, first + second, latin)


def _addresses(rng: np.random.Generator, is_han: np.ndarray) -> tuple[Strings, Strings, Strings]:
    """Street, city and postcode; cities and streets by rank."""
    count = len(is_han)

    def ranked(choices: tuple[str, ...]) -> Strings:
        weight = 1.0 / (np.arange(len(choices)) + 3)
        return rng.choice(np.array(choices, dtype=object), count, p=weight / weight.sum())

    house = rng.geometric(0.015, count).astype(str).astype(object)
    han_street = ranked(words.HAN_STREETS) + "路" + house + "号"
    latin_street = house + " " + ranked(words.LATIN_STREETS) + " " + ranked(words.LATIN_STREET_KINDS)
    city = np.where(is_han, ranked(words.HAN_CITIES), ranked(words.LATIN_CITIES))
    area = rng.integers(0, 400, count)
    code_of_city = np.array([sum(map(ord, name)) % 89 + 10 for name in city])
    postcode = np.array([f"{code}{part:04d}" for code, part in zip(code_of_city, area, strict=True)], dtype=object)
    return np.where(is_han, han_street, latin_street), city, postcode


@cache
def _pinyin(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text))


_TRADITIONAL = OpenCC("s2t")


def _typo(rng: np.random.Generator, text: str) -> str:
    """One letter or digit dropped, doubled, replaced or exchanged with its neighbour."""
    if len(text) < 3:
        return text
    at, kind = int(rng.integers(0, len(text) - 1)), int(rng.integers(0, 4))
    other = str(rng.integers(0, 10)) if text[at].isdigit() else str(rng.choice(_LETTERS))
    return {
        0: text[:at] + text[at + 1 :],
        1: text[:at] + text[at] + text[at:],
        2: text[:at] + other + text[at + 1 :],
        3: text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    }[kind]


def _apply(rng: np.random.Generator, values: Strings, share: float, change: object, where: np.ndarray) -> None:
    """Change a share of the values where told, in place."""
    for at in np.flatnonzero(where & (rng.random(len(values)) < share)):
        values[at] = change(values[at])  # type: ignore[operator]


def _write_names(
    rng: np.random.Generator, people: People, person: np.ndarray, source: np.ndarray
) -> tuple[Strings, Strings]:
    """Surname and given name as the source writes them."""
    surname, given = people.surname[person].copy(), people.given[person].copy()
    is_han = people.is_han[person]
    romanised = is_han & (rng.random(len(person)) < np.where(source >= 2, 0.85, 0.08))
    style = rng.random(len(person))
    for at in np.flatnonzero(romanised):
        spellings = words.SURNAME_SPELLINGS.get(surname[at], ())
        if spellings and style[at] > 0.85:
            surname[at] = spellings[int(style[at] * 1e6) % len(spellings)]
        else:
            surname[at] = "".join(_pinyin(surname[at]))
        separator = "" if style[at] < 0.55 else " " if style[at] < 0.8 else "-"
        given[at] = separator.join(_pinyin(given[at]))
    in_han = is_han & ~romanised
    traditional = in_han & (rng.random(len(person)) < 0.07)
    for at in np.flatnonzero(traditional):
        surname[at], given[at] = _TRADITIONAL.convert(surname[at]), _TRADITIONAL.convert(given[at])
    characters = np.array(list(dict.fromkeys(words.HAN_GIVEN)))
    _apply(rng, given, 0.02, lambda text: text[:-1] + str(rng.choice(characters)), in_han)
    _apply(rng, given, 0.10, lambda text: str(rng.choice(words.FOND_FORMS.get(text, (text,)))), ~is_han)
    _apply(rng, given, 0.03, lambda text: text[0], ~in_han)
    _apply(rng, given, 0.07, lambda text: _typo(rng, text), ~in_han)
    _apply(rng, surname, 0.07, lambda text: _typo(rng, text), ~in_han)
    swapped = rng.random(len(person)) < 0.03
    surname[swapped], given[swapped] = given[swapped], surname[swapped]
    return surname, given


def _write_dates(rng: np.random.Generator, days: np.ndarray) -> Strings:
    """Day of birth as YYYY-MM-DD, some with day and month exchanged, a wrong digit, the next year or the year alone."""
    written = days.astype(str).astype(object)
    everywhere = np.ones(len(written), dtype=bool)
    _apply(rng, written, 0.02, lambda text: f"{text[:4]}-01-01", everywhere)
    swappable = np.array([int(text[8:]) <= 12 for text in written])
    _apply(rng, written, 0.04, lambda text: f"{text[:4]}-{text[8:]}-{text[5:7]}", swappable)
    _apply(rng, written, 0.01, lambda text: f"{int(text[:4]) + 1}{text[4:]}", everywhere)
    _apply(rng, written, 0.03, lambda text: text[:9] + str(rng.integers(0, 10)), everywhere)
    return written


def make_table(seed: int, records: int, names: Path) -> pl.DataFrame:
    """The table: rec_id, cluster (the truth), source, surname, given_name, dob, street, city, postcode, phone."""
    rng = np.random.default_rng(seed)
    mean = float((_RECORDS_PER_PERSON * np.arange(1, 9)).sum())
    people = make_people(rng, int(records / mean * 1.05) + 200, names)
    counts = rng.choice(np.arange(1, 9), len(people.given), p=_RECORDS_PER_PERSON)
    person = np.repeat(np.arange(len(counts)), counts)[:records]
    source = rng.integers(0, 4, records)
    surname, given = _write_names(rng, people, person, source)
    is_han = people.is_han[person]
    homes = _addresses(rng, people.is_han)
    first_member = np.unique(people.family, return_index=True)[1][people.family]
    moved, elsewhere = _addresses(rng, people.is_han), _addresses(rng, is_han)
    where = rng.random(records)
    street, city, postcode = (
        np.where(where < 0.75, home[first_member][person], np.where(where < 0.95, later[person], other))
        for home, later, other in zip(homes, moved, elsewhere, strict=True)
    )
    _apply(rng, street, 0.05, lambda text: _typo(rng, text), np.ones(records, dtype=bool))
    home_phone, new_phone = _phones(rng, people.is_han), _phones(rng, is_han)
    which = rng.random(records)
    phone = np.where(
        which < 0.6, people.mobile[person], np.where(which < 0.85, home_phone[first_member][person], new_phone)
    ).astype(object)
    _apply(rng, phone, 0.02, lambda text: _typo(rng, text), np.ones(records, dtype=bool))
    columns = {
        "surname": surname,
        "given_name": given,
        "dob": _write_dates(rng, people.dob[person]),
        "street": street,
        "city": city,
        "postcode": postcode,
        "phone": phone,
    }
    missing = {"given_name": 0.01, "dob": 0.12, "street": 0.15, "city": 0.10, "postcode": 0.2, "phone": 0.4}
    for column, share in missing.items():
        columns[column][rng.random(records) < share] = None
    order = rng.permutation(records)
    table = {name: pl.Series(list(values[order]), dtype=pl.String) for name, values in columns.items()}
    return pl.DataFrame(
        {
            "rec_id": [f"person-{number}" for number in range(records)],
            "cluster": pl.Series(person[order]).cast(pl.String),
            "source": pl.Series(source[order]).cast(pl.String),
            **table,
        }
    )


def main() -> None:
    """Write one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--names", type=Path, required=True, help="folder with the census files of the package names")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    make_table(chosen.seed, chosen.records, chosen.names).write_parquet(chosen.out)


if __name__ == "__main__":
    main()
