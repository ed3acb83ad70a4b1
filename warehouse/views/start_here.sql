select
    position,
    topic,
    says,
    try_this
from (
    values
    (1, 'what this is',
        'Entities resolved from seized chats, registrations and lists. Everything here is a lead, not proof: a link starts an enquiry and needs independent proof.',
        'from entity order by message_count desc limit 20'),
    (2, 'as of',
        (select 'Evidence up to ' || coalesce(strftime(max(sent_at), '%Y-%m-%d %H:%M'), 'an unknown time') || ' UTC; '
            || count(*) || ' messages.' from snapshot.message),
        'select * from resolver_run'),
    (3, 'what is in it',
        coalesce((select string_agg(distinct case_id, ', ' order by case_id) from snapshot.seizure), 'no case yet') || ': '
            || (select count(*) from snapshot.seizure) || ' seizures, '
            || (select count(*) from snapshot.exhibit) || ' exhibits, '
            || (select count(*) from snapshot.account) || ' accounts, '
            || (select count(*) from snapshot.entity where status <> 'retired') || ' entities, '
            || (select count(*) from snapshot.gang) || ' gangs.',
        'select status, count(*) from exhibit group by status'),
    (4, 'who is somebody',
        'Ranked entities for a name in any script or spelling; homonyms are rows of their own.',
        'from who_is(''hammer'')'),
    (5, 'why', 'The evidence that ties a reference to an entity, with places in the exhibits.',
        'from why(''ENTITY_ID'', ''REFERENCE'')'),
    (6, 'why not', 'What keeps two entities apart.', 'from why_not(''ENTITY_A'', ''ENTITY_B'')'),
    (7, 'a person', 'Names, accounts, roles, superiors and gang of one entity.', 'from entity_card(''ENTITY_ID'')'),
    (8, 'a gang', 'The chart of a gang, boss first.', 'from org_chart(''GANG_ID'')'),
    (9, 'what it rests on', 'Exhibits and seizures that hold an entity together.', 'from rests_on(''ENTITY_ID'')'),
    (10, 'protected people',
        'who_is, entity_card, org_chart and charts mask victims and bystanders; base tables do not.',
        'select count(*) from entity where is_protected'),
    (11, 'what was not read',
        (select count(*) filter (where status not in ('read', 'empty')) || ' exhibits are not fully read; see exhibit.problem.'
            from snapshot.exhibit),
        'select path, status, problem from exhibit where status <> ''read'''),
    (12, 'custody gaps',
        (select count(*) filter (where len(custody_gaps) > 0) || ' seizures have gaps in their custody record.'
            from snapshot.seizure),
        'select case_id, seizure_id, custody_gaps from seizure'),
    (13, 'one message in several places',
        (select count(*) filter (where not is_original) || ' places show a message that another exhibit already gave; '
            || 'relation message holds each once, message_provenance every place.' from snapshot.message_provenance),
        'from message_provenance where not is_original limit 20'),
    (14, 'whose words',
        (select count(*) || ' messages or parts repeat, forward or quote words, or were echoed by a server.'
            from snapshot.message_trait),
        'select trait, count(*) from message_trait group by trait'),
    (15, 'what was believed on a day',
        'Entities, names, links and evidence as a run published them then; an old id is followed to those who bear it now.',
        'from entity_as_of(now()::timestamp) limit 20'),
    (16, 'why and by which run', 'What tied an entity together at a moment, decided by whom, with code and settings.',
        'from why_as_of(''ENTITY_ID'', now()::timestamp)'),
    (20, 'who was under whom on a day',
        'The gangs as they were believed then; org_chart_as_of draws one, reports_to_as_of and role_as_of say why.',
        'from gang_as_of(now()::timestamp)'),
    (18, 'how good it is', 'Forty references to check; each decision sharpens the estimates in quality.',
        'from audit_plan'),
    (19, 'what the case came to',
        'Gangs, people, victims, accounts and amounts of money written of, each with how it was counted.',
        'from case_outcome'),
    (21, 'where they sit',
        'Places where several people of gangs are told to sit, with what was said; a den is no gang, and people move.',
        'select den.label, den.kind, den_evidence.* from den inner join den_evidence using (den_id) limit 20'),
    (17, 'an old id', 'Merges and splits followed to today.', 'from entity_now(''ENTITY_ID'')')
) as lesson (position, topic, says, try_this)
order by position;
