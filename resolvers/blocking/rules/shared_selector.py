"""Blocking: the same phone, card, device, e-mail, document, wallet or account tied to both.

Never by registration alone between two accounts: 1,548 accounts that three people opened for sale are 1,548 operators
until something else says so (requirement S15). A registration may lead from an account to something that is no account,
and then pair by pair, so that the accounts are not paired with each other. IP addresses propose nothing.
"""

import polars as pl

from resolvers.contract import BlockingRule, CaseFrames

_NO_KEYS = ("ip",)


def block_keys(case: CaseFrames) -> pl.DataFrame:
    """References that share a usable selector value."""
    held = (
        case.selectors.filter(~pl.col("kind").is_in(_NO_KEYS))
        .with_columns(key=pl.format("{}|{}", "kind", "value"))
        .join(case.references.select("reference", reference_kind="kind"), on="reference")
        .group_by("key", "reference", "reference_kind")
        .agg(only_registered=(pl.col("basis") == "registration").all())
    )
    held = held.with_columns(is_registration=pl.col("only_registered") & (pl.col("reference_kind") == "account"))
    own = held.filter(~pl.col("is_registration")).select("key", "reference")
    registered = held.filter("is_registration").select("key", account="reference")
    # One key a pair: the product of the two sides, which is bounded by how many non-registration bearers a value has.
    mixed = (
        own.join(registered, on="key")
        .select(block_key=pl.format("{}|{}|{}", "key", "reference", "account"), left="reference", right="account")
        .unpivot(on=["left", "right"], index="block_key", value_name="reference")
        .select("block_key", "reference")
    )
    return pl.concat([own.select(block_key="key", reference=pl.col("reference")), mixed]).unique()


RULE = BlockingRule("shared_selector", "The same phone, card, device or other identifier is tied to both.", block_keys)
