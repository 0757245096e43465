import type { Index } from './catalogue.ts'
import { commands } from './phrases.ts'
import { isTalk } from './terms.ts'

export type CommandKind = keyof typeof commands

const byPhrase = new Map<string, CommandKind>()
for (const [kind, phrases] of Object.entries(commands) as [CommandKind, string][]) {
  for (const phrase of phrases.split('|')) if (!byPhrase.has(phrase)) byPhrase.set(phrase, kind)
}

const courtesy = new Set('please pls te rog va rog frumos bitte por favor thanks thank you multumesc mersi'.split(' '))
const emojis: readonly (readonly [RegExp, CommandKind])[] = [
  [/^(?:👍|👌|✅|✔|☑|🆗|🙆)+$/u, 'yes'],
  [/^(?:👎|❌|✖|🚫|🙅)+$/u, 'no'],
  [/^(?:🙏|❤|😊|🙂|😀|😃|😉|💪|🤝)+$/u, 'thanks'],
  [/^(?:👋|🤗)+$/u, 'greeting'],
]

/** The command that a whole message is, or null. A catalogue word that happens to be a command stays goods only with a number. */
export const commandIn = (text: string, words: readonly string[]): CommandKind | null => {
  if (words.length === 0)
    return text.trim() === '?'
      ? 'help'
      : (emojis.find(([emoji]) => emoji.test(text.replace(/(?:\s|[\u{1F3FB}-\u{1F3FF}]|\uFE0F)/gu, '')))?.[1] ?? null)
  if (words.length > 8) return null
  const whole = byPhrase.get(words.join(' '))
  if (whole) return whole
  const bare = words.filter((word) => !courtesy.has(word))
  return byPhrase.get(bare.join(' ')) ?? null
}

/** Whether the words hold anything beside talk. */
export const saysMore = (words: readonly string[], index: Index) => words.some((word) => !isTalk(word, index))
