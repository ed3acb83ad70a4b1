"""Wallets: Bitcoin (base58, bech32, taproot), TRON, Ethereum and its kin, each by its own checksum.

Source: Bitcoin base58check; BIP 173, BIP 350; TRON address format; EIP-55.
"""

import re
from collections.abc import Iterator

from sources.identifiers import wallet
from sources.text_identifiers.context import is_near
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule

_EVM = re.compile(r"(?<![0-9A-Za-z])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])")
_BECH32 = re.compile(r"(?<![0-9A-Za-z])bc1[02-9ac-hj-np-z]{8,87}(?![0-9A-Za-z])", re.IGNORECASE)
_BASE58 = re.compile(r"(?<![0-9A-Za-z])(?:T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![0-9A-Za-z])")
# A mix of both cases and digits: a long word or number of base58 signs is none.
_MIXED = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])")


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """Addresses whose checksum is right, and those that fail it where something says that a wallet is meant."""
    text = normal.text
    for found in _EVM.finditer(text):
        held = wallet(found[0])
        has_checksum = found[0][2:].lower() != found[0][2:] and found[0][2:].upper() != found[0][2:]
        why = "an Ethereum-like address" + (", checksum right" if has_checksum else ", written without its checksum")
        yield Candidate(
            *found.span(),
            "wallet",
            held.value.lower(),
            held.is_usable,
            why if held.is_usable else "an Ethereum-like address whose checksum fails",
        )
    for pattern, name in ((_BECH32, "a Bitcoin address"), (_BASE58, "a Bitcoin or TRON address")):
        for found in pattern.finditer(text):
            held = wallet(found[0])
            if held.is_usable:
                yield Candidate(*found.span(), "wallet", held.value, True, f"{name}, checksum right")
            elif _MIXED.match(found[0]) and is_near("wallet", text, *found.span()):
                yield Candidate(
                    *found.span(), "wallet", held.value, False, f"shaped like {name}, but its checksum fails"
                )


RULE = TextRule("wallets", 20, r"0x[0-9a-fA-F]{40}|(?i:bc1)[02-9ac-hj-np-zA-Z]{8}|[T13][1-9A-HJ-NP-Za-km-z]{25}", find)
