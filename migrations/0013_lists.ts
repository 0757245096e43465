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
  clients: ['folded(name)', 'credit_limit_minor'],
  contacts: ['folded(first_name)', 'folded(last_name)'],
  products: ['folded(name_en)', 'folded(name_ro)', 'list_price_e4', 'category_id'],
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

export const up = `${folded}${searches}${sorts}${views}`
