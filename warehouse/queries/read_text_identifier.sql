-- Identifiers in the words of the case's messages, each message taken once, in the order of their key.
select
    message.message_id,
    identifier.start_offset,
    identifier.end_offset,
    identifier.kind,
    identifier.value,
    identifier.raw,
    identifier.is_usable
from record.text_identifier as identifier
inner join record.distinct_message as message
    on
        identifier.case_id = message.case_id
        and identifier.exhibit_id = message.exhibit_id
        and identifier.locator = message.locator
where identifier.case_id = $case_id
order by message.message_id, identifier.start_offset, identifier.kind, identifier.value;
