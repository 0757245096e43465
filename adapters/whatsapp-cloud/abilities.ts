import type { Abilities } from '../../bots/abilities.ts'

/** What the WhatsApp Cloud API can do for us. */
export const abilities: Abilities = {
  kind: 'whatsapp-cloud',
  buttons: 3,
  listed: 10,
  text: 4096,
  forms: 'questions',
  edits: false,
  finds: false,
  doubt: 'told by the platform',
  documents: 'attached',
  threads: false,
  home: 'none',
  whispers: 'none',
  windowHours: 24,
}
