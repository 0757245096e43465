import { base } from './base.ts'

/** Invoices, payments, commitments; orders; policies and approvals. Amounts in minor units of the currency beside them. */
export const up = `
create table invoices (${base},
  number text unique, kind text not null, foreign_reference text, source_record text, source_id uuid, reverses_id uuid references invoices (id),
  client_id uuid not null references clients (id), contact_id uuid references contacts (id), state text not null,
  issued_on date, due_on date, overdue_noted_on date, currency text not null, net_minor bigint not null, vat_minor bigint not null, rounding_minor bigint not null,
  total_minor bigint not null, paid_minor bigint not null default 0, vat_table jsonb not null,
  language text not null, reference text, order_number text, seller jsonb not null, buyer jsonb not null,
  constraint invoice_never_overpaid check (0 <= paid_minor and paid_minor <= total_minor));
create unique index invoices_by_foreign_reference on invoices (client_id, foreign_reference) where foreign_reference is not null;
create index invoices_by_client on invoices (client_id, state);
create index invoices_by_source on invoices (source_id);
create index invoices_open on invoices (due_on) where state in ('issued', 'partly_paid');
create table invoice_lines (
  id uuid primary key, invoice_id uuid not null references invoices (id), position integer not null, product_id uuid references products (id),
  code_as_written text not null, name_as_written text not null, unit_as_written text not null, quantity_milli bigint not null, unit_price_e4 bigint not null, tax text not null,
  vat_category text not null, vat_permille integer not null, net_minor bigint not null);
create index invoice_lines_by_invoice on invoice_lines (invoice_id);
create table payments (${base},
  number text unique, client_id uuid not null references clients (id), invoice_id uuid not null references invoices (id),
  amount_minor bigint not null check (amount_minor > 0), currency text not null, paid_on date not null, method text not null, reference text);
create index payments_by_invoice on payments (invoice_id);
create table commitments (${base},
  client_id uuid not null references clients (id), source_record text not null, source_id uuid not null unique, amount_minor bigint not null check (amount_minor >= 0), currency text not null);
create index commitments_by_client on commitments (client_id);

create table sales_orders (${base},
  number text unique, client_id uuid not null references clients (id), contact_id uuid references contacts (id), state text not null, delivery_state text not null, invoice_state text not null,
  currency text not null, language text not null, door text not null, placed_at timestamptz, accepted_at timestamptz, cancelled_at timestamptz, expires_at timestamptz,
  deliver_on date, wanted_on date, address_id uuid references addresses (id), address jsonb, client_reference text, note text, internal_note text, reason text,
  net_minor bigint not null, vat_minor bigint not null, rounding_minor bigint not null, total_minor bigint not null, delivery_charge_minor bigint not null default 0, vat_table jsonb not null,
  credit_override jsonb, changed_from jsonb, foreign_reference text);
create index sales_orders_by_client on sales_orders (client_id, state);
create index sales_orders_expiring on sales_orders (expires_at) where expires_at is not null;
create table sales_order_lines (
  id uuid primary key, order_id uuid not null references sales_orders (id), position integer not null, product_id uuid not null references products (id),
  code_as_written text not null, name_as_written jsonb not null, unit_as_written text not null, quantity_milli bigint not null check (quantity_milli > 0),
  unit_price_e4 bigint not null, discount_permille integer not null default 0, tax text not null, price_reason jsonb not null, vat_category text not null, vat_permille integer not null,
  net_minor bigint not null, shortage text);
create index sales_order_lines_by_order on sales_order_lines (order_id);
create index sales_order_lines_by_product on sales_order_lines (product_id);

create table policies (${base},
  code text not null unique, action text not null, condition jsonb, refusal text, approvers jsonb not null, needed integer not null check (needed > 0), after text, four_eyes boolean not null, expires_hours integer not null, escalate_to jsonb, further_to jsonb not null, note text, state text not null);
create table approvals (${base},
  number text unique, state text not null, action text not null, inner_action text not null, input jsonb not null, record text, record_id uuid, record_version integer,
  client_id uuid references clients (id), requester_kind text not null, requester_id uuid, on_behalf_of text, door text not null, requirements jsonb not null, refusals jsonb not null, decisions jsonb not null,
  expires_at timestamptz, escalated_at timestamptz, decided_by uuid, decided_by_kind text, decided_for uuid references staff (id), decided_at timestamptz, reason text);
create index approvals_by_record on approvals (record_id) where state = 'waiting';
create index approvals_waiting on approvals (expires_at) where state = 'waiting';
`
