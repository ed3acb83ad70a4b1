-- A later delivery to a seizure fills what earlier ones left open; nothing told before is replaced. The earliest entry
-- orders the seizures, whatever the order in which entries were taken in.
insert into ledger.seizure
select
    $case_id,
    $seizure_id,
    $entry_name,
    $timezone,
    $owners::varchar[],
    map($custody_keys::varchar[], $custody_values::varchar[])
on conflict (case_id, seizure_id) do update set
    first_entry = least(ledger.seizure.first_entry, excluded.first_entry),
    timezone = case
        when excluded.first_entry < ledger.seizure.first_entry then coalesce(excluded.timezone, ledger.seizure.timezone)
        else coalesce(ledger.seizure.timezone, excluded.timezone)
    end,
    owners = list_sort(list_distinct(list_concat(ledger.seizure.owners, excluded.owners))),
    custody = case
        when excluded.first_entry < ledger.seizure.first_entry
            then map_concat(ledger.seizure.custody, excluded.custody)
        else map_concat(excluded.custody, ledger.seizure.custody)
    end;
