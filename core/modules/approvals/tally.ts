import type { Agreement, RequirementAsAsked } from './records.ts'

/** How a requirement stands: agreed to, asked now, or asked once what goes before it is agreed to. */
export type Standing = { requirement: RequirementAsAsked; state: 'met' | 'open' | 'later'; agreed: Agreement[] }

/** How each requirement of an approval stands after these agreements. */
export const standingOf = (requirements: readonly RequirementAsAsked[], decisions: readonly Pick<Agreement, 'codes'>[]): Standing[] => {
  const agreedTo = (code: string) => decisions.filter(({ codes }) => codes.includes(code)) as Agreement[]
  const isMet = (one: RequirementAsAsked) => agreedTo(one.code).length >= one.needed
  const waitsFor = (one: RequirementAsAsked) => {
    const before = requirements.find(({ code }) => code === one.after && code !== one.code)
    return before !== undefined && !isMet(before)
  }
  const unmet = requirements.filter((one) => !isMet(one))
  // Policies that wait for each other in a circle would wait for ever: then nothing waits.
  const inCircle = unmet.length > 0 && unmet.every(waitsFor)
  return requirements.map((requirement) => ({
    requirement,
    state: isMet(requirement) ? 'met' : waitsFor(requirement) && !inCircle ? 'later' : 'open',
    agreed: agreedTo(requirement.code),
  }))
}

export const isAllMet = (requirements: readonly RequirementAsAsked[], decisions: readonly Pick<Agreement, 'codes'>[]) =>
  standingOf(requirements, decisions).every(({ state }) => state === 'met')

/** In whose name somebody may speak: the own (`for` null), or that of a colleague who is away. */
export type Voice = { for: string | null }

/** A person counts once for each requirement, whether they spoke themselves, for somebody, or somebody for them. */
const hasSpoken = (agreed: readonly Agreement[], by: string, voice: Voice) => {
  const people = [by, voice.for ?? by]
  return agreed.some((one) => people.includes(one.by) || (one.for !== null && people.includes(one.for)))
}

/**
 * What somebody agrees to by saying yes now: every requirement that is asked and that one of their voices meets, and then those that open by it, so that
 * one person who meets them all decides alone. `meets` says whether a voice may speak to a requirement. Empty = nothing to say.
 */
export const agreesTo = <V extends Voice>(
  { requirements, decisions }: { requirements: readonly RequirementAsAsked[]; decisions: readonly Agreement[] },
  by: string,
  voices: readonly V[],
  meets: (voice: V, requirement: RequirementAsAsked) => boolean,
): { voice: V; codes: string[] }[] => {
  const spoken: { voice: V; codes: string[] }[] = []
  for (let grew = true; grew; ) {
    grew = false
    for (const { requirement, state, agreed } of standingOf(requirements, [...decisions, ...spoken])) {
      if (state !== 'open' || spoken.some(({ codes }) => codes.includes(requirement.code))) continue
      const earlier = agreed.filter((one) => 'by' in one)
      const voice = voices.find((one) => !hasSpoken(earlier, by, one) && meets(one, requirement))
      if (!voice) continue
      const own = spoken.find((one) => one.voice === voice)
      if (own) own.codes.push(requirement.code)
      else spoken.push({ voice, codes: [requirement.code] })
      grew = true
    }
  }
  return spoken
}
