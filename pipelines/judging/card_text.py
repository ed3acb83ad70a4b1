"""A card as text for the terminal: both sides beside each other, what speaks for and against, with its words."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.cli._answers import cell, probability_words, window
from pipelines.judging.cards import Card, Side
from warehouse.snapshot import Row

# What a card shows at first; `why more` shows all.
_FEW_NAMES = 6
_FEW_REASONS = 4
_FEW_APART = 3
# A quote longer than this is cut: the place leads to the rest.
_LONGEST_QUOTE = 160


@cache
def words() -> dict[str, dict[str, Any]]:
    """The texts of words.toml."""
    return tomllib.loads(files("pipelines.judging").joinpath("words.toml").read_text(encoding="utf-8"))


def _translated(section: str, known: object, language: str) -> str:
    """Words of a closed list in the language; several are parted by commas."""
    table = words()[section] if language == "zh" else {}
    return ", ".join(str(table.get(one, one)) for one in cell(known).split(", "))


def lane_word(lane: str, language: str) -> str:
    """A lane in the language."""
    return str(words()["lanes"][lane]) if language == "zh" else lane


def card_text(card: Card, language: str, *, is_full: bool = False, unmask: bool = False) -> RenderableType:
    """The card.

    Args:
        card: The card.
        language: en or zh.
        is_full: Whether all reasons, names, links and the messages around are shown.
        unmask: Whether words about protected people are shown.
    """
    say = words()[language]
    masked = card.is_protected and not unmask
    parts: list[RenderableType] = [_sides(card, language, is_full=is_full, unmask=unmask), Text()]
    if masked:
        parts += [Text(f"{say['masked']}", style="yellow"), Text()]
    parts += _reasons(card, language, is_full=is_full, masked=masked)
    parts += [Text(), *_verdict(card, language)]
    return Group(*parts)


def _sides(card: Card, language: str, *, is_full: bool, unmask: bool) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(overflow="fold", ratio=1)
    left, right = (dict(_facts(side, language, is_full=is_full, unmask=unmask)) for side in (card.left, card.right))
    for name in left:
        table.add_row(name, left[name], right[name])
    return table


def _facts(side: Side, language: str, *, is_full: bool, unmask: bool) -> Iterator[tuple[str, Text]]:
    say = words()[language]
    facts, masked = side.facts, side.is_protected and not unmask
    names = side.names if is_full else side.names[:_FEW_NAMES]
    own = {str(row["alias"]) for row in side.names}
    also = [str(row["alias"]) for row in side.entity_names if str(row["alias"]) not in own]
    shown = ", ".join(
        f"{cell(row['alias'])} ({_translated('kinds', row['kinds'], language)} ×{row['observation_count']})"
        for row in names
    )
    rest = len(side.names) - len(names)
    yield say["names"], Text(say["protected"] if masked else shown + (f" … +{rest}" if rest else ""), style="bold")
    yield say["account"], Text(cell(facts["reference"]))
    seen = window(facts["from_at"], facts["until_at"])
    yield say["talk"], Text(f"{cell(facts['message_count'])}, {seen}")
    label = say["protected"] if masked else cell(facts["label"])
    yield say["entity"], Text(f"{facts['entity_id']} {label} ({facts['reference_count']} {say['references']})")
    listed = also if is_full else also[:_FEW_NAMES]
    yield say["also"], Text(cell("" if masked else ", ".join(map(cell, listed))))
    part = [cell(facts["gang"]), *([] if masked or not facts["roles"] else [cell(facts["roles"])])]
    yield say["part"], Text("; ".join(part))


def _reasons(card: Card, language: str, *, is_full: bool, masked: bool) -> Iterator[RenderableType]:
    say = words()[language]
    shown = card.reasons if is_full else card.reasons[:_FEW_REASONS]
    yield Text(say["for"], style="bold green")
    for row in shown:
        yield from _reason(row, card, language, is_full=is_full, masked=masked)
    if len(card.reasons) > len(shown):
        yield Text(f"  … +{len(card.reasons) - len(shown)}", style="dim")
    yield Text(say["against"], style="bold red")
    if not card.against and not card.apart:
        yield Text(f"  {say['nothing_against']}", style="dim")
    for row in card.against:
        yield from _reason(row, card, language, is_full=is_full, masked=masked)
    apart = card.apart if is_full else card.apart[:_FEW_APART]
    for row in apart:
        what = words()["apart"][language].get(str(row["reason"]), str(row["reason"]))
        yield Text(f"  {say['apart']}: {what} (×{row['observation_count']})")
        pair = f"{cell(row['left_reference'])} ~ {cell(row['right_reference'])}"
        yield Padding(Text(pair, style="dim"), (0, 0, 0, 8))
        yield from _place(row, masked=masked)
    if len(card.apart) > len(apart):
        yield Text(f"  … +{len(card.apart) - len(apart)}", style="dim")
    if is_full:
        for row in card.other_links:
            sentence = "" if masked else cell(row[f"sentence_{language}"])
            pair = f"{cell(row['left_reference'])} ~ {cell(row['right_reference'])}"
            yield Padding(
                Text(f"{float(str(row['match_weight'])):+.1f}  {pair}: {sentence}", style="dim"), (0, 0, 0, 2)
            )


def _reason(row: Row, card: Card, language: str, *, is_full: bool, masked: bool) -> Iterator[RenderableType]:
    sentence = words()[language]["protected"] if masked else cell(row[f"sentence_{language}"])
    weight = f"{float(str(row['weight'])):+5.1f}"
    line = Table.grid(padding=(0, 1))
    line.add_row(
        Text(f"  {weight}"),
        Text(f"[{_translated('families', row['family'], language)}]"),
        Text(sentence, overflow="fold"),
    )
    yield line
    yield from _place(row, masked=masked)
    around = card.around.get(str(row["message_id"]), [])
    if is_full and not masked:
        for other in around:
            mark = "»" if other["is_cited"] else " "
            yield Padding(Text(f"{mark} {_said(other)}", style="dim"), (0, 0, 0, 10))


def _place(row: Row, *, masked: bool) -> Iterator[RenderableType]:
    if row["place"]:
        yield Padding(Text(f"{cell(row['place'])} {cell(row['locator'])}", style="dim"), (0, 0, 0, 8))
    if row["text"] and not masked:
        yield Padding(Text(_said(row), style="italic"), (0, 0, 0, 8))


def _said(row: Row) -> str:
    """Time, sender and words of a message, as far as they are known."""
    known = [cell(row[name]) for name in ("sent_at", "sender_name") if row[name]]
    return " ".join([*known, f"「{_quote(row['text'])}」"])


def _quote(text: object) -> str:
    told = cell(text)
    return told if len(told) <= _LONGEST_QUOTE else f"{told[:_LONGEST_QUOTE]}…"


def _verdict(card: Card, language: str) -> Sequence[RenderableType]:
    say, row = words()[language], card.question.row
    why = str(row["why_open"])
    open_because = words()["why_open"].get(why, why) if language == "zh" else why
    lines = [f"{say['machine']}: {_said_by_machine(row, language)}; {say['open_because']}: {open_because}"]
    if card.other_links:
        lines[0] += f" (+{len(card.other_links)} {say['more_links']})"
    left, right = (f"{side.facts['reference_count']} {say['references']}" for side in (card.left, card.right))
    if card.question.is_joined:
        lines += [f"{say['if_same']}: {say['already_one']}", f"{say['if_different']}: {say['parted']}"]
    else:
        lines.append(f"{say['if_same']}: {left} + {right} {say['become_one']}")
        lines.append(f"{say['if_different']}: {say['stay_apart']}")
    return [Text(line) for line in lines]


def _said_by_machine(row: Row, language: str) -> str:
    """Bits and probability of the pair; a pair of an audit may have no link of its own."""
    if row["match_weight"] is None:
        return str(words()[language]["no_link"])
    return f"{float(str(row['match_weight'])):+.1f} bits, {probability_words(row['match_probability'], language)}"


def card_reason(card: Card, language: str) -> str:
    """The reason of a decision for which none was typed: what the card showed, strongest first."""
    told = [str(row[f"sentence_{language}"]) for row in card.reasons[:2]]
    told += [f"/ {row[f'sentence_{language}']}" for row in card.against[:1]]
    told += [f"/ {words()['apart'][language].get(str(row['reason']), row['reason'])}" for row in card.apart[:1]]
    return cell(f"review of {card.question.link_id}: {' '.join(told)}")
