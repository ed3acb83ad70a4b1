-- Which weights a case is resolved with: tried, chosen, remembered.
create table frame.resolver_trial (
    case_id varchar not null,
    "resolver" varchar not null,
    "weights_version" varchar not null,
    "is_used" boolean not null,
    "decision_count" bigint not null,
    "gang_count" bigint,
    "surprise" double,
    "brier" double,
    "precision" double,
    "recall" double,
    "joined_count" bigint,
    "changed_entity_count" bigint,
    "reason" varchar not null,
    "decided_by" varchar
);
comment on table frame.resolver_trial is 'One row per resolver that was tried on a case, with how it does on decisions of gangs it was not made on.';
create table frame.resolver_weight (
    case_id varchar not null,
    "resolver" varchar not null,
    "weights_version" varchar not null,
    "comparison" varchar not null,
    "level" varchar not null,
    "fixed_weight" double not null,
    "factor" double not null,
    "shift" double not null,
    "weight" double not null,
    "is_used" boolean not null
);
comment on table frame.resolver_weight is 'One row per weight of a comparison level under a resolver that was tried.';
create table frame.resolver_change (
    case_id varchar not null,
    "resolver" varchar not null,
    "position" bigint not null,
    "change" varchar not null,
    "reference" varchar not null,
    "cluster_before" varchar not null,
    "cluster_after" varchar not null,
    "is_used" boolean not null
);
comment on table frame.resolver_change is 'One row per reference of an entity that is another under a resolver tried than under the fixed weights.';
create table frame.reliability (
    case_id varchar not null,
    "resolver" varchar not null,
    "probability_from" double not null,
    "probability_until" double not null,
    "pair_count" bigint not null,
    "mean_probability" double not null,
    "match_share" double not null,
    "match_share_lower" double not null,
    "match_share_upper" double not null,
    "is_used" boolean not null
);
comment on table frame.reliability is 'One row per span of probabilities that a resolver gave to decided pairs, beside what was decided.';
create table ledger.resolver_weight_history (
    case_id varchar,
    "resolver" varchar,
    "weights_version" varchar,
    "comparison" varchar,
    "level" varchar,
    "factor" double,
    "shift" double,
    "weight" double,
    "is_used" boolean,
    valid_from_run varchar not null,
    valid_until_run varchar
);
comment on table ledger.resolver_weight_history is 'One row per row that resolver_weight once had or has, with the runs between which it stood.';
-- Decisions on the weights; the latest of a case holds. given_weights: of the resolver given, as JSON.
create table ledger.resolver_choice (
    case_id varchar not null,
    run_id varchar not null,
    chosen_at timestamp not null,
    asked varchar not null,
    resolver varchar not null,
    weights_version varchar not null,
    signed_by varchar,
    because varchar,
    given_weights varchar
);
comment on table ledger.resolver_choice is 'One row per decision on the weights that a case is resolved with.';
