import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'

export type Language = 'en' | 'ro'
export const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'ro', label: 'Română' },
]
/** The locale in which numbers and days are written. */
export const localeOf = (language: Language) => (language === 'ro' ? 'ro-RO' : 'en-GB')
/** One of ours, or English. */
export const asLanguage = (given: string | null | undefined): Language => (given?.toLowerCase().startsWith('ro') ? 'ro' : 'en')

export type Texts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>
export type Terms = Readonly<Record<string, string | number>>
export type Say<Key extends string> = (key: Key, terms?: Terms) => string

/** The words of one group of pages, in both languages: a key that one of them lacks does not compile. */
export const texts = <const Words extends Readonly<Record<string, string>>>(
  en: Words,
  ro: Readonly<Record<keyof Words & string, string>>,
): Texts<keyof Words & string> => ({ en, ro })

const forms: Readonly<Record<Language, readonly Intl.LDMLPluralRule[]>> = { en: ['one', 'other'], ro: ['one', 'few', 'other'] }

/**
 * Fills places: `{name}` is the term; `{n|# row|# rows}` chooses by number (Romanian has three forms: one, few, the rest with “de”), `#` is the number as written.
 */
export const fill = (words: string, terms: Terms, language: Language) =>
  words.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (place, name: string, choices?: string) => {
    const term = terms[name]
    if (term === undefined) return place
    if (choices === undefined) return String(term)
    const kinds = choices.split('|')
    const at = forms[language].indexOf(new Intl.PluralRules(localeOf(language)).select(Number(term)))
    const written = new Intl.NumberFormat(localeOf(language)).format(Number(term))
    return (kinds[at] ?? kinds.at(-1) ?? '').replace('#', written)
  })

type Spoken = { language: Language; speak(language: Language): void }
const Spoken = createContext<Spoken>({ language: 'en', speak: () => {} })

export const LanguageProvider = ({ language, speak, children }: Spoken & { children: ReactNode }) => {
  const spoken = useMemo(() => ({ language, speak }), [language, speak])
  return <Spoken.Provider value={spoken}>{children}</Spoken.Provider>
}

/** The language of the screen, and how to change it. */
export const useLanguage = () => useContext(Spoken)

/** Says the words of a table in the language of the screen. */
export const useTexts = <Key extends string>(table: Texts<Key>): Say<Key> => {
  const { language } = useLanguage()
  return useCallback((key, terms = {}) => fill(table[language][key], terms, language), [table, language])
}
