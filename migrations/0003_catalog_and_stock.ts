import { base } from './base.ts'

/** Products, prices, VAT; warehouses, stock, reservations, delivery notes. Quantities in thousandths, unit prices in ten-thousandths. */
export const up = `
create table units (${base}, code text not null unique, name_en text not null, name_ro text not null);
create table vat_rates (${base},
  class text not null, category text not null, permille integer not null check (permille between 0 and 1000), valid_from date not null, valid_to date, exemption_reason text);
create table categories (${base}, code text not null unique, name_en text not null, name_ro text not null, parent_id uuid references categories (id));
create table products (${base},
  code text not null unique, name_en text not null, name_ro text not null, category_id uuid references categories (id), unit text not null,
  pack_size_milli bigint, pack_unit text, min_quantity_milli bigint not null check (min_quantity_milli > 0), step_quantity_milli bigint not null check (step_quantity_milli > 0),
  list_price_e4 bigint not null check (list_price_e4 >= 0), vat_class text not null, barcode text, substitutes jsonb not null, aliases_en jsonb not null, aliases_ro jsonb not null,
  state text not null);
create table price_lists (${base},
  code text not null unique, name text not null, kind text not null, client_id uuid references clients (id), group_id uuid references client_groups (id),
  currency text not null, valid_from date, valid_to date, tax_included boolean not null, state text not null);
create index price_lists_by_client on price_lists (client_id);
create index price_lists_by_group on price_lists (group_id);
create table prices (
  id uuid primary key, price_list_id uuid not null references price_lists (id), product_id uuid not null references products (id),
  min_quantity_milli bigint not null, price_e4 bigint check (price_e4 >= 0), discount_permille integer check (discount_permille between 0 and 1000),
  check ((price_e4 is null) <> (discount_permille is null)), unique (price_list_id, product_id, min_quantity_milli));
create index prices_by_product on prices (product_id);

create table warehouses (${base},
  code text not null unique, name text not null, street text, city text, county_code text, postal_code text, country text not null, is_default boolean not null, delivery_days integer not null);
create table stock (${base},
  warehouse_id uuid not null references warehouses (id), product_id uuid not null references products (id),
  on_hand_milli bigint not null, reserved_milli bigint not null,
  unique (product_id, warehouse_id), constraint stock_never_oversold check (0 <= reserved_milli and reserved_milli <= on_hand_milli));
create table incoming_stock (${base},
  warehouse_id uuid not null references warehouses (id), product_id uuid not null references products (id),
  quantity_milli bigint not null, promised_milli bigint not null, arrived_milli bigint not null, expected_on date not null, state text not null,
  constraint incoming_never_overpromised check (0 <= promised_milli and promised_milli <= quantity_milli));
create index incoming_stock_by_product on incoming_stock (product_id);
create table delivery_notes (${base},
  number text unique, source_record text not null, source_id uuid not null, client_id uuid not null references clients (id), contact_id uuid references contacts (id),
  warehouse_id uuid not null references warehouses (id), state text not null, deliver_on date, approved_at timestamptz, delivered_at timestamptz,
  language text not null, reference text, order_number text, address jsonb, seller jsonb not null, buyer jsonb not null);
create index delivery_notes_by_source on delivery_notes (source_id);
create index delivery_notes_by_client on delivery_notes (client_id);
create table reservations (${base},
  source_record text not null, source_id uuid not null, line_id uuid not null, product_id uuid not null references products (id),
  warehouse_id uuid not null references warehouses (id), incoming_id uuid references incoming_stock (id), delivery_note_id uuid references delivery_notes (id),
  quantity_milli bigint not null check (quantity_milli > 0), state text not null);
create index reservations_by_source on reservations (source_id) where archived_at is null;
create index reservations_by_incoming on reservations (incoming_id) where archived_at is null;
create index reservations_by_note on reservations (delivery_note_id) where archived_at is null;
create table delivery_note_lines (
  id uuid primary key, delivery_note_id uuid not null references delivery_notes (id), position integer not null, source_line_id uuid not null,
  product_id uuid not null references products (id), code_as_written text not null, name_as_written text not null, unit_as_written text not null, quantity_milli bigint not null);
create index delivery_note_lines_by_note on delivery_note_lines (delivery_note_id);
`
