/** Documents that are opened by an address, where a chat does not take them itself; kept for a week. */
export const up = `
create table shared_files (
  id uuid primary key,
  key_fingerprint text not null unique,
  name text not null,
  mime text not null,
  bytes bytea not null,
  made_at timestamptz not null
);
create index shared_files_made on shared_files (made_at);
`
