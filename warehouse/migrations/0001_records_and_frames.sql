-- Record tables (what readers made), frame tables (what resolvers made). One case or many; case_id first.
-- Columns follow warehouse/schema; a test compares them.
create schema record;
create schema frame;
create schema ledger;
create table record.message (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "position" bigint not null,
    "platform" varchar not null,
    "thread_id" varchar not null,
    "sender_account_id" varchar,
    "sender_name" varchar,
    "sent_at" timestamp,
    "sent_at_raw" varchar,
    "time_basis" varchar not null,
    "kind" varchar not null,
    "text" varchar not null,
    "native_message_id" varchar,
    "reply_to_native_message_id" varchar,
    "forwarded_from" varchar,
    "is_deleted" boolean not null
);
comment on table record.message is 'One row per message, action or system line of a conversation.';
create table record.thread (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "platform" varchar not null,
    "thread_id" varchar not null,
    "title" varchar,
    "kind" varchar not null
);
comment on table record.thread is 'One row per conversation seen in an exhibit.';
create table record.account (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar not null,
    "platform" varchar not null,
    "native_id" varchar not null,
    "is_owner" boolean not null,
    "is_display_name_only" boolean not null,
    "thread_id" varchar
);
comment on table record.account is 'One row per account seen in an exhibit.';
create table record.name_observation (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar not null,
    "name" varchar not null,
    "kind" varchar not null,
    "observer_account_id" varchar,
    "thread_id" varchar,
    "first_seen_at" timestamp,
    "last_seen_at" timestamp,
    "observation_count" bigint not null
);
comment on table record.name_observation is 'One row per name seen for an account; repeated sightings in one exhibit and thread may be folded into one row.';
create table record.membership_event (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "thread_id" varchar not null,
    "event" varchar not null,
    "account_id" varchar,
    "actor_account_id" varchar,
    "other_account_id" varchar,
    "name" varchar,
    "host" varchar,
    "happened_at" timestamp
);
comment on table record.membership_event is 'One row per event of a conversation: somebody joins, leaves, invites, is removed, changes name, creates, becomes owner.';
create table record.registration (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar,
    "platform" varchar not null,
    "native_id" varchar,
    "holder" varchar not null,
    "real_name" varchar,
    "document_number" varchar,
    "phone" varchar,
    "registered_at" timestamp,
    "registered_at_raw" varchar,
    "ip" varchar,
    "device" varchar,
    "bank_card" varchar,
    "lossy_columns" varchar
);
comment on table record.registration is 'One row per statement of a platform about who opened an account; the registrant is not the operator.';
create table record.selector (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar,
    "list_row" varchar,
    "kind" varchar not null,
    "value" varchar not null,
    "raw" varchar,
    "basis" varchar not null,
    "is_usable" boolean not null
);
comment on table record.selector is 'One row per identifier that can point at a person, tied to an account or to a list row.';
create table record.list_entry (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "row" varchar not null,
    "name" varchar not null,
    "name_kind" varchar not null,
    "role_text" varchar,
    "superior_text" varchar,
    "group_text" varchar,
    "account_id" varchar,
    "document_number" varchar,
    "note" varchar
);
comment on table record.list_entry is 'One row per name in a row of a nickname or contact list (a row with three names makes three rows with the same `row`).';
create table record.contact (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "account_id" varchar,
    "other_account_id" varchar not null,
    "kind" varchar not null,
    "contact_count" bigint not null
);
comment on table record.contact is 'One row per address-book or contact-list entry: the owner knows the account.';
create table record.rejected_record (
    case_id varchar not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null,
    "reason" varchar not null
);
comment on table record.rejected_record is 'One row per record that could not be read.';
create table frame.reference (
    case_id varchar not null,
    "reference" varchar not null,
    "kind" varchar not null,
    "platform" varchar,
    "account_id" varchar,
    "native_id" varchar,
    "thread_id" varchar,
    "row" varchar,
    "is_owner" boolean not null,
    "first_seen_at" timestamp,
    "last_seen_at" timestamp,
    "message_count" bigint not null,
    "exhibit_id" varchar,
    "locator" varchar
);
comment on table frame.reference is 'One row per thing to be resolved: an account (in an operator period), a list entry, a called name.';
create table frame.reference_name (
    case_id varchar not null,
    "reference" varchar not null,
    "name" varchar not null,
    "kind" varchar not null,
    "observer" varchar,
    "thread_id" varchar,
    "observation_count" bigint not null,
    "first_seen_at" timestamp,
    "last_seen_at" timestamp,
    "exhibit_id" varchar,
    "locator" varchar
);
comment on table frame.reference_name is 'One row per name of a reference, by kind and observer.';
create table frame.alias_view (
    case_id varchar not null,
    "alias_form" varchar not null,
    "view" varchar not null,
    "value" varchar not null
);
comment on table frame.alias_view is 'One row per value under which an alias form can be looked up or compared.';
create table frame.name_form (
    case_id varchar not null,
    "name" varchar not null,
    "alias_form" varchar not null
);
comment on table frame.name_form is 'One row per name as written with its alias form.';
create table frame.mention (
    case_id varchar not null,
    "message_id" varchar not null,
    "start_offset" bigint not null,
    "end_offset" bigint not null,
    "text" varchar not null,
    "alias_form" varchar not null,
    "manner" varchar not null
);
comment on table frame.mention is 'One row per span of message text that names somebody.';
create table frame.statement (
    case_id varchar not null,
    "statement_id" varchar not null,
    "kind" varchar not null,
    "subject" varchar,
    "subject_name" varchar,
    "object" varchar,
    "object_name" varchar,
    "is_negated" boolean not null,
    "is_doubtful" boolean not null,
    "said_by" varchar,
    "pattern" varchar not null,
    "message_id" varchar not null,
    "thread_id" varchar not null,
    "said_at" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.statement is 'One row per something said outright about who somebody is, what he does or whom he answers to.';
create table frame.block_key (
    case_id varchar not null,
    "rule" varchar not null,
    "block_key" varchar not null,
    "reference" varchar not null
);
comment on table frame.block_key is 'One row per reference under a key: references that share a key become candidate pairs.';
create table frame.candidate_pair (
    case_id varchar not null,
    "reference_l" varchar not null,
    "reference_r" varchar not null,
    "rules" varchar not null
);
comment on table frame.candidate_pair is 'One row per pair of references that at least one blocking rule proposed.';
create table frame.pair_evidence (
    case_id varchar not null,
    "reference_l" varchar not null,
    "reference_r" varchar not null,
    "family" varchar not null,
    "comparison" varchar not null,
    "level" varchar not null,
    "value_l" varchar,
    "value_r" varchar,
    "weight" double not null,
    "sentence_en" varchar not null,
    "sentence_zh" varchar not null,
    "exhibit_id" varchar,
    "locator" varchar
);
comment on table frame.pair_evidence is 'One row per reason for or against a pair of references being one entity, in bits.';
create table frame.cannot_link (
    case_id varchar not null,
    "reference_l" varchar not null,
    "reference_r" varchar not null,
    "reason" varchar not null,
    "observation_count" bigint not null,
    "exhibit_id" varchar,
    "locator" varchar
);
comment on table frame.cannot_link is 'One row per pair of references that are different people.';
create table frame.scored_pair (
    case_id varchar not null,
    "reference_l" varchar not null,
    "reference_r" varchar not null,
    "match_weight" double not null,
    "match_probability" double not null,
    "family_count" bigint not null,
    "decided_by" varchar not null,
    "decision" varchar not null
);
comment on table frame.scored_pair is 'One row per candidate pair with its score.';
create table frame.cluster_member (
    case_id varchar not null,
    "reference" varchar not null,
    "entity_id" varchar not null,
    "probability" double
);
comment on table frame.cluster_member is 'One row per reference with its entity.';
create table frame.act (
    case_id varchar not null,
    "act_id" varchar not null,
    "kind" varchar not null,
    "actor" varchar not null,
    "target" varchar,
    "message_id" varchar not null,
    "cue" varchar not null,
    "done_at" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.act is 'One row per message read as an act of management or trade (order, report, pay, fine, recruit, …).';
create table frame.entity_role (
    case_id varchar not null,
    "entity_id" varchar not null,
    "gang_id" varchar,
    "role" varchar not null,
    "probability" double not null,
    "from_at" timestamp,
    "until_at" timestamp,
    "evidence_count" bigint not null
);
comment on table frame.entity_role is 'One row per role of an entity in a gang.';
create table frame.role_evidence (
    case_id varchar not null,
    "entity_id" varchar not null,
    "role" varchar not null,
    "signal" varchar not null,
    "words" varchar,
    "weight" double not null,
    "seen_at" timestamp,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.role_evidence is 'One row per piece of evidence for a role.';
create table frame.reports_to (
    case_id varchar not null,
    "gang_id" varchar not null,
    "superior_id" varchar not null,
    "subordinate_id" varchar not null,
    "probability" double not null,
    "evidence_count" bigint not null
);
comment on table frame.reports_to is 'One row per command edge between two entities of a gang.';
create table frame.reports_to_evidence (
    case_id varchar not null,
    "superior_id" varchar not null,
    "subordinate_id" varchar not null,
    "signal" varchar not null,
    "words" varchar,
    "weight" double not null,
    "exhibit_id" varchar not null,
    "locator" varchar not null
);
comment on table frame.reports_to_evidence is 'One row per piece of evidence for a command edge.';
create table frame.gang (
    case_id varchar not null,
    "gang_id" varchar not null,
    "label" varchar not null,
    "member_count" bigint not null,
    "first_seen" timestamp,
    "last_seen" timestamp
);
comment on table frame.gang is 'One row per community of entities.';
create table frame.gang_member (
    case_id varchar not null,
    "gang_id" varchar not null,
    "entity_id" varchar not null,
    "share" double not null,
    "from_at" timestamp,
    "until_at" timestamp,
    "leadership_rank" bigint
);
comment on table frame.gang_member is 'One row per membership of an entity in a gang.';
create table frame.gang_tie (
    case_id varchar not null,
    "gang_id" varchar not null,
    "other_gang_id" varchar,
    "entity_id" varchar,
    "kind" varchar not null,
    "probability" double not null,
    "evidence_count" bigint not null
);
comment on table frame.gang_tie is 'One row per service or market edge of a gang to another gang or to an entity outside.';
create table frame.protected_entity (
    case_id varchar not null,
    "entity_id" varchar not null,
    "reason" varchar not null,
    "probability" double not null
);
comment on table frame.protected_entity is 'One row per entity recognised as victim or bystander, to be masked.';
create table frame.role (
    case_id varchar not null,
    "role" varchar not null,
    "family" varchar not null,
    "label_en" varchar not null,
    "label_zh" varchar not null,
    "description" varchar not null
);
comment on table frame.role is 'One row per role an entity can have (the catalogue; the same for every case).';
create table frame.dropped_block (
    case_id varchar not null,
    "rule" varchar not null,
    "block_key" varchar not null,
    "reference_count" bigint not null,
    "pair_count" bigint not null
);
comment on table frame.dropped_block is 'One row per block that was too big to pair, said out loud.';
