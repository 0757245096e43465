import type { Kind } from './kind.ts'
import { slack } from './slack.ts'
import { teams } from './teams.ts'
import { whatsappCloud } from './whatsapp-cloud.ts'
import { whatsappWeb } from './whatsapp-web.ts'

/** The chat platforms that accounts can be connected to: a plain list, one file each. */
export const kinds: readonly Kind[] = [whatsappCloud, whatsappWeb, teams, slack]
