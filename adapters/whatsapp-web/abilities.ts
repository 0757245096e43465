import type { Abilities } from '../../bots/abilities.ts'

/** What WhatsApp Web can do for us. */
export const abilities: Abilities = {
  kind: 'whatsapp-web',
  buttons: 0,
  listed: 12,
  text: 4096,
  forms: 'questions',
  edits: false,
  finds: true,
  doubt: 'looked for',
  documents: 'attached',
  threads: false,
  home: 'none',
  whispers: 'none',
  windowHours: null,
}
