select
    seizure.case_id,
    seizure.seizure_id,
    seizure.timezone,
    list_sort(seizure.owners) as owners,
    seizure.custody['authority'] as authority,
    seizure.custody['instrument'] as instrument,
    seizure.custody['seized_by'] as seized_by,
    seizure.custody['seized_at'] as seized_at,
    seizure.custody['seized_where'] as seized_where,
    seizure.custody['tool'] as tool,
    seizure.custody['note'] as note,
    list_filter(
        ['authority', 'instrument', 'seized_by', 'seized_at', 'seized_where', 'tool'],
        lambda field: coalesce(seizure.custody[field], '') = ''
    ) as custody_gaps,
    (
        select count(*) from ledger.provenance
        where provenance.case_id = seizure.case_id and provenance.seizure_id = seizure.seizure_id
    ) as exhibit_count
from ledger.seizure
order by seizure.case_id, seizure.seizure_id;
