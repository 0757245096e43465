import { base } from './base.ts'

/** Channel accounts, identities, conversations; inbound, presses and messages, which their owner writes outside the road. */
export const up = `
create table channel_accounts (${base},
  kind text not null, name text not null, external_id text not null, settings jsonb not null, sealed_secrets text, state text not null, trouble text, unique (kind, external_id));
create table chat_places (${base}, account_id uuid not null references channel_accounts (id), external_id text not null, name text not null, purpose text not null, unique (account_id, purpose));
create table chat_identities (${base},
  account_id uuid not null references channel_accounts (id), external_user_id text not null, phone text, staff_id uuid references staff (id),
  verified_at timestamptz, ended_at timestamptz);
create unique index chat_identities_current on chat_identities (account_id, external_user_id) where ended_at is null;
create index chat_identities_by_staff on chat_identities (staff_id) where ended_at is null;
create table link_codes (${base}, code_fingerprint text not null unique, staff_id uuid not null references staff (id), expires_at timestamptz not null, used_at timestamptz);
create table conversations (${base},
  account_id uuid not null references channel_accounts (id), external_user_id text not null, phone text, profile_name text, language text,
  contact_id uuid references contacts (id), contact_chosen_at timestamptz, handling text not null check (handling in ('bot', 'waiting', 'person')),
  handler_id uuid references staff (id), handed_over_at timestamptz, marketing_stopped_at timestamptz, erased_at timestamptz,
  unique (account_id, external_user_id), check ((handling = 'person') = (handler_id is not null)));
create index conversations_by_contact on conversations (contact_id);

create table conversation_states (
  conversation_id uuid primary key references conversations (id), dialog jsonb not null default '{}', last_inbound_at timestamptz,
  lease_owner text, lease_until timestamptz, fence bigint not null default 0, retry_at timestamptz);
create table inbound (
  id uuid primary key, account_id uuid not null references channel_accounts (id), key text not null, lane text not null, conversation_id uuid references conversations (id),
  message_id text, user_id text not null, kind text not null, content jsonb not null, raw jsonb, platform_at timestamptz not null, arrived_at timestamptz not null,
  turn uuid, turn_at timestamptz, handled_at timestamptz, attempts integer not null default 0, dead boolean not null default false, last_error text, answer jsonb,
  seq bigint generated always as identity, unique (account_id, key));
create index inbound_waiting on inbound (conversation_id, platform_at) where handled_at is null and lane = 'message';
create index inbound_homeless on inbound (account_id, user_id) where handled_at is null and lane = 'message' and conversation_id is null;
create index inbound_by_age on inbound (arrived_at) where raw is not null;
create index inbound_by_conversation on inbound (conversation_id, platform_at);
create index inbound_dead on inbound (arrived_at) where dead;
create table messages (
  id uuid primary key, account_id uuid references channel_accounts (id), conversation_id uuid references conversations (id), contact_id uuid,
  place text, thread_of uuid references messages (id), staff_id uuid, recipient jsonb not null, lane text not null, pace text not null,
  purpose text not null, content_key text not null, values jsonb not null, rendered jsonb,
  unique_key text unique, subject_record text, subject_id uuid, state text not null, wanted_revision integer not null default 1, sent_revision integer not null default 0,
  external_id text, as_template boolean not null default false, attempts integer not null default 0, due_at timestamptz not null, locked_until timestamptz,
  created_at timestamptz not null, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, error_code text, error_text text, request_id text not null, seq bigint generated always as identity);
create index messages_due on messages (due_at, seq) where state in ('queued', 'sending', 'in_doubt');
create index messages_in_line on messages (lane, seq) where state in ('queued', 'sending', 'in_doubt');
create index messages_to_revise on messages (due_at) where state = 'sent' and wanted_revision > sent_revision;
create index messages_by_external on messages (account_id, external_id);
create index messages_by_conversation on messages (conversation_id, seq);
create index messages_held on messages (conversation_id) where state = 'held';
create index messages_dead on messages (created_at) where state in ('dead', 'failed');
create index messages_by_subject on messages (subject_id, content_key);
create table stray_reports (
  account_id uuid not null references channel_accounts (id), external_id text not null, state text not null, at timestamptz not null, error_code text, error_text text,
  primary key (account_id, external_id, state));
create index stray_reports_by_age on stray_reports (at);
`
