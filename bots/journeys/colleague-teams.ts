import { NotSeen } from '../../adapters/sandbox/client.ts'
import { type SeenInTeams, wordsOfTeams } from '../../adapters/sandbox/client-teams.ts'
import { fieldsOf, rowsOf, textOf } from '../../adapters/sandbox/wire.ts'
import type { Colleague, Place } from './colleague.ts'
import type { JourneyHouse } from './house.ts'
import { matches, type Said, WAIT_MS } from './said.ts'

export const teamsPlaces: Readonly<Record<Place, string>> = {
  '#orders': '19:carpath-orders@thread.tacv2',
  '#credit': '19:carpath-credit@thread.tacv2',
  '#inbox': '19:carpath-inbox@thread.tacv2',
  '#finance': '19:carpath-finance@thread.tacv2',
}

/** Commands are plain messages here, so what is said of them lacks the slash word. */
const inTeams = (said: Said): Said =>
  typeof said === 'string' ? said.replace(/\/parley /g, '') : new RegExp(said.source.replace(/\\?\/parley /g, ''), said.flags)

/** A colleague at the Teams window, with the same verbs as at the Slack window: the scripts do not know which it is. */
export const colleagueInTeams = (house: () => JourneyHouse, name: string, userId: string): Colleague => {
  const teams = () => house().client.teams(userId)
  const told = new Set<string>()
  let at: { conversation: string; id: string } | null = null
  let lastPress: (() => Promise<unknown>) | null = null

  const here = () => {
    if (!at) throw new Error(`${name} is not looking at any message yet.`)
    return at
  }
  const all = (messages: readonly SeenInTeams[]) =>
    messages
      .slice(-8)
      .map((one) => wordsOfTeams(one))
      .join('\n———\n') || '(nothing)'
  const says = (words: string, said: readonly Said[]) => said.every((part) => matches(words, inTeams(part)))
  /** What a message says: to everybody, or to this person alone. */
  const saysTo = (one: SeenInTeams, said: readonly Said[]) =>
    says(wordsOfTeams(one), said) || says(wordsOfTeams({ ...one, card: one.shared }), said)

  const waitIn = async (conversation: string, what: string, said: readonly Said[], look = () => teams().history(conversation)) => {
    try {
      return await teams().waitFor(conversation, (messages) => messages.findLast((one) => saysTo(one, said)), WAIT_MS)
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error
      const troubles = house().troubles.length ? `\n\nThe house logged:\n${house().troubles.join('\n')}` : ''
      throw new Error(`${name} waited for ${what}. This is there:\n\n${all(await look())}${troubles}`)
    }
  }
  const until = async <Found>(what: string, look: () => Promise<Found | null | undefined | false>): Promise<Found> => {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      const found = await look()
      if (found) return found
      if (performance.now() > deadline) {
        const there = `${all(await teams().history('chat'))}\n\n${(await teams().whispers()).map(({ text }) => `told: ${text}`).join('\n')}`
        const troubles = house().troubles.length ? `\n\nThe house logged:\n${house().troubles.join('\n')}` : ''
        throw new Error(`${name} waited for ${what}. This is there:\n\n${at ? all(await lookedAt()) : ''}\n\n${there}${troubles}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  const lookedAt = async () => {
    const { conversation, id } = here()
    return (await teams().history(conversation)).filter((one) => one.id === id)
  }
  const wordsOf = (one: SeenInTeams) => `${wordsOfTeams(one)}\n${wordsOfTeams({ card: one.shared })}`

  /** The form that is open: in the card looked at, else the newest in the personal chat. */
  const form = async (): Promise<SeenInTeams | undefined> => {
    const near = at ? await lookedAt() : []
    const chat = await teams().history('chat')
    return [...chat, ...near].findLast((one) => teams().fields(one).length > 0)
  }
  /** A card that is brought up to date takes the form in it along: then one presses once more. */
  const formIn = async (what: string, isIt: (open: SeenInTeams) => boolean) => {
    let again = performance.now() + 1500
    return until(what, async () => {
      const open = await form()
      if (open) return isIt(open) && open
      if (!lastPress || performance.now() < again) return undefined
      again = performance.now() + 1500
      await lastPress()
      return undefined
    })
  }
  const errorsIn = ({ card }: SeenInTeams) => {
    const errors: Record<string, string> = {}
    let field = ''
    for (const part of rowsOf(card?.body)) {
      if (textOf(part.type).startsWith('Input.')) field = textOf(part.id).replace(/^f:/, '')
      else if (part.color === 'Attention') errors[field] = textOf(part.text)
    }
    return errors
  }

  return {
    name,
    userId,
    async sees(place, ...said) {
      const conversation = teamsPlaces[place]
      const message = await waitIn(conversation, `${said.join(' and ')} in ${place}`, said)
      at = { conversation, id: message.id }
      return wordsOf(message)
    },
    async seesDirectly(...said) {
      return wordsOf(await waitIn('chat', `${said.join(' and ')} in the personal chat`, said))
    },
    async seesItSay(...said) {
      return wordsOf(await until(`the card to say ${said.join(' and ')}`, async () => (await lookedAt()).find((one) => saysTo(one, said))))
    },
    async readsUnder(...said) {
      const { conversation, id } = here()
      const found = await until(`${said.join(' and ')} in the thread`, async () =>
        (await teams().thread(conversation, id)).slice(1).findLast((one) => saysTo(one, said)),
      )
      return wordsOf(found)
    },
    async canPress() {
      return (await lookedAt()).flatMap((one) => teams().buttons(one))
    },
    async presses(label) {
      const { conversation, id } = here()
      const button = await until(`something to press that says ${label}`, async () =>
        (await lookedAt())
          .flatMap((one) => [...teams().buttons(one), ...teams().buttons({ card: one.shared })])
          .find((one) => matches(one, label)),
      )
      lastPress = () => teams().press(conversation, id, button)
      return teams().press(conversation, id, button)
    },
    async writesUnder(text) {
      const { conversation, id } = here()
      const { id: ts } = await teams().post(conversation, text, { thread: id })
      return { channel: conversation, ts }
    },
    async writes(place, text) {
      const { id: ts } = await teams().post(teamsPlaces[place], text)
      return { channel: teamsPlaces[place], ts }
    },
    async mentions(place, text) {
      const { id: ts } = await teams().mention(teamsPlaces[place], text)
      return { channel: teamsPlaces[place], ts }
    },
    async writesDirectly(text) {
      const { id: ts } = await teams().write(text)
      return { channel: 'chat', ts }
    },
    /** A command is a message in the personal chat. */
    commands: (text) => teams().write(text),
    async isTold(...said) {
      return until(`to be told ${said.join(' and ')}`, async () => {
        const whisper = (await teams().whispers()).find(({ id, text }) => !told.has(id) && says(wordsOfTeams({ text }), said))
        const direct = whisper
          ? undefined
          : (await teams().history('chat')).find((one) => one.from === 'bot' && !told.has(one.id) && saysTo(one, said))
        const found = whisper ?? direct
        if (found) told.add(found.id)
        return whisper ? wordsOfTeams({ text: whisper.text }) : direct && wordsOf(direct)
      })
    },
    async isAsked(...said) {
      return wordsOfTeams(await formIn(`a form that says ${said.join(' and ')}`, (open) => says(wordsOfTeams(open), said)))
    },
    async isAskedNothing() {
      return (await form()) === undefined
    },
    async fills(values) {
      const open = await formIn('a form', () => true)
      const submit = rowsOf(open.card?.actions).find(({ verb }) => verb === 'form')
      const answer = await teams().press(open.conversation, open.id, textOf(fieldsOf(submit).title), { values })
      if (answer.trouble) return { '': answer.trouble }
      const after = (await teams().history(open.conversation)).find(({ id }) => id === open.id)
      const errors = after ? errorsIn(after) : {}
      return Object.keys(errors).length > 0 ? errors : null
    },
    async closes() {
      const open = await form()
      if (open) await teams().press(open.conversation, open.id, 'show')
      return { open: false }
    },
    async doesNotSee(place, ...said) {
      await house().settles()
      const found = (await teams().history(teamsPlaces[place])).find((one) => saysTo(one, said))
      if (found) throw new Error(`${name} sees in ${place}:\n\n${wordsOf(found)}`)
    },
    async counts(place, ...said) {
      await house().settles()
      return (await teams().history(teamsPlaces[place])).filter((one) => saysTo(one, said)).length
    },
  }
}
