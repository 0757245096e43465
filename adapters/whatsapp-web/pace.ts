import { setTimeout as sleep } from 'node:timers/promises'
import { ChannelError } from '../../bots/channel.ts'
import type { Content } from './wire.ts'

/** How a person would write: some time at the keys for each message, and a pause between two, in milliseconds. */
export type HumanPace = { perCharacter: number; least: number; most: number; between: number }

/** Numbers that write faster than people do are banned. */
export const humanPace: HumanPace = { perCharacter: 15, least: 600, most: 3500, between: 900 }
/** For the sandbox and for tests. */
export const noPace: HumanPace = { perCharacter: 0, least: 0, most: 0, between: 0 }

/** How long "typing…" is shown before this. */
export const typingMs = ({ perCharacter, least, most }: HumanPace, content: Content) => {
  const words = content.kind === 'text' ? content.text : content.kind === 'poll' ? content.question : content.caption
  return Math.min(most, Math.max(least, words.length * perCharacter))
}

/** More than this in line at one number is told to come again: the house holds each message for a limited time only. */
const MOST_IN_LINE = 8

/** One number writes one message after the other, with a pause of varying length in between. */
export const oneAtATime = ({ between }: HumanPace) => {
  let last: Promise<unknown> = Promise.resolve()
  let inLine = 0
  return <Done>(work: () => Promise<Done>): Promise<Done> => {
    if (inLine >= MOST_IN_LINE)
      return Promise.reject(
        new ChannelError('later', 'pace', 'This number is still writing other messages.', 1000 + between * MOST_IN_LINE),
      )
    inLine += 1
    const done = last.then(work).finally(() => {
      inLine -= 1
    })
    last = done.then(rest, rest)
    return done
  }
  function rest() {
    return between ? sleep(between * (0.5 + Math.random())) : undefined
  }
}
