select
    message.message_id,
    identifier.case_id,
    identifier.start_offset,
    identifier.end_offset,
    identifier.kind,
    identifier.value,
    identifier.raw,
    identifier.is_usable,
    identifier.reason,
    identifier.exhibit_id,
    identifier.locator
from record.text_identifier as identifier
inner join record.distinct_message as message
    on
        identifier.case_id = message.case_id
        and identifier.exhibit_id = message.exhibit_id
        and identifier.locator = message.locator
order by identifier.case_id, message.message_id, identifier.start_offset, identifier.kind, identifier.value;
