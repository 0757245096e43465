/** Somebody unknown whom the staff does not want to hear of. */
export const up = `alter table conversations add column ignored_at timestamptz;`
