import type { z } from 'zod'
import type { OrderAsPlaced } from './records.ts'

/** A line as far as what changed about it is told. */
export type LineAsTold = z.infer<typeof OrderAsPlaced>['lines'][number]

export type LineChange =
  | { kind: 'same' | 'changed'; before: LineAsTold; after: LineAsTold }
  | { kind: 'added'; before: null; after: LineAsTold }
  | { kind: 'removed'; before: LineAsTold; after: null }

/** Two versions of an order's lines side by side, in the order of the new one; what is left out stands at the end. */
export const lineChanges = (before: readonly LineAsTold[], after: readonly LineAsTold[]): LineChange[] => {
  const old = new Map(before.map((line) => [line.productId, line]))
  const staying = new Set(after.map(({ productId }) => productId))
  return [
    ...after.map((line): LineChange => {
      const was = old.get(line.productId)
      if (!was) return { kind: 'added', before: null, after: line }
      const same = was.quantityMilli === line.quantityMilli && was.unitPriceE4 === line.unitPriceE4 && was.tax === line.tax
      return { kind: same ? 'same' : 'changed', before: was, after: line }
    }),
    ...before
      .filter(({ productId }) => !staying.has(productId))
      .map((line): LineChange => ({ kind: 'removed', before: line, after: null })),
  ]
}

/** A line with nothing but what is told of it, for keeping. */
export const asTold = (line: LineAsTold): LineAsTold => ({
  productId: line.productId,
  codeAsWritten: line.codeAsWritten,
  nameAsWritten: line.nameAsWritten,
  unitAsWritten: line.unitAsWritten,
  quantityMilli: line.quantityMilli,
  unitPriceE4: line.unitPriceE4,
  tax: line.tax,
  vatPermille: line.vatPermille,
  netMinor: line.netMinor,
})
