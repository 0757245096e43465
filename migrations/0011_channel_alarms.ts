import { base } from './base.ts'

/** What is heard of each channel account, the alarms about them, and the templates of their numbers. */
export const up = `
create table channel_alarms (${base}, account_id uuid references channel_accounts (id), code text not null, terms jsonb not null, raised_at timestamptz not null, cleared_at timestamptz);
create unique index channel_alarms_open on channel_alarms (code, account_id) nulls not distinct where cleared_at is null;
create table channel_pulses (
  account_id uuid primary key references channel_accounts (id), inbound_at timestamptz, heard_at timestamptz, sent_at timestamptz, unheard_since timestamptz,
  asked_at timestamptz, refused text, token_expires_at timestamptz);
create table message_templates (${base}, account_id uuid not null references channel_accounts (id), name text not null, language text not null, text text,
  review text not null, reason text, unique (account_id, name, language));
`
