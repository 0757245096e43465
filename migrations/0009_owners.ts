/** Who has taken a message or an effect for a while, so that what a dead process held is free at once. */
export const up = `
alter table messages add column locked_by text;
alter table outbox add column locked_by text;
`
