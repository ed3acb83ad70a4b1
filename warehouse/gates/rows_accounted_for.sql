-- Records read, rejected and duplicate must be all records of the file, by a count made another way.
select exhibit_id, path
from snapshot.exhibit
where
    status = 'read'
    and independent_count is not null
    and independent_count <> record_count + rejected_count + duplicate_count;
