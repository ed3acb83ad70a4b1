-- A place of a message that is no message, or a message that stands at no place, would be a record lost.
select provenance.message_id
from snapshot.message_provenance as provenance
anti join snapshot.message on provenance.message_id = message.message_id
union all
select message.message_id
from snapshot.message
anti join snapshot.message_provenance as provenance
    on message.message_id = provenance.message_id and provenance.is_original;
