import type { Abilities } from '../../bots/abilities.ts'

/** What Slack can do for us. */
export const abilities: Abilities = {
  kind: 'slack',
  buttons: 5,
  listed: 100,
  text: 3000,
  forms: 'window',
  edits: true,
  finds: true,
  doubt: 'looked for',
  documents: 'attached',
  threads: true,
  home: 'page',
  whispers: 'in place',
  windowHours: null,
}
