"""Messages of a report: one lean step per model, the rest by columns when a batch is full.

**Source:** formats.md 7.1; the fields of InstantMessage in UFEDLib, ufedlib-py 1.0.0 and IPED's UFED parsers.
"""

from dataclasses import dataclass, field

import polars as pl

from sources.cellebrite.models import (
    Element,
    fields_of,
    is_true,
    models_in,
    models_of,
    named_children,
)
from sources.cellebrite.people import Party
from sources.cellebrite.times import with_instants
from sources.record import Exhibit
from warehouse.schema.records import MESSAGE

_PLAIN = frozenset({
    "Body", "Identifier", "Source", "SourceApplication", "Type", "Label", "Subject", "ChatId", "FromIsOwner",
})  # fmt: skip
_EMBEDDED = frozenset({"EmbeddedMessage", "EmbeddedMessages", "EmbeddedInstantMessage", "EmbeddedInstantMessages"})
_ROW = {
    "locator": pl.String(),
    "position": pl.Int64(),
    "platform": pl.String(),
    "thread_id": pl.String(),
    "sender_account_id": pl.String(),
    "sender_name": pl.String(),
    "sent_at_raw": pl.String(),
    "time_format": pl.String(),
    "kind": pl.String(),
    "text": pl.String(),
    "native_message_id": pl.String(),
    "reply_to_native_message_id": pl.String(),
    "forwarded_from": pl.String(),
    "is_deleted": pl.Boolean(),
}


@dataclass(slots=True)
class Written:
    """A message as its model writes it.

    Attributes:
        fields: Plain fields by name.
        time: Value of TimeStamp, or None.
        time_format: Its format, or None.
        sender: The From party, or None.
        receivers: The To parties.
        has_attachment: Whether something hangs on it.
        cards: Models of shared contacts.
        activities: Models of the activity log.
        extra: Models of the extra data (reply, forward, quote, label).
        embedded: Models of messages inside it, which are no messages of their own.
    """

    fields: dict[str, str] = field(default_factory=dict)
    time: str | None = None
    time_format: str | None = None
    sender: Party | None = None
    receivers: list[Party] = field(default_factory=list)
    has_attachment: bool = False
    cards: list[Element] = field(default_factory=list)
    activities: list[Element] = field(default_factory=list)
    extra: list[Element] = field(default_factory=list)
    embedded: list[Element] = field(default_factory=list)


def written_message(model: Element) -> Written:
    """Read the model of a message: InstantMessage, or SMS and MMS of older reports."""
    written = Written()
    for name, child in named_children(model):
        if name in _PLAIN:
            if len(child) and (text := child[0].text):
                written.fields[name] = text
        elif name == "TimeStamp":
            if len(child) and (text := child[0].text) and text.strip():
                written.time, written.time_format = text.strip(), child[0].get("format")
        elif name == "From":
            written.sender = next((party_of(inner) for inner in models_in(child)), None)
        elif name in ("To", "Parties"):
            written.receivers += [party_of(inner) for inner in models_in(child)]
        elif name in ("Attachments", "Attachment"):
            written.has_attachment = written.has_attachment or next(models_in(child), None) is not None
        elif name == "SharedContacts":
            written.cards += models_in(child)
        elif name == "ActivityLog":
            written.activities += models_in(child)
        elif name == "MessageExtraData":
            written.extra += models_in(child)
        elif name in _EMBEDDED:
            written.embedded += models_in(child)
    if written.sender is None:
        _tell_sender(written)
    return written


def party_of(model: Element) -> Party:
    """A Party model."""
    fields = fields_of(model)
    return Party(fields.get("Identifier"), fields.get("Name"), is_true(fields.get("IsPhoneOwner")), fields.get("Role"))


def is_system(written: Written) -> bool:
    """Whether the program wrote it, not a person."""
    is_program = written.sender is not None and written.sender.is_program
    return is_program or "system" in (written.fields.get("Type") or "").lower() or "System" in labels_of(written)


def kind_of(written: Written) -> str:
    """Kind in the sense of message.kind."""
    if written.activities or is_system(written):
        return "system"
    if "call" in (written.fields.get("Type") or "").lower():
        return "call"
    if written.cards:
        return "contact_card"
    return "media" if written.has_attachment else "text"


def text_of_message(written: Written) -> str:
    """The words: the body, with the subject before it where there is one, else what the activity log says."""
    body = written.fields.get("Body", "")
    if not body:
        said = (fields_of(activity).get("SystemMessageBody") for activity in written.activities)
        body = next(filter(None, said), "")
    subject = written.fields.get("Subject", "")
    return "\n".join(filter(None, (subject, body)))


def labels_of(written: Written) -> set[str]:
    """Labels of the message, such as Reply, Forwarded, Edited or System."""
    labels = {written.fields["Label"]} if "Label" in written.fields else set()
    for model in written.extra:
        if label := fields_of(model).get("Label"):
            labels.add(label)
    return labels


def reply_and_forward(written: Written) -> tuple[str | None, str | None]:
    """The platform's id of the message that is answered, and the author of one that is forwarded.

    A quote refers to a message inside this one by its model id; what it is (a reply or a forward) its label says.
    """
    reply = forward = None
    inside = {model.get("id"): model for model in written.embedded}
    for model in written.extra:
        kind, fields = model.get("type"), fields_of(model)
        quoted = next(models_of(model, "InstantMessage", "Message"), None)
        if quoted is None:
            quoted = inside.get(fields.get("ReferenceId"))
        is_forward = kind == "ForwardedMessageData" or fields.get("Label", "").lower().startswith("forward")
        if is_forward and kind != "MessageLabel":
            author = next(models_of(model, "OriginalSender"), None)
            if author is None and quoted is not None:
                author = next(models_of(quoted, "From"), None)
            if author is not None:
                party = party_of(author)
                forward = forward or party.name or party.identifier
        elif kind in ("ReplyMessageData", "QuotedMessageData"):
            quoted_id = None if quoted is None else fields_of(quoted).get("Identifier")
            reply = reply or fields.get("OriginalMessageID") or quoted_id
    return reply, forward


class MessageRows:
    """Collects rows of the relation `message`; `take` hands them over with their times."""

    def __init__(self, exhibit: Exhibit) -> None:
        self._exhibit = exhibit
        self._position = 0
        self._rows: list[tuple[object, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(
        self,
        locator: str,
        place: tuple[str, str],
        sender: tuple[str | None, str | None],
        written: Written,
        kind: str,
        *,
        is_deleted: bool,
    ) -> None:
        """Append one message.

        Args:
            locator: Its place.
            place: Platform and thread.
            sender: Account and name shown.
            written: The message.
            kind: Its kind.
            is_deleted: Whether the report says that it was deleted.
        """
        reply, forward = reply_and_forward(written) if written.extra else (None, None)
        self._rows.append((
            locator, self._position, *place, *sender, written.time, written.time_format, kind,
            text_of_message(written), written.fields.get("Identifier"), reply, forward, is_deleted,
        ))  # fmt: skip
        self._position += 1

    def take(self) -> pl.DataFrame:
        """The rows so far as the relation declares them but for the exhibit; starts anew."""
        rows = pl.DataFrame(self._rows, schema=_ROW, orient="row")
        self._rows = []
        frame = with_instants(rows, self._exhibit)
        return frame.select(name for name in MESSAGE.column_names if name != "exhibit_id")


def _tell_sender(written: Written) -> None:
    """Older SMS models list all parties and say by role who wrote."""
    for party in written.receivers:
        if (party.role or "").lower() == "from":
            written.sender = party
            written.receivers = [other for other in written.receivers if other is not party]
            return
