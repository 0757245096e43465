import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import type { WordValues } from '../../core/language/words.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { type Choice, type PressAnswer, plain, type Reply } from '../channel.ts'
import { type DeskKey, sayAtDesk } from '../texts/staff-desk.ts'

export type Say = (key: DeskKey, values?: WordValues) => string

/** The words of the desk in the language of who asks. */
export const wordsFor =
  (ctx: Ctx): Say =>
  (key, values = {}) =>
    sayAtDesk(key, values, ctx.actor.language)

/** Said to the one who asked alone. */
export const whisper = (said: string | Reply): PressAnswer => ({ whisper: typeof said === 'string' ? { text: said } : said })

/** What a person typed, short enough and harmless enough to be said back. */
export const asTyped = (said: string) => plain(said).slice(0, 60)

/** May this person look into a room? */
export const looksInto = (ctx: Ctx, room: string) => may(ctx.actor, { room, level: 'view' })

const MOST_IN_ID = 195

/** A choice that does as if the command had been typed; null where it is too long for one. */
export const commandChoice = (command: string, title: string, tone?: Choice['tone']): Choice[] =>
  command.length > MOST_IN_ID ? [] : [{ id: `run:${command}`, title, ...(tone && { tone }) }]

/** Names of clients by id, as far as this person may see them. */
export const clientNames = async (ctx: Ctx, ids: readonly (string | null)[]): Promise<Map<string, string>> => {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  const rows = wanted.length ? await ctx.rows(Client).whereIn('id', wanted) : []
  return new Map(rows.map(({ id, name }) => [id, plain(name)]))
}

/** Cuts by whole characters. */
export const cutTo = (text: string, most: number) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`)
