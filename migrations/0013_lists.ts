/** Lists of the API: searched and sorted over very many rows. */
const plain: Readonly<Record<string, string>> = {
  a: 'ăâàáäãå',
  c: 'çč',
  d: 'đď',
  e: 'éèêëě',
  i: 'íìîï',
  l: 'ł',
  n: 'ñń',
  o: 'óòôöõőø',
  r: 'ř',
  s: 'șşśš',
  t: 'țţť',
  u: 'úùûüűů',
  y: 'ýÿ',
  z: 'žźż',
  ' ': '-–—_.,;:/|@+*()[]{}<>"„”“«»&#!=\u0027',
}
const from = Object.values(plain).join('')
const to = Object.entries(plain)
  .map(([letter, others]) => letter.repeat(others.length))
  .join('')

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** `folded(text)`: without marks and capitals, punctuation as blanks. Immutable, so that an index can stand on it. */
const folded = `
create function folded(text) returns text immutable strict parallel safe language sql
  as $$ select translate(lower($1), ${literal(from)}, ${literal(to.padEnd(from.length, ' '))}) $$;
`

const searched: Readonly<Record<string, readonly string[]>> = {
  clients: ['code', 'name', 'legal_name', 'tax_id'],
  contacts: ['first_name', 'last_name', 'email', 'phone'],
  products: ['code', 'name_en', 'name_ro', 'barcode'],
  sales_orders: ['number', 'client_reference', 'foreign_reference'],
  invoices: ['number', 'reference', 'order_number', 'foreign_reference'],
  delivery_notes: ['number', 'reference', 'order_number'],
  payments: ['number', 'reference'],
  conversations: ['profile_name', 'phone', 'external_user_id'],
}

const textOf = (columns: readonly string[]) => `folded(${columns.map((column) => `' ' || coalesce(${column}, '')`).join(' || ')})`

/** Where the server has no trigrams, search is the same and slower. */
const searches = `
do $do$ begin
  begin
    create extension if not exists pg_trgm;
  exception when others then
    raise notice 'pg_trgm cannot be installed: %', sqlerrm;
  end;
  if exists (select from pg_opclass where opcname = 'gin_trgm_ops') then
${Object.entries(searched)
  .map(([table, columns]) => `    create index ${table}_by_search on ${table} using gin (${textOf(columns)} gin_trgm_ops);`)
  .join('\n')}
  end if;
end $do$;
`

const number = `lpad(number, 24) collate "C"`
const sorted: Readonly<Record<string, readonly string[]>> = {
  clients: ['folded(name)', 'credit_limit_minor', 'state'],
  contacts: ['folded(first_name)', 'folded(last_name)'],
  products: ['folded(name_en)', 'folded(name_ro)', 'list_price_e4', 'category_id', 'state'],
  stock: ['on_hand_milli'],
  incoming_stock: ['expected_on'],
  delivery_notes: [number, 'deliver_on', 'state'],
  invoices: [number, 'issued_on', 'due_on', 'total_minor', 'state'],
  payments: [number, 'paid_on', 'amount_minor', 'client_id'],
  approvals: ['expires_at', 'state'],
  conversations: ['folded(profile_name)', 'handed_over_at'],
  sales_orders: [number, 'placed_at', 'deliver_on', 'total_minor', 'state'],
  order_returns: [number],
}

const plainName = (expression: string) => /(?:\(|^)(\w+)[,)]?/.exec(expression.replace(/^\w+\(/, '('))![1]!

const sorts = Object.entries(sorted)
  .flatMap(([table, expressions]) =>
    expressions.map((expression) => `create index ${table}_in_order_of_${plainName(expression)} on ${table} ((${expression}), id);`),
  )
  .join('\n')

/** What a person wants to see of a list, by a name. Written by the doors, outside the road: it changes nothing of the business. */
const views = `
create table saved_views (
  id uuid primary key, owner_id uuid not null, list text not null, name text not null, query jsonb not null, columns jsonb, shared boolean not null,
  created_at timestamptz not null, unique (owner_id, list, name));
create index saved_views_shared on saved_views (list) where shared;
`

/** Files that are brought in, line by line: the plan, how far it is, and the way back. Written by their owner, outside the road; what a line does goes through it. */
const imports = `
create table imports (
  id uuid primary key, kind text not null, record text not null, name text not null, state text not null, actor_kind text not null, actor_id uuid not null, door text not null,
  into_id uuid, header jsonb not null, sample jsonb not null, mapping jsonb not null, encoding text not null, delimiter text, lines integer not null,
  creates integer not null default 0, changes integer not null default 0, sames integer not null default 0, wrongs integer not null default 0,
  done integer not null default 0, failed integer not null default 0, created_at timestamptz not null, run_at timestamptz, finished_at timestamptz,
  locked_until timestamptz, locked_by text);
create index imports_running on imports (run_at) where state in ('running', 'undoing');
create table import_lines (
  import_id uuid not null references imports (id) on delete cascade, line integer not null, cells jsonb not null, plan text not null, state text not null,
  steps jsonb not null, undo jsonb not null, target_id uuid, expect jsonb, after_version integer, faults jsonb, error jsonb, primary key (import_id, line));
create index import_lines_waiting on import_lines (import_id, state, line);
`

/** Fields that the admin declares become a record like others: with labels, and who sees them. */
const custom = `
alter table custom_fields drop constraint custom_fields_pkey;
alter table custom_fields
  add column id uuid not null default gen_random_uuid(), add column version integer not null default 1, add column created_at timestamptz not null default now(),
  add column archived_at timestamptz, add column custom jsonb not null default '{}',
  add column label_en text not null default '', add column label_ro text not null default '', add column visible_to text not null default 'staff',
  add column filterable boolean not null default false, add column position integer not null default 0;
update custom_fields set label_en = name, label_ro = name;
alter table custom_fields
  alter column id drop default, alter column version drop default, alter column created_at drop default, alter column label_en drop default, alter column label_ro drop default,
  add primary key (id), add unique (record, name);
create index clients_by_custom on clients using gin (custom jsonb_path_ops);
create index contacts_by_custom on contacts using gin (custom jsonb_path_ops);
create index products_by_custom on products using gin (custom jsonb_path_ops);
create index sales_orders_by_custom on sales_orders using gin (custom jsonb_path_ops);
create index invoices_by_custom on invoices using gin (custom jsonb_path_ops);
`

export const up = `${folded}${searches}${sorts}${views}${imports}${custom}`
