/** What a sentence may be said in: a client's history, an open draft ("CODE quantity; …"), the topic of the talk. */
export type Setting = { history?: string; draft?: string; topic?: string }

/**
 * What is said, what must be understood, and in which setting. The expectation names lines in order, divided by "; ":
 *   `CODE 5`                sure, with ` !min`, ` !step`, ` ~hist`, ` ~pcs` for its notes
 *   `?CODE|CODE 5 box`      which of them; without a number when none was said; `TON*` = every active product whose code begins so
 *   `#CODE why`             how many
 *   `xCODE 5`               not sold any more
 *   `unknown 5`             not in the catalogue
 *   `no CODE|CODE`          declined
 *   `@intent …`             anything wanted beside lines
 * 'asks' in place of a setting: any answer that puts no product on the order is right.
 */
export type Sentence = readonly [said: string, expected: string, setting?: Setting | 'asks']
