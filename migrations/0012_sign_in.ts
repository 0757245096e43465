import { base } from './base.ts'

/**
 * How people sign in: when somebody's way in changed (records, so that each change is an event), and beside them, written by their owner,
 * the secrets, the sessions, what failed, and mails that are on their way.
 */
export const up = `
create table sign_ins (${base},
  person_kind text not null check (person_kind in ('staff', 'contact')), person_id uuid not null, invited_at timestamptz, password_set_at timestamptz,
  second_factor_since timestamptz, recovery_codes_left integer, signed_out_at timestamptz, unique (person_kind, person_id));
create table sign_in_links (${base},
  person_kind text not null check (person_kind in ('staff', 'contact')), person_id uuid not null,
  purpose text not null check (purpose in ('first', 'invitation', 'reset', 'chat')),
  code_fingerprint text not null unique, expires_at timestamptz not null, used_at timestamptz);
create index sign_in_links_by_person on sign_in_links (person_kind, person_id) where used_at is null;

create table sign_in_secrets (
  person_kind text not null, person_id uuid not null, password_hash text, totp_secret text, totp_step bigint, totp_pending text,
  recovery jsonb not null default '[]', primary key (person_kind, person_id));
create table sessions (
  id uuid primary key, fingerprint text not null unique, person_kind text not null, person_id uuid not null,
  state text not null check (state in ('in', 'totp', 'set_password')), wrong_codes integer not null default 0,
  created_at timestamptz not null, last_seen_at timestamptz not null, idle_seconds integer not null, expires_at timestamptz not null,
  ip text not null, user_agent text not null);
create index sessions_by_person on sessions (person_kind, person_id);
create index sessions_by_end on sessions (expires_at);
create table sign_in_failures (key text primary key, failures integer not null, last_at timestamptz not null, locked_until timestamptz);
create table sign_in_mails (
  id uuid primary key, link_id uuid not null references sign_in_links (id), purpose text not null, sealed text not null, language text not null,
  due_at timestamptz not null, attempts integer not null default 0, locked_until timestamptz, last_error text);
create index sign_in_mails_due on sign_in_mails (due_at);

create index staff_by_email on staff (lower(email));
create index contacts_by_email on contacts (lower(email)) where email is not null;
`
