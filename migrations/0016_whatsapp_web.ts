/**
 * WhatsApp Web: which process holds the browser of an account and how it stands, what was begun and sent part by part, and media that only
 * the page could decrypt. Written outside the road by its owner, like messages.
 */
export const up = `
create table whatsapp_web_sessions (
  account_id uuid primary key references channel_accounts (id), owner text, lease_until timestamptz, fence bigint not null default 0,
  state text not null default 'starting', detail text, qr text, number text, changed_at timestamptz, wanted_at timestamptz);
create table whatsapp_web_parts (
  message_id uuid not null references messages (id) on delete cascade, part integer not null, parts integer not null, account_id uuid not null, user_id text not null,
  print text not null, begun_at timestamptz not null, sent_at timestamptz, external_id text, primary key (message_id, part));
create index whatsapp_web_parts_by_user on whatsapp_web_parts (account_id, user_id, sent_at);
create index whatsapp_web_parts_by_external on whatsapp_web_parts (account_id, external_id);
create table whatsapp_web_media (
  account_id uuid not null references channel_accounts (id), id text not null, user_id text not null, mime text not null, bytes bytea not null, at timestamptz not null,
  primary key (account_id, id));
create index whatsapp_web_media_by_age on whatsapp_web_media (at);
`
