import type { Abilities } from '../../bots/abilities.ts'

/** What Teams can do for us. */
export const abilities: Abilities = {
  kind: 'teams',
  buttons: 5,
  listed: 100,
  text: 8000,
  forms: 'card',
  edits: true,
  finds: false,
  doubt: 'sent again',
  documents: 'linked',
  threads: true,
  home: 'card',
  whispers: 'in the card',
  windowHours: null,
}
