import { Category, Product } from '../../core/modules/catalog/records.ts'
import { type Choice, plain } from '../channel.ts'
import { priceOfProducts } from './answers.ts'
import { pricesIn, short } from './questions.ts'
import type { Turn } from './turn.ts'

/** A list has ten rows; where there are more, the last one leads on. */
const MOST_ROWS = 10

type Row = { id: string; title: string; description?: string }

const paged = (turn: Turn, rows: readonly Row[], where: string, from: number): Choice[] => {
  const rest = rows.slice(from)
  if (rest.length <= MOST_ROWS) return [...rest]
  const next = from + MOST_ROWS - 1
  return [...rest.slice(0, MOST_ROWS - 1), { id: `catalogue:${where}:${next}`, title: turn.words('b_more') }]
}

/** The catalogue by category, a page at a time. `categoryId` null: from the top. */
export const browse = async (turn: Turn, categoryId: string | null, from: number): Promise<void> => {
  const { ctx } = turn
  const categories = await ctx.rows(Category).orderBy('code')
  const products = await ctx.rows(Product).orderBy('code')
  const current = categories.find(({ id }) => id === categoryId)
  if (categoryId && !current) return turn.say('gone')
  const isIn = (id: string | null, parent: string): boolean =>
    id === parent ||
    (categories.find((one) => one.id === id)?.parentId !== undefined && isIn(categories.find((one) => one.id === id)!.parentId, parent))
  const named = ({ nameEn, nameRo }: { nameEn: string; nameRo: string }) => plain(turn.language === 'ro' ? nameRo : nameEn)
  const inside = categories
    .filter(({ parentId }) => parentId === (current?.id ?? null))
    .map((category) => ({ category, count: products.filter((product) => isIn(product.categoryId, category.id)).length }))
    .filter(({ count }) => count > 0)
  const here = products.filter((product) => product.categoryId === (current?.id ?? null))
  const rows: Row[] = inside.map(({ category, count }) => ({
    id: `catalogue:${category.id}:0`,
    title: short(named(category), 24),
    description: turn.words('category_count', { count }),
  }))
  // Prices only of what is shown on this page.
  const page = here.slice(Math.max(0, from - rows.length), Math.max(0, from - rows.length) + MOST_ROWS)
  const prices = await pricesIn(
    turn,
    page.map(({ id }) => ({ productId: id, quantityMilli: null })),
  )
  rows.push(
    ...here.map((product) => ({
      id: `product:${product.id}`,
      title: short(product.code, 24),
      description: short([named(product), prices.get(product.id)].filter(Boolean).join(' · '), 72),
    })),
  )
  if (!rows.length) return turn.say('catalogue')
  const start = Number.isSafeInteger(from) && from > 0 && from < rows.length ? from : 0
  turn.offer({
    text: current ? turn.words('category', { category: named(current), count: here.length || inside.length }) : turn.words('catalogue_top'),
    choices: paged(turn, rows, current?.id ?? 'top', start),
    choicesLabel: turn.words('choose'),
  })
}

/** A product was pressed in the catalogue: its price, and a number alone orders it. */
export const productChosen = async (turn: Turn, productId: string): Promise<void> => {
  const product = turn.index.products.get(productId)
  if (!product?.active) return turn.say('gone')
  delete turn.memory.asked
  await priceOfProducts(turn, [{ candidates: [productId], quantityMilli: null, said: product.code }])
  turn.say('product_how_many')
}
