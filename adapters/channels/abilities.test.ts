import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Abilities } from '../../bots/abilities.ts'
import { abilities as slack } from '../slack/abilities.ts'
import { abilities as teams } from '../teams/abilities.ts'
import { abilities as cloud } from '../whatsapp-cloud/abilities.ts'
import { abilities as web } from '../whatsapp-web/abilities.ts'
import { kinds } from './kinds.ts'

const all: readonly Abilities[] = [slack, teams, cloud, web]
const yes = (can: boolean) => (can ? 'yes' : 'no')
const rows: readonly [string, (one: Abilities) => string][] = [
  ['choices as buttons, at most', ({ buttons }) => String(buttons)],
  ['choices as a list or poll, at most', ({ listed }) => String(listed)],
  ['text of one message, UTF-16 units', ({ text }) => String(text)],
  ['forms', ({ forms }) => forms],
  ['what was posted is changed in place', ({ edits }) => yes(edits)],
  ['what may have arrived is looked for', ({ finds }) => yes(finds)],
  ['a lost answer', ({ doubt }) => doubt],
  ['documents', ({ documents }) => documents],
  ['shared places with threads', ({ threads }) => yes(threads)],
  ["a page of one's own", ({ home }) => home],
  ['said to one person in a shared place', ({ whispers }) => whispers],
  ['free writing after the customer wrote, hours', ({ windowHours }) => String(windowHours ?? 'always')],
]

test('the table of docs/channels.md says what the adapters declare', () => {
  const page = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8')
  const table = page
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  expect(table).toEqual([['what', ...all.map(({ kind }) => kind)], ...rows.map(([what, told]) => [what, ...all.map(told)])])
})

test('every kind of channel declares what it can do', () => {
  expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(all.map(({ kind }) => kind).toSorted())
})
