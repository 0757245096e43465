import type { Ctx } from '../../core/kernel/ctx.ts'
import { Staff } from '../../core/modules/people/records.ts'
import type { TestHouse } from '../../core/testing.ts'
import type { PressAnswer, Reply } from '../channel.ts'
import { frontDesk } from './front-desk.ts'

let nth = 0
const place = { accountId: '00000000-0000-7000-8000-00000000abcd', channel: 'C0ORDERS01', thread: null, messageId: null }

/** Every word of an answer: text, card, choices, form, errors. */
export const wordsOfAnswer = ({ whisper, form, errors }: PressAnswer): string =>
  [
    ...(whisper ? [wordsOfReply(whisper)] : []),
    ...(form ? [form.title, form.intro ?? '', ...form.fields.flatMap(({ label, hint = '', value = '' }) => [label, hint, value])] : []),
    ...Object.values(errors ?? {}),
  ].join('\n')

export const wordsOfReply = ({ text, card, choices = [] }: Reply): string =>
  [
    text,
    card?.title ?? '',
    card?.state?.label ?? '',
    ...(card?.facts ?? []).flatMap(({ label, value }) => [label, value]),
    ...(card?.sections ?? []).flatMap(({ heading = '', lines, choices: own = [] }) => [
      heading,
      ...lines,
      ...own.map(({ title }) => title),
    ]),
    ...(card?.notes ?? []),
    ...choices.map(({ title, description = '' }) => `${title} ${description}`),
  ].join('\n')

/** Everything that an answer offers to press. */
export const choicesOf = ({ whisper }: PressAnswer) => [
  ...(whisper?.card?.sections ?? []).flatMap(({ choices = [] }) => choices),
  ...(whisper?.choices ?? []),
]

/** A colleague at the desk of a test house, by the beginning of the mail address. */
export const atDesk = async (at: TestHouse, name: string, now?: Date) => {
  const ctx = at.house.ctx(at.house.self('test'))
  const person = (await ctx.facts(Staff).where('email', 'like', `${name}%`).first())!
  const sit = async (): Promise<Ctx> => {
    nth += 1
    const actor = (await at.house.hooks.actorFor(at.db, { kind: 'staff', id: person.id }))!
    const caller = { actor, door: 'slack' as const, requestId: `press ${nth}`, now: now ?? at.house.clock() }
    return at.house.ctx(caller, `press ${nth}`)
  }
  const press = async (id: string) => frontDesk.choice(await sit(), { id, place })
  return {
    id: person.id,
    ctx: sit,
    types: async (text: string, where: Partial<typeof place> = {}) =>
      frontDesk.command(await sit(), { text, place: { ...place, ...where } }),
    opensHome: async (accountId: string) =>
      frontDesk.home!(await sit(), { place: { accountId, channel: null, thread: null, messageId: null } }),
    press,
    /** Presses what an answer offers, by the beginning of its words. */
    async presses(answer: PressAnswer, title: string | RegExp) {
      const found = choicesOf(answer).find((one) => (typeof title === 'string' ? one.title.startsWith(title) : title.test(one.title)))
      if (!found)
        throw new Error(
          `“${title}” is not offered, but: ${choicesOf(answer)
            .map((one) => one.title)
            .join(' | ')}\n${wordsOfAnswer(answer)}`,
        )
      return press(found.id)
    },
    async fills(answer: PressAnswer, values: Record<string, string>) {
      if (!answer.form) throw new Error(`No form is open:\n${wordsOfAnswer(answer)}`)
      return frontDesk.form(await sit(), { id: answer.form.id, values, place })
    },
  }
}
