-- Texts of a case that this version of a reader of texts has not read yet, each once.
select distinct text
from record.stored_message
where
    case_id = $case_id
    and md5_number(text) not in (
        select text_key
        from frame.text_read
        where case_id = $case_id and reader = $reader and reader_version = $reader_version
    )
order by text;
