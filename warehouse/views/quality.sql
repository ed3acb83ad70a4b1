select case_id, 'exhibits_not_read' as measure, count(*) filter (where status not in ('read', 'empty'))::double as value,
    count(*) as sample_size, 'Exhibits that are not fully read; exhibit.status and exhibit.problem say why.' as meaning
from snapshot.exhibit group by case_id
union all
select case_id, 'rows_unaccounted',
    coalesce(sum(abs(independent_count - record_count - rejected_count - duplicate_count)), 0)::double,
    count(independent_count),
    'Difference between the records read, rejected and duplicate and the records counted another way; files that differ '
    'are marked partial.'
from snapshot.exhibit group by case_id
union all
select case_id, 'messages_known_from_elsewhere', avg((not is_original)::int), count(*),
    'Share of messages, as exhibits show them, that another exhibit already gave.'
from snapshot.message_provenance group by case_id
union all
select case_id, 'references_per_entity_mean', count(*) / count(distinct entity_id), count(distinct entity_id),
    'Mean number of accounts, list entries and called names in an entity.'
from snapshot.entity_reference group by case_id
union all
select case_id, 'references_per_entity_max', max(reference_count)::double, count(*),
    'Size of the largest entity; a sudden jump is a sign of a wrong merge.'
from (
    select case_id, entity_id, count(*) as reference_count from snapshot.entity_reference group by case_id, entity_id
) group by case_id
union all
select case_id, 'links_joined', count(*) filter (where entity_id is not null)::double, count(*), 'Links inside an entity.'
from snapshot.link group by case_id
union all
select case_id, 'links_open', count(*) filter (where entity_id is null)::double, count(*),
    'Links that wait in the review queue or were rejected.'
from snapshot.link group by case_id
union all
select case_id, 'pairs_not_looked_at', sum(pair_count)::double, count(*), 'Pairs in blocks that were too big.'
from snapshot.dropped_block group by case_id
union all
select case_id, 'mentions_open_share', avg((entity_id is null)::int), count(*),
    'Share of mentions for which no single entity can be told.'
from snapshot.mention group by case_id
union all
select link.case_id, 'judged_join_precision', avg((judgement.judgement = 'positive')::int), count(*),
    'Share of judged links joined or proposed by the scorer that people confirmed.'
from snapshot.link
inner join snapshot.judgement
    on
        judgement.is_in_force
        and judgement.kind = 'pair'
        and judgement.judgement <> 'unsure'
        and coalesce(judgement.case_id, link.case_id) = link.case_id
        and least(judgement.left_reference, judgement.right_reference) = link.left_reference
        and greatest(judgement.left_reference, judgement.right_reference) = link.right_reference
group by link.case_id
union all
select coalesce(case_id, 'any case'), 'judgements_without_reference', count(*), count(*),
    'Decisions in force that meet no reference of the case: mistyped, or the reference was renamed by a new reading.'
from snapshot.judgement
where status = 'meets nothing'
group by coalesce(case_id, 'any case')
union all
select coalesce(case_id, 'any case'), 'judges_agreement_share', sum(agreement_share * item_count) / sum(item_count),
    sum(item_count)::bigint,
    'Share of what two analysts both decided on which they agree; judge_agreement names them.'
from snapshot.judge_agreement group by coalesce(case_id, 'any case')
union all
select coalesce(case_id, 'any case'), 'judges_kappa', sum(kappa * item_count) / sum(item_count), sum(item_count)::bigint,
    'Agreement of analysts beyond chance: Cohen''s kappa, the mean over pairs of analysts by what both decided.'
from snapshot.judge_agreement where kappa is not null group by coalesce(case_id, 'any case')
union all by name
-- How far entities and links moved since the run before the last one that changed anything.
select case_id, measure, value, sample_size, meaning
from (
    with change as (
        select case_id, max(moment) as moment
        from (
            select case_id, valid_from as moment from snapshot.entity_reference_history
            union all
            select case_id, valid_until from snapshot.entity_reference_history
        )
        group by case_id
    ),
    before as (
        select was.case_id, was.reference, was.entity_id, now.entity_id as entity_now
        from snapshot.entity_reference_history as was
        inner join change on was.case_id = change.case_id
        left join snapshot.entity_reference as now on was.case_id = now.case_id and was.reference = now.reference
        where was.valid_from < change.moment and (was.valid_until is null or was.valid_until >= change.moment)
    ),
    link_before as (
        select was.case_id, was.match_weight, now.match_weight as weight_now
        from snapshot.link_history as was
        inner join change on was.case_id = change.case_id
        inner join snapshot.link as now on was.link_id = now.link_id
        where was.valid_from < change.moment and (was.valid_until is null or was.valid_until >= change.moment)
    )
    select case_id, 'drift_references_moved' as measure, avg((entity_id <> entity_now)::int) as value, count(*) as sample_size,
        'Share of references known before that are in another entity since the last change; a jump wants a look.' as meaning
    from before where entity_now is not null group by case_id
    union all
    select case_id, 'drift_link_weight', avg(abs(match_weight - weight_now)), count(*),
        'Mean change of the weight of links known before, in bits, since the last change.'
    from link_before group by case_id
)
union all by name
select case_id, 'judgements_not_kept' as measure, count(*)::double as value, count(*) as sample_size,
    'Pairs that a person called the same and that other decisions keep apart: decisions contradict each other.' as meaning
from snapshot.link where status = 'confirmed' and entity_id is null group by case_id
union all by name
-- What the weights in use said of decided pairs, gangs held out, beside what people decided.
select
    case_id,
    format('reliability_{:.2f}_to_{:.2f}', probability_from, probability_until) as measure,
    match_share as value,
    pair_count as sample_size,
    format(
        'Of decided pairs to which the {} weights gave {:.2f} to {:.2f} ({:.3f} on average), those people called the same; '
        'weights and calibration never saw their gang. People decide on what is hard, so over all pairs it is better.',
        resolver, probability_from, probability_until, mean_probability
    ) as meaning,
    match_share_lower as lower,
    match_share_upper as upper
from frame.reliability
where is_used
union all by name
select case_id, measure, value, sample_size, meaning, lower, upper
from frame.measured
order by 1, 2;
