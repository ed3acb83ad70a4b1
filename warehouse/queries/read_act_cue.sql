-- Cues of acts in the messages of a case.
select
    message.message_id,
    cue.kind,
    cue.cue
from record.stored_message as message
inner join frame.act_cue as cue
    on cue.case_id = $case_id and md5_number(message.text) = cue.text_key
where message.case_id = $case_id
order by message.message_id, cue.kind;
