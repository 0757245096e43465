import { moreFieldLabels } from './labels-fields.ts'
import { actionLabels, choiceLabels, permissionLabels, recordLabels, roomLabels } from './labels-things.ts'
import { actionTitlesRo, fieldLabels, optionLabels } from './staff-actions.ts'
import { hasStateWords, stateWords } from './states.ts'

type Words = { en: string; ro: string }
type Named = { name: string; says: string; creates?: boolean; record: { name: string } }

const inLanguage = (words: Words, language: string) => words[language.startsWith('ro') ? 'ro' : 'en']
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)
const spoken = (name: string) => {
  const text = name
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .replaceAll(/[._]/g, ' ')
    .toLowerCase()
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** What a record is called: one of it, and many. */
export const recordLabel = (record: string, language: string): { one: string; many: string } => {
  const [one, many] = own(recordLabels, record)?.[language.startsWith('ro') ? 'ro' : 'en'] ?? [spoken(record), `${spoken(record)}s`]
  return { one, many }
}

export const roomLabel = (room: string, language: string): string => {
  const words = own(roomLabels, room)
  return words ? inLanguage(words, language) : spoken(room)
}

const fieldWords = (holder: string, field: string): Words | undefined =>
  own(moreFieldLabels, `${holder}.${field}`) ??
  own(fieldLabels, `${holder} ${field}`) ??
  own(moreFieldLabels, field) ??
  own(fieldLabels, field)

/** The label of a field. `holder`: the record or the action that it stands in. */
export const labelOfField = (holder: string, field: string, language: string): string => {
  const words = fieldWords(holder, field)
  return words ? inLanguage(words, language) : spoken(field.replace(/(Id|Minor|Milli|E4|Permille)$/, ''))
}

const choiceWords = (holder: string, field: string, value: string): Words | undefined =>
  own(choiceLabels, `${holder}.${field}.${value}`) ??
  own(choiceLabels, `${field}.${value}`) ??
  own(optionLabels, value) ??
  own(choiceLabels, value)

/** One of the values that a field may have. */
export const labelOfChoice = (holder: string, field: string, value: string, language: string): string => {
  const state = `${holder.split('.')[0]}.${field}.${value}`
  if (hasStateWords(state)) return stateWords(state, language)
  const words = choiceWords(holder, field, value)
  return words ? inLanguage(words, language) : value
}

const derived: Readonly<Record<string, Words>> = {
  create: { en: 'New: {what}', ro: 'Adaugă: {what}' },
  update: { en: 'Edit: {what}', ro: 'Modifică: {what}' },
  archive: { en: 'Archive: {what}', ro: 'Arhivează: {what}' },
}

/** What an action does, as a button says it. */
export const labelOfAction = ({ name, says, record }: Named, language: string): string => {
  const words = own(actionLabels, name)
  if (words) return inLanguage(words, language)
  const told = language.startsWith('ro') ? own(actionTitlesRo, name) : undefined
  if (told) return told
  const plain = /^(?:Add|Change|Put away): /.test(says) && own(derived, name.split('.')[1] ?? '')
  return plain ? inLanguage(plain, language).replace('{what}', recordLabel(record.name, language).one.toLowerCase()) : says
}

/** What a right lets somebody do: its own words, or those of the actions that need it. */
export const labelOfPermission = (permission: string, actions: readonly (Named & { needs: unknown })[], language: string): string => {
  const words = own(permissionLabels, permission)
  if (words) return inLanguage(words, language)
  const action = actions.find(({ name }) => name === permission) ?? actions.find(({ needs }) => needs === permission)
  return action ? labelOfAction(action, language) : spoken(permission)
}

/** Is there a label of ours in both languages? For the test that nothing is left out. */
export const hasLabel = {
  record: (name: string) => own(recordLabels, name) !== undefined,
  room: (name: string) => own(roomLabels, name) !== undefined,
  field: (holder: string, field: string) => fieldWords(holder, field) !== undefined,
  choice: (holder: string, field: string, value: string) =>
    hasStateWords(`${holder.split('.')[0]}.${field}.${value}`) || choiceWords(holder, field, value) !== undefined,
  action: ({ name, says }: Named) =>
    own(actionLabels, name) !== undefined ||
    own(actionTitlesRo, name) !== undefined ||
    (/^(?:Add|Change|Put away): /.test(says) && own(derived, name.split('.')[1] ?? '') !== undefined),
}
