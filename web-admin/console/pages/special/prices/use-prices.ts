import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Row, RowPage } from '../../../../shared/house.ts'
import { useApi } from '../../../../shared/session.tsx'
import { useDeed } from '../parts/read.tsx'
import { numberOf, textOf } from '../parts/rows.ts'
import type { PriceInput, PriceRow } from './grid.ts'

export type NamedPrice = PriceRow & { product: string }
/** More than this is work for the import. */
export const mostPrices = 5000

const namedPrice = (row: Row): NamedPrice => ({
  id: row.id,
  productId: textOf(row, 'productId'),
  product: row.$refs?.productId ?? textOf(row, 'productId'),
  minQuantityMilli: numberOf(row, 'minQuantityMilli') ?? 0,
  priceE4: numberOf(row, 'priceE4'),
  discountPermille: numberOf(row, 'discountPermille'),
})

/** The prices of a list, all of them, by product and quantity. */
export const usePrices = (listId: string) => {
  const api = useApi()
  return useQuery({
    queryKey: ['prices', listId],
    queryFn: async ({ signal }) => {
      const rows: NamedPrice[] = []
      let after: string | undefined
      do {
        const page: RowPage = await api.get<RowPage>(`/price_lists/${listId}/prices`, { limit: 500, titles: 1, after }, signal)
        rows.push(...page.items.map(namedPrice))
        after = page.next ?? undefined
      } while (after && rows.length < mostPrices)
      return rows.sort((a, b) => a.product.localeCompare(b.product) || a.minQuantityMilli - b.minQuantityMilli)
    },
  })
}

const asInput = ({ productId, minQuantityMilli, priceE4, discountPermille }: PriceRow): PriceInput => ({
  productId,
  minQuantityMilli,
  priceE4,
  discountPermille: priceE4 === null ? discountPermille : null,
})

type Past = { productId: string; product: string; before: PriceInput[] }

/** Writes the prices of one product of a list at a time, and takes the last writing back. */
export const useSavePrices = (listId: string, prices: readonly NamedPrice[]) => {
  const set = useDeed('price_list.set_prices')
  const remove = useDeed('price_list.remove_prices')
  const queries = useQueryClient()
  const [past, setPast] = useState<Past[]>([])

  /** What the list holds of a product afterwards. A break that is gone or moved is taken out first: prices are known by product and quantity. */
  const write = async (productId: string, before: readonly PriceInput[], after: readonly PriceInput[]) => {
    const gone = before.filter((old) => !after.some((one) => one.minQuantityMilli === old.minQuantityMilli))
    const rows = gone.map(({ minQuantityMilli }) => ({ productId, minQuantityMilli }))
    if (rows.length && !(await remove.go({ id: listId, input: { rows } }, true))) return false
    if (after.length && !(await set.go({ id: listId, input: { prices: after } }, true))) return false
    await queries.invalidateQueries({ queryKey: ['prices', listId] })
    return true
  }

  const heldOf = (productId: string) => prices.filter((one) => one.productId === productId).map(asInput)

  return {
    isSaving: set.isRunning || remove.isRunning,
    canUndo: past.length > 0,
    async save(product: string, productId: string, after: readonly PriceInput[]) {
      const before = heldOf(productId)
      const done = await write(productId, before, after)
      if (done) setPast((all) => [...all.slice(-49), { productId, product, before }])
      return done
    },
    /** The name of the product that is as it was, or null. */
    async undo() {
      const last = past.at(-1)
      if (!last || !(await write(last.productId, heldOf(last.productId), last.before))) return null
      setPast((all) => all.slice(0, -1))
      return last.product
    },
  }
}
