-- Another version of the reader reads all texts anew.
delete from frame.act_cue
where case_id = $case_id and not exists (
    select 1
    from frame.text_read
    where case_id = $case_id and reader = $reader and reader_version = $reader_version
);
delete from frame.text_read
where case_id = $case_id and reader = $reader and reader_version <> $reader_version;
