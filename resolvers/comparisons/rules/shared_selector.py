"""Comparison: the same phone, card, document, e-mail, device, wallet, account or IP address is tied to both.

The weight falls with how many hold the value (rarity), and with how it is tied: a registration names who opened an
account, not who uses it, and weighs next to nothing (requirement S15); a number typed into a chat is often somebody
else's.
"""

import polars as pl

from resolvers.comparisons.sides import among, evidence_rows
from resolvers.contract import CaseFrames, Comparison, Level

_KINDS = ("phone", "document", "bank_card", "email", "wallet", "account", "device", "ip", "other")
# Bits that each doubling of the holders costs, by kind: addresses and devices are shared by their nature (offices,
# phone farms), so a crowd on them says sooner that it is no person.
_BITS_PER_DOUBLING = {"ip": 1.5, "device": 1.5}


def held_selectors(case: CaseFrames) -> pl.DataFrame:
    """Usable selectors by reference with the best way they are tied to it.

    Returns:
        Columns: reference, kind, value, tie (own, said or registration), holder_count, exhibit_id, locator; unique on
        the first three.
    """
    own = ~pl.col("basis").is_in(["registration", "message"])
    return (
        case.selectors.with_columns(
            kind=pl.when(pl.col("kind").is_in(_KINDS)).then("kind").otherwise(pl.lit("other")),
            tie=pl.when(own)
            .then(pl.lit("own"))
            .when(pl.col("basis") == "message")
            .then(pl.lit("said"))
            .otherwise(pl.lit("registration")),
        )
        # own < registration < said in the alphabet; what the reference itself shows comes first, then its own words.
        .with_columns(
            order=pl.col("tie").replace_strict({"own": 0, "said": 1, "registration": 2}, return_dtype=pl.Int8)
        )
        .sort("reference", "kind", "value", "order", "exhibit_id", "locator")
        .unique(["reference", "kind", "value"], keep="first", maintain_order=True)
        .with_columns(holder_count=pl.len().over("kind", "value").cast(pl.Int64))
        .select("reference", "kind", "value", "tie", "holder_count", "exhibit_id", "locator")
    )


def compare(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Pairs that hold one selector value."""
    held = held_selectors(case)
    left = held.rename({"reference": "reference_l", "tie": "tie_l"})
    right = held.select("kind", "value", reference_r="reference", tie_r="tie")
    wanted = pairs.select("reference_l", "reference_r")
    both = among(wanted.join(left, on="reference_l").join(right, on=["reference_r", "kind", "value"]), pairs)
    registered = (pl.col("tie_l") == "registration") | (pl.col("tie_r") == "registration")
    said = (pl.col("tie_l") == "said") | (pl.col("tie_r") == "said")
    discount = pl.col("kind").replace_strict(_BITS_PER_DOUBLING, default=1.0, return_dtype=pl.Float64)
    rows = both.with_columns(
        level=pl.when(registered)
        .then(pl.lit("registration"))
        .when(said & ~pl.col("kind").is_in(["ip", "device"]))
        .then(pl.lit("said"))
        .otherwise("kind"),
        # As crowd_discount, with the price of the kind.
        adjustment=-discount * (pl.col("holder_count").cast(pl.Float64) - 1).clip(lower_bound=1).log(2),
        value_l="value",
        value_r="value",
        count="holder_count",
    )
    return evidence_rows(rows)


_EN = "The same {what} is tied to both: {{value_l}} ({{count}} hold it in the case)."
_ZH = "两者关联同一{what}:{{value_l}}(本案共{{count}}个持有者)。"


def _level(weight: float, what_en: str, what_zh: str) -> Level:
    return Level(weight, _EN.format(what=what_en), _ZH.format(what=what_zh))


COMPARISON = Comparison(
    name="shared_selector",
    family="medium",
    levels={
        # One document is one person; mistakes are copying errors.
        "document": _level(17.0, "document number", "证件号码"),
        # Phones and cards change hands, but at one time one person answers them: one in two hundred is shared.
        "phone": _level(15.0, "phone", "手机号"),
        "bank_card": _level(14.0, "bank card", "银行卡"),
        "email": _level(15.0, "e-mail address", "电子邮箱"),
        # Wallets are pooled by a laundering desk: a lead, and a join with one more reason.
        "wallet": _level(11.0, "wallet", "钱包地址"),
        # Another account named as one's own, in a profile or a contact card.
        "account": _level(14.0, "account", "账号"),
        # A work phone passes through a shift of hands.
        "device": _level(9.0, "device", "设备"),
        # A whole office, compound or mobile carrier comes from one address.
        "ip": _level(3.0, "IP address", "IP地址"),
        "other": _level(6.0, "identifier", "标识"),
        "said": Level(
            4.0,
            "Both wrote, or one bears and the other wrote, the same number: {value_l} ({count} hold it in the case).",
            "两者在消息中出现同一号码:{value_l}(本案共{count}个持有者)。",
        ),
        # Bought in bulk, opened with rented names: the registrant is not the operator.
        "registration": Level(
            1.0,
            "Registration data agree: {value_l}; who opened an account is not who uses it ({count} share it).",
            "注册信息相同:{value_l};注册人不等于使用人(共{count}个)。",
        ),
    },
    compare=compare,
)
