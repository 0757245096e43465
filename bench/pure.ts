import { catalogueIndex } from '../bots/understand/catalogue.ts'
import { demoHistory, demoProducts } from '../bots/understand/corpus/demo.ts'
import { read } from '../bots/understand/read.ts'
import { type Condition, compileCondition } from '../core/language/conditions.ts'
import { type PriceList, priceOf } from '../core/modules/catalog/price.ts'
import { each, tell } from './figures.ts'
import { MESSAGE } from './ground.ts'

/** What a policy of some ambition asks: four comparisons and a look into the lines. */
const condition: Condition = {
  all: [
    { field: 'call.door', op: 'in', value: ['whatsapp', 'clientarea', 'email'] },
    { field: 'record.totalMinor', op: 'gt', value: 1_000_000 },
    {
      any: [
        { field: 'record.currency', op: 'eq', value: 'RON' },
        { field: 'actor.roles', op: 'contains', value: 'sales_agent' },
      ],
    },
    { some: { in: 'call.lines', where: { field: 'item.discountPermille', op: 'gt', value: 100 } } },
  ],
}

/** What needs no database: on one core, each the median of five rounds. */
export const measurePure = (forMs: number) => {
  const judge = compileCondition(condition)
  const lines = [0, 20, 150].map((discountPermille) => ({ productId: 'p', quantityMilli: 1000, discountPermille }))
  const actor = { kind: 'contact', id: 'c', roles: [] as string[] }
  const scopes = Array.from({ length: 64 }, (_, index) => ({
    record: { totalMinor: index * 50_000, currency: index % 3 ? 'RON' : 'EUR', clientId: 'c' },
    actor,
    call: { door: index % 5 ? 'whatsapp' : 'api', lines },
  }))
  let turn = 0
  let yes = 0
  const micros = each(forMs, () => {
    if (judge(scopes[turn++ & 63]!)) yes += 1
  })
  if (!yes) throw new Error('The condition was never met, so nothing was measured.')
  tell({ measure: 'condition evaluations per second per core', value: Math.round(1e6 / micros).toLocaleString('en'), aim: '1,000,000' })

  const index = catalogueIndex(demoProducts)
  const history = demoHistory('HOT-CORB')
  const understood = read(MESSAGE, index, { language: 'ro', history })
  if (understood.lines.filter(({ kind }) => kind === 'sure').length !== 3) throw new Error('The message is not understood as three lines.')
  const reading = each(forMs, () => read(MESSAGE, index, { language: 'ro', history }))
  tell({ measure: `understanding of a message with 3 lines, ${demoProducts.length} products`, value: `${reading.toFixed(0)} µs` })

  const list = (code: string, kind: PriceList['kind']): PriceList => ({
    ...{ id: code, code, name: code, kind, clientId: kind === 'client' ? 'c' : null, groupId: kind === 'group' ? 'g' : null },
    ...{ currency: 'RON', validFrom: '2026-01-01', validTo: '2026-12-31', taxIncluded: false },
    rows: [1, 10, 50].map((from) => ({
      productId: 'p',
      minQuantityMilli: from * 1000,
      priceE4: 500_000 - from * 1000,
      discountPermille: null,
    })),
  })
  const lists = [list('DEF', 'default'), list('GRP', 'group'), list('PROMO-1', 'promotion'), list('PROMO-2', 'promotion')]
  const product = { id: 'p', code: 'P', listPriceE4: 520_000, currency: 'RON', minQuantityMilli: 1000, vatPermille: 210 }
  const price = each(forMs, () => priceOf({ product, quantityMilli: 12_000, day: '2026-06-15', client: { id: 'x', groupId: null }, lists }))
  tell({ measure: 'price function, four lists of three rows', value: `${price.toFixed(1)} µs` })
}
