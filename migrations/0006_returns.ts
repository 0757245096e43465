import { base } from './base.ts'

/** What goes back: asked for by a client about a delivered order, decided by people. Amounts in minor units of the currency beside them. */
export const up = `
create table order_returns (${base},
  number text unique, order_id uuid not null references sales_orders (id), client_id uuid not null references clients (id), contact_id uuid references contacts (id), state text not null,
  reason text not null, answer text, currency text not null, credit_note_id uuid references invoices (id), refund_minor bigint not null default 0 check (refund_minor >= 0), restocked boolean not null default false);
create index order_returns_by_order on order_returns (order_id);
create index order_returns_by_client on order_returns (client_id, state);
create table order_return_lines (
  id uuid primary key, return_id uuid not null references order_returns (id), order_line_id uuid not null references sales_order_lines (id), product_id uuid not null references products (id),
  quantity_milli bigint not null check (quantity_milli > 0));
create index order_return_lines_by_return on order_return_lines (return_id);
create index order_return_lines_by_order_line on order_return_lines (order_line_id);
`
