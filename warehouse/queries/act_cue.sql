-- Cues found in texts that were read now.
insert into frame.act_cue (case_id, text_key, kind, cue)
select
    $case_id,
    md5_number(text),
    kind,
    cue
from incoming_rows;
