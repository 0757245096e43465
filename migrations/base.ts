/** What every record's table begins with. */
export const base = `id uuid primary key, version integer not null, created_at timestamptz not null, archived_at timestamptz, custom jsonb not null default '{}'`
