-- What was found in texts by readers that look at the text alone, so that a night reads new texts only. Texts are known by
-- the number of their MD5; all is read anew when the code that reads changes.
create table frame.text_read (
    case_id varchar not null,
    reader varchar not null,
    reader_version varchar not null,
    text_key uhugeint not null
);
comment on table frame.text_read is 'One row per text that a reader of texts has read.';
create table frame.act_cue (
    case_id varchar not null,
    text_key uhugeint not null,
    kind varchar not null,
    cue varchar not null
);
comment on table frame.act_cue is 'One row per text and kind of act that it tells of.';
