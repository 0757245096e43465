/** What somebody hears or sees, in words: contained, or as a pattern. */
export type Said = string | RegExp

export const matches = (words: string, said: Said) => (typeof said === 'string' ? words.includes(said) : said.test(words))

/** How long a person waits for an answer before the test gives up, in milliseconds. */
export const WAIT_MS = 20_000
