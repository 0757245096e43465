import { base } from './base.ts'

/** What colleagues are in the middle of at the desk, written outside the road; and how each of them wants to be told. */
export const up = `
create table desk_dialogs (
  id uuid primary key, staff_id uuid not null references staff (id), state jsonb not null, changed_at timestamptz not null);
create index desk_dialogs_by_staff on desk_dialogs (staff_id, changed_at);
create table staff_notices (${base},
  staff_id uuid not null unique references staff (id), approvals_directly boolean not null, quiet_from text, quiet_until text);
`
