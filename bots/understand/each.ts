import type { Draft } from './draft.ts'
import type { Amount } from './types.ts'

/** Gives "2 of each" to every line it is meant for; an amount said once for several things without "each" becomes a question. */
export const shareAmounts = (drafts: readonly Draft[]): Draft[] => {
  const done = [...drafts]
  for (const [at, draft] of done.entries()) {
    if (!draft.each || !draft.found.counted || draft.declined) continue
    const give = (step: 1 | -1) => {
      for (let other = at + step; other >= 0 && other < done.length; other += step) {
        const target = done[other]!
        const edge = step === 1 ? target : done[other + 1]!
        if (target.declined || target.bare || target.found.counted || edge.after === 'stop') break
        done[other] = withAmount(target, draft.found.amount, draft.each)
      }
    }
    give(-1)
    give(1)
  }
  return withoutGuessing(done.filter((draft) => !(draft.bare && draft.each)))
}

const withAmount = (draft: Draft, amount: Amount, each: Draft['each']): Draft => ({
  ...draft,
  each,
  found: { ...draft.found, amount: { ...amount, unit: draft.found.amount.unit ?? amount.unit }, counted: true },
})

/** "10 blue and black pens", "5 mănuși S, M și L": ten of each or together? */
const withoutGuessing = (drafts: readonly Draft[]): Draft[] => {
  const done = [...drafts]
  for (const [at, draft] of done.entries()) {
    const before = done[at - 1]
    if (!before || !draft.borrows || draft.declined || before.declined || draft.each || draft.heading || before.heading) continue
    if (draft.after !== 'and' && draft.after !== 'comma') continue
    const open = (found: Draft['found'], numbers: readonly number[]) => ({
      ...found,
      counted: true,
      amount: { milli: null, unit: found.amount.unit, open: 'vague' as const, numbers },
    })
    if (!draft.found.counted && before.found.counted) {
      const { numbers } = before.found.amount
      done[at - 1] = { ...before, found: open(before.found, numbers) }
      done[at] = { ...draft, found: open(draft.found, numbers) }
    }
  }
  return done
}
