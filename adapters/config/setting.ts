export type Environment = Readonly<Record<string, string | undefined>>

/** A configuration that cannot be used: one sentence for the operator, naming the variable and what it should be. */
export class Misconfigured extends Error {
  override name = 'Misconfigured'
}

/** The environment without empty values: `NAME=` in a compose file means "not set". Surrounding blanks are dropped. */
export const filled = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])))

/** A whole number from `least` to `most`. Throws Misconfigured. */
export const wholeNumber = (
  env: Environment,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
) => {
  const given = env[name]
  if (given === undefined) return otherwise
  const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
  if (!(number >= least && number <= most))
    throw new Misconfigured(`${name} should be a whole number from ${least} to ${most}, but is “${given.slice(0, 40)}”.`)
  return number
}

/** One of a few words, whatever their case. Throws Misconfigured. */
export const oneOf = <Word extends string>(env: Environment, name: string, words: readonly Word[]): Word | undefined => {
  const given = env[name]
  if (given === undefined) return undefined
  const found = words.find((word) => word.toLowerCase() === given.toLowerCase())
  if (!found) throw new Misconfigured(`${name} should be ${inWords(words, 'or')}, but is “${given.slice(0, 40)}”.`)
  return found
}

/** An address with one of these schemes. Its value is never quoted: it may hold a password. Throws Misconfigured. */
export const address = (env: Environment, name: string, schemes: readonly string[], example: string): string | undefined => {
  const given = env[name]
  if (given === undefined) return undefined
  const url = URL.parse(given)
  if (!url || !schemes.includes(url.protocol.slice(0, -1)) || !(url.hostname || url.searchParams.get('host')))
    throw new Misconfigured(`${name} should be an address like ${example}.`)
  return given
}

/** Variables that only make sense together: none of `members` is set, or all of `needed` are. Throws Misconfigured. Returns whether they are set. */
export const wholeGroup = (env: Environment, members: readonly string[], needed: readonly string[], purpose: string): boolean => {
  const present = members.find((name) => env[name] !== undefined)
  if (!present) return false
  const missing = needed.filter((name) => env[name] === undefined)
  if (missing.length)
    throw new Misconfigured(
      `${inWords(missing, 'and')} should be set too: ${present} is set, and ${purpose} needs ${inWords(needed, 'and')} (or leave all of them out).`,
    )
  return true
}

export const inWords = (names: readonly string[], last: 'and' | 'or') =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`
