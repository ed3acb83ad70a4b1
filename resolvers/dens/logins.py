"""Addresses from which several people of a gang log in at the same time: a place with one line, or a shared exit.

Cross-border gangs change their address often, and one exit of a carrier or VPN serves strangers (S08), so an address
is a den only where next to nobody else uses it, few gangs do, and people use it side by side on several days. Limit: a
VPN of the gang's own looks the same; the kind `network` says so.
"""

import ipaddress

import polars as pl

from resolvers.contract import ResolvedCase

_FEWEST_PEOPLE = 3
_FEWEST_DAYS = 2
# Of all who log in from there, at most so many belong to no gang.
_MOST_STRANGERS = 0.2
# An exit that people of more gangs use is a service.
_MOST_GANGS = 3


def shared_lines(case: ResolvedCase, gang_of: pl.DataFrame) -> pl.DataFrame:
    """Logins of people of gangs from an address that they share.

    Args:
        case: The case after linking.
        gang_of: entity_id (key), gang_id.

    Returns:
        **Columns** entity_id, place (address), way (login), words (address), seen_at, exhibit_id, locator; sorted.
    """
    logins = (
        case.frames.logins.drop_nulls(["ip", "happened_at"])
        .join(case.members.select("reference", "entity_id"), on="reference")
        .join(gang_of.select("entity_id", "gang_id"), on="entity_id", how="left")
        .with_columns(day=pl.col("happened_at").dt.date())
    )
    public = [ip for ip in logins["ip"].unique().sort() if _is_public(ip)]
    logins = logins.filter(pl.col("ip").is_in(public))
    users = logins.select("ip", "entity_id", "gang_id").unique()
    fitting = (
        users.group_by("ip")
        .agg(
            people=pl.col("gang_id").is_not_null().sum(),
            strangers=pl.col("gang_id").is_null().mean(),
            gangs=pl.col("gang_id").drop_nulls().n_unique(),
        )
        .filter(
            (pl.col("people") >= _FEWEST_PEOPLE)
            & (pl.col("strangers") <= _MOST_STRANGERS)
            & (pl.col("gangs") <= _MOST_GANGS)
        )
    )
    ours = logins.join(fitting, on="ip", how="semi").drop_nulls("gang_id")
    beside = ours.filter(pl.col("entity_id").n_unique().over("ip", "day") >= 2)
    lasting = beside.group_by("ip").agg(days=pl.col("day").n_unique()).filter(pl.col("days") >= _FEWEST_DAYS)
    columns = ["entity_id", "place", "way", "words", "seen_at", "exhibit_id", "locator"]
    return (
        beside.join(lasting, on="ip", how="semi")
        .filter(pl.col("entity_id").n_unique().over("ip") >= _FEWEST_PEOPLE)
        .with_columns(place="ip", words="ip", way=pl.lit("login"), seen_at="happened_at")
        .select(columns)
        .unique()
        .sort(columns)
    )


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
