-- A registration resolves to a civil identity (document number, else real name with phone), never to an entity.
select
    case_id,
    'R-' || substr(md5(case_id || '|' || exhibit_id || '|' || locator || '|' || coalesce(account_id, '') || '|' || holder), 1, 16)
        as registration_id,
    account_id,
    case
        when document_number is not null and not contains(coalesce(lossy_columns, ''), 'document_number')
            then 'I-' || substr(md5(case_id || '|document|' || upper(document_number)), 1, 12)
        when real_name is not null
            then 'I-' || substr(md5(case_id || '|name|' || real_name || '|' || coalesce(phone, exhibit_id || locator)), 1, 12)
    end as identity_id,
    platform,
    native_id,
    holder,
    real_name,
    document_number,
    phone,
    registered_at,
    ip,
    device,
    bank_card,
    lossy_columns,
    exhibit_id,
    locator
from record.registration
order by case_id, exhibit_id, locator, registration_id;
