import { base } from './base.ts'

/** Settings, staff, roles, tokens; clients, contacts, addresses. */
export const up = `
create table settings (${base}, key text not null unique, value text not null);
create table companies (${base},
  legal_name text not null, tax_id text not null, reg_no text, street text not null, city text not null, county_code text,
  postal_code text, country text not null, iban text, bank text, email text, phone text, currency text not null, time_zone text not null, language text not null);

create table roles (${base}, name text not null unique, title text not null, permissions jsonb not null, rooms jsonb not null);
create table staff (${base},
  first_name text not null, last_name text not null, email text not null unique, roles jsonb not null, team text, language text not null, state text not null,
  away_until date, stand_in_id uuid references staff (id));
create table api_tokens (${base}, name text not null, fingerprint text not null unique, role text not null, actions jsonb, revoked_at timestamptz);

create table client_groups (${base}, code text not null unique, name_en text not null, name_ro text not null);
create table clients (${base},
  code text not null unique, name text not null, legal_name text not null, tax_id text, reg_no text, street text, city text, county_code text,
  postal_code text, country text not null, iban text, group_id uuid references client_groups (id), payment_term_days integer not null check (payment_term_days >= 0),
  credit_limit_minor bigint not null check (credit_limit_minor >= 0), currency text not null, language text not null,
  sales_agent_id uuid references staff (id), state text not null);
create index clients_by_group on clients (group_id);
create table contacts (${base},
  client_id uuid not null references clients (id), first_name text not null, last_name text not null, role text, phone text, email text,
  language text not null, permissions jsonb not null, order_limit_minor bigint check (order_limit_minor >= 0), marketing_stopped_at timestamptz);
create index contacts_by_client on contacts (client_id);
create index contacts_by_phone on contacts (phone);
create table addresses (${base},
  client_id uuid not null references clients (id), kind text not null, label text not null, street text not null, city text not null, county_code text,
  postal_code text, country text not null, is_default boolean not null, delivery_note text);
create index addresses_by_client on addresses (client_id);
`
