"""What an analyst may choose for a run, checked in plain words: preset, weights, block limit, case.

The Launchpad checks types only, so the values come in loosely and every bound is checked here (platform.md 2.5).
"""

import hashlib
import json
import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from resolvers.contract import CURRENT, PRESETS, RESOLVERS, LinkSettings

# Shown in the Launchpad instead of a number: take the value of the preset.
FROM_PRESET = "preset"
ALL = "all"

# Weights are bits: 2^40 is more than any number of pairs, so nothing beyond means anything.
WEIGHT_BOUND = 40.0
# Largest number of pairs one block may be allowed to propose; more would not fit into memory.
BLOCK_PAIR_BOUND = 50_000_000


class LinkingMistake(ValueError):
    """A choice that cannot be followed; the message says what to write instead."""


@dataclass(frozen=True)
class LinkingChoice:
    """A checked choice for a run.

    Attributes:
        settings: Thresholds of linking.
        case: The one case to resolve, or `all`.
        seizure: The one seizure whose files are read, or `all`.
        force: Resolve every chosen case anew, also where nothing changed.
        signed_by: Who answers for the resolver that the run names; empty where nobody signed.
        because: Why it was named.
    """

    settings: LinkSettings
    case: str = ALL
    seizure: str = ALL
    force: bool = False
    signed_by: str = ""
    because: str = ""

    @property
    def case_id(self) -> str | None:
        """The one case, or None for all."""
        return None if self.case == ALL else self.case

    @property
    def seizure_id(self) -> str | None:
        """The one seizure, or None for all."""
        return None if self.seizure == ALL else self.seizure


def link_settings(preset: object, join_weight: object, lead_weight: object, block_pair_limit: object) -> LinkSettings:
    """The settings of a preset with the numbers an analyst changed.

    Args:
        preset: strict, balanced or wide.
        join_weight: Bits from which a pair is joined by itself, or `preset`.
        lead_weight: Bits from which a pair is published as a lead, or `preset`.
        block_pair_limit: Pairs one block may propose at most, or `preset`.

    Raises:
        LinkingMistake: When a value is out of bounds.
    """
    if not isinstance(preset, str) or preset not in PRESETS:
        raise LinkingMistake(f"preset is {preset!r}; write one of {', '.join(PRESETS)}")
    settings = PRESETS[preset]
    if join_weight != FROM_PRESET:
        settings = replace(settings, join_weight=_weight("join_weight", join_weight))
    if lead_weight != FROM_PRESET:
        settings = replace(settings, lead_weight=_weight("lead_weight", lead_weight))
    if block_pair_limit != FROM_PRESET:
        settings = replace(settings, block_pair_limit=_pair_limit(block_pair_limit))
    if settings.lead_weight > settings.join_weight:
        raise LinkingMistake(
            f"lead_weight is {settings.lead_weight:g} and join_weight {settings.join_weight:g}; "
            "a lead asks for less than a join, so make lead_weight the smaller one"
        )
    return settings


def with_resolver(settings: LinkSettings, resolver: object, given: Mapping[str, float] | None) -> LinkSettings:
    """The settings with the weights an analyst named.

    Args:
        settings: Everything else.
        resolver: One of resolvers.contract.RESOLVERS.
        given: Scorer weights from a file, or None.

    Raises:
        LinkingMistake: When there is no such resolver, or one is named beside a file.
    """
    if not isinstance(resolver, str) or resolver not in RESOLVERS:
        raise LinkingMistake(f"resolver is {resolver!r}; write one of {', '.join(RESOLVERS)}")
    if given is None:
        return replace(settings, resolver=resolver)
    if resolver != CURRENT:
        raise LinkingMistake(f"resolver is {resolver} and weights come from a file; leave one of the two out")
    return replace(settings, resolver="given", scorer_weights=given)


def linking_choice(
    settings: LinkSettings, case: object, seizure: object, force: bool, known_seizures: Collection[tuple[str, str]]
) -> LinkingChoice:
    """The settings with the case and seizure an analyst named, if there are any of these names.

    Raises:
        LinkingMistake: When there is none.
    """
    cases = {case_id for case_id, _ in known_seizures}
    if not isinstance(case, str) or (case != ALL and case not in cases):
        raise LinkingMistake(f"there is no case {case!r}; write {ALL} or one of: {_listed(cases)}")
    seizures = {seizure_id for case_id, seizure_id in known_seizures if case in (ALL, case_id)}
    if not isinstance(seizure, str) or (seizure != ALL and seizure not in seizures):
        raise LinkingMistake(f"there is no seizure {seizure!r} in it; write {ALL} or one of: {_listed(seizures)}")
    return LinkingChoice(settings, case, seizure, force)


def configuration_text(settings: LinkSettings, weights: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The settings as stored with the run and compared with the last one: JSON with the code's version.

    Args:
        settings: The settings.
        weights: By case, resolver and version of the weights it was resolved with; stored, not compared.
    """
    told = {} if weights is None else {"weights": weights}
    return json.dumps({**asdict(settings), **told, "code_version": code_version()}, sort_keys=True, ensure_ascii=False)


@cache
def code_version() -> str:
    """Version of the program and eight hex digits over the code, SQL and lexicons that decide what a run makes."""
    digest = hashlib.sha256()
    for package in ("pipelines.steps", "resolvers", "sources", "warehouse"):
        for name, content in _sources(files(package)):
            digest.update(f"{package}/{name}\0".encode())
            digest.update(content)
    return f"{version('steelnail')}+{digest.hexdigest()[:8]}"


def _sources(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, f"{prefix}{entry.name}/")
        elif not entry.is_dir():
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def _weight(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise LinkingMistake(f"{name} is {value!r}; write a number of bits, e.g. 6.6, or {FROM_PRESET}")
    if abs(value) > WEIGHT_BOUND:
        raise LinkingMistake(f"{name} is {value:g}; write a number between {-WEIGHT_BOUND:g} and {WEIGHT_BOUND:g} bits")
    return float(value)


def _pair_limit(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= BLOCK_PAIR_BOUND:
        raise LinkingMistake(
            f"block_pair_limit is {value!r}; write a whole number from 1 to {BLOCK_PAIR_BOUND}, or {FROM_PRESET}"
        )
    return value


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "(none was added yet)"
