import { draftOrder, setOrderLines } from '../../core/modules/sales/actions/draft.ts'
import { orderView } from '../../core/modules/sales/queries.ts'
import type { Line, SureLine } from '../understand/types.ts'
import type { Contribution, Turn } from './turn.ts'

type Held = { productId: string; quantityMilli: number; shortage: 'wait' | null }

/** The lines of the open draft, as the dialog works with them. */
export const heldLines = async (turn: Turn): Promise<Held[]> => {
  const draft = await turn.draft()
  const view = draft && (await orderView(turn.ctx, draft.id))
  return (view?.lines ?? []).map(({ productId, quantityMilli, shortage }) => ({
    productId,
    quantityMilli,
    shortage: shortage === 'wait' ? 'wait' : null,
  }))
}

/** Writes the draft's lines: begins it, changes it. Gives its id. */
export const keepLines = async (turn: Turn, lines: readonly Held[]): Promise<string | null> => {
  const draft = await turn.draft()
  if (!draft && !lines.length) return null
  if (!draft) {
    const begun = await turn.ctx.perform(draftOrder, { input: { clientId: turn.clientId, lines: [...lines] } })
    turn.memory.draftId = begun.id
    return begun.id
  }
  await turn.ctx.perform(setOrderLines, { id: draft.id, input: { lines: [...lines] } })
  turn.memory.draftId = draft.id
  return draft.id
}

const sure = (lines: readonly Line[]) => lines.filter((line): line is SureLine => line.kind === 'sure')

/** Puts what is clear on the draft: said again, a product has the new quantity (`set`), or more of it (`add`). */
export const putOn = async (turn: Turn, lines: readonly Line[], deed: 'set' | 'add' = 'set'): Promise<void> => {
  const clear = sure(lines)
  if (!clear.length) return
  const held = new Map((await heldLines(turn)).map((line) => [line.productId, line]))
  for (const { productId, quantityMilli, said } of clear) {
    const before = held.get(productId)
    const nowMilli = deed === 'add' ? (before?.quantityMilli ?? 0) + quantityMilli : quantityMilli
    held.set(productId, { productId, quantityMilli: nowMilli, shortage: before?.quantityMilli === nowMilli ? before.shortage : null })
    // A line that was left open belongs to the message that began it, also when it is settled by a later one.
    const from = turn.memory.put?.findLast(({ open }) => open.includes(said)) ?? turn.gathering
    from?.lines.push({ productId, beforeMilli: before?.quantityMilli ?? null, nowMilli })
  }
  await keepLines(turn, [...held.values()])
}

/** Takes back what a message put on the draft, where nobody has changed it since. */
export const takeBack = async (turn: Turn, { lines, open }: Contribution): Promise<void> => {
  const held = new Map((await heldLines(turn)).map((line) => [line.productId, line]))
  for (const { productId, beforeMilli, nowMilli } of lines.toReversed()) {
    const line = held.get(productId)
    if (line?.quantityMilli !== nowMilli) continue
    if (beforeMilli === null) held.delete(productId)
    else held.set(productId, { ...line, quantityMilli: beforeMilli, shortage: null })
  }
  if (lines.length && (await turn.draft())) await keepLines(turn, [...held.values()])
  turn.memory.open = (turn.memory.open ?? []).filter(({ said }) => !open.includes(said))
}

export const takeOff = async (turn: Turn, productIds: readonly string[]) =>
  keepLines(
    turn,
    (await heldLines(turn)).filter(({ productId }) => !productIds.includes(productId)),
  )

export const setShortage = async (turn: Turn, productId: string, patch: Partial<Held>) =>
  keepLines(
    turn,
    (await heldLines(turn)).map((line) => (line.productId === productId ? { ...line, ...patch } : line)),
  )
