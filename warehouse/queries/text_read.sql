-- Texts that were read now.
insert into frame.text_read (case_id, reader, reader_version, text_key)
select
    $case_id,
    $reader,
    $reader_version,
    md5_number(text)
from incoming_rows;
