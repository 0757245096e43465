/** The kernel's own tables: events and outbox, keys, numbers, custom fields. */
export const up = `
create table events (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  record text not null,
  record_id uuid not null,
  seq integer not null,
  name text not null,
  action text not null,
  actor_kind text not null,
  actor_id uuid,
  on_behalf_of text,
  approval_id uuid,
  door text not null,
  request_id text not null,
  cause_event_id bigint,
  root_event_id bigint,
  depth integer not null,
  run_id uuid,
  step text,
  workflow_version integer,
  shape integer not null,
  body text not null,
  prev_hash text not null,
  hash text not null,
  unique (record, record_id, seq)
);
create index events_by_order on events (tx, id);
create index events_by_name on events (name, id);
create index events_by_root on events (root_event_id) where root_event_id is not null;

create table outbox (
  event_id bigint not null references events (id),
  subscriber text not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  locked_until timestamptz,
  last_error text,
  primary key (event_id, subscriber)
);
create index outbox_due on outbox (due_at, event_id);

create table idempotency_keys (
  scope text not null,
  key text not null,
  input_hash text not null,
  outcome jsonb,
  created_at timestamptz not null,
  primary key (scope, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table person_keys (person_id uuid primary key, wrapped bytea not null);

create table number_series (name text primary key, prefix text not null, next bigint not null, width integer not null);

create table custom_fields (
  record text not null,
  name text not null,
  kind text not null,
  required boolean not null default false,
  options jsonb,
  primary key (record, name)
);
`
