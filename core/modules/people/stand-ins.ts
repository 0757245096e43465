/** Who is away until when (a day, inclusive), and who stands in. */
export type Absence = { awayUntil: string | null; standInId: string | null }

const isAway = (person: Absence | undefined, today: string) => person?.awayUntil != null && person.awayUntil >= today

/**
 * Who decides in the name of somebody who is away: the stand-in, or the stand-in of a stand-in who is away too. Everybody is looked at
 * once, so that people who stand in for each other end in nobody. Null where the person is here, or nobody is left.
 */
export const standInOf = (people: ReadonlyMap<string, Absence>, id: string, today: string): string | null => {
  const seen = new Set([id])
  for (let at = id; isAway(people.get(at), today); ) {
    const next = people.get(at)!.standInId
    if (!next || seen.has(next) || !people.has(next)) return null
    seen.add(next)
    at = next
    if (!isAway(people.get(at), today)) return at
  }
  return null
}

/** Those in whose name this person decides today. */
export const absentFor = (people: ReadonlyMap<string, Absence>, id: string, today: string): string[] =>
  [...people.keys()].filter((other) => standInOf(people, other, today) === id)
