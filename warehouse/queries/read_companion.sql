-- Files of a seizure that lie below a folder, with their bytes: what a reader may look at beside its own file.
select
    path,
    min(exhibit_id) as exhibit_id
from ledger.provenance
where
    case_id = $case_id
    and seizure_id = $seizure_id
    and exhibit_id is not null
    and manifest_check <> 'mismatch'
    and exhibit_id <> $exhibit_id
    and starts_with(path, $folder)
group by path
order by path;
