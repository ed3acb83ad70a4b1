"""What a decision on a name, role, superior or operator would change, in plain words."""

from warehouse.claims_now import ClaimNow, claim_now
from warehouse.journal_entries import JudgementGiven
from warehouse.snapshot import Row, Snapshot

_WHAT = {"alias": "answers to", "role": "has the role", "reports_to": "answers to", "operator": "is operated by"}


def claim_lines(snapshot: Snapshot, given: JudgementGiven) -> list[str]:
    """The effect of one decision that is not on a pair."""
    now = claim_now(snapshot, given.kind, given.left, given.right)
    if now.entity_id is None:
        return [f"{given.left} is no reference of the snapshot; the decision waits until a run meets it"]
    value = given.right.partition(":")[2] if given.kind in ("alias", "role", "operator") else given.right
    claim = f"{now.entity_id} {now.label} {_WHAT[given.kind]} {value}"
    lines = [f"now: {claim}: {_published(now.rows)}"]
    match given.judgement:
        case "positive":
            lines.append(f"then: confirmed by {given.judged_by}")
        case "negative":
            lines.append(f"then: rejected by {given.judged_by}" + ("" if now.rows else "; nothing published changes"))
        case _:
            lines.append("then: open; what the evidence says is published")
    if given.kind == "role" and given.judgement in ("positive", "negative"):
        lines += _protection(now, is_given=given.judgement == "positive")
    return lines


def _published(rows: list[Row]) -> str:
    if not rows:
        return "not published"
    best = max(float(str(row["probability"])) for row in rows)
    decided = sorted({str(row["decided_by"]) for row in rows if row["status"] in ("confirmed", "rejected")})
    return f"{rows[0]['status']}, probability {best:.2f}" + (f" (decided by {', '.join(decided)})" if decided else "")


def _protection(now: ClaimNow, *, is_given: bool) -> list[str]:
    guards = now.has_family == "protected"
    if guards and is_given and not now.is_protected:
        lost = f" and loses {', '.join(now.roles)}" if now.roles else ""
        return [f"    becomes a protected person: masked in answers and charts{lost}"]
    if now.is_protected and guards != is_given:
        return ["    is a protected person now and would be none: shown by name in answers and charts"]
    return []
