import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { NotAllowed } from '../../../../core/kernel/errors.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import { formatUnitPrice } from '../../../../core/language/money.ts'
import { type PriceLevel, priceLevels, sayReason } from '../../../../core/modules/catalog/price.ts'
import { pricesFor } from '../../../../core/modules/catalog/queries.ts'
import { Product } from '../../../../core/modules/catalog/records.ts'
import { Client } from '../../../../core/modules/crm/records.ts'
import { settingsOf, todayOf } from '../../../../core/modules/settings/queries.ts'
import { actorIn } from '../caller.ts'
import { unfit } from '../fields.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { inLanguage, type OwnRoute, readsOf } from './route.ts'

const DAY = /^\d{4}-\d\d-\d\d$/

const levels: Readonly<Record<PriceLevel, { en: string; ro: string }>> = {
  client: { en: 'Price lists of this client', ro: 'Listele de prețuri ale clientului' },
  group: { en: 'Price lists of its group', ro: 'Listele de prețuri ale grupului' },
  promotion: { en: 'Promotions', ro: 'Promoții' },
  default: { en: 'Price lists for everybody', ro: 'Listele de prețuri pentru toți' },
  list_price: { en: 'List price of the product', ro: 'Prețul de catalog al produsului' },
}
const notAsked = { en: 'not asked any more', ro: 'nu se mai întreabă' }
const nothing = { en: 'nothing that fits', ro: 'nimic potrivit' }

type Step = { level: PriceLevel; text: string; priceE4: number | null; won: boolean }

/** `GET /prices/why`: what a product costs a client on a day in a quantity, and why, level by level. */
export const whyRoute: OwnRoute = {
  method: 'get',
  path: '/prices/why',
  operation: {
    operationId: 'prices.why',
    tags: ['API'],
    summary: 'What a product costs a client, and why',
    description: 'By the one price function of the house. Needs the level `view` in the rooms `catalog` and `crm`.',
    parameters: [
      ...['clientId', 'productId'].map((name) => ({
        name,
        in: 'query',
        required: true,
        schema: { type: 'string', format: 'uuid' },
      })),
      { name: 'quantityMilli', in: 'query', description: '(Default: the least that is sold)', schema: { type: 'integer', minimum: 1 } },
      { name: 'on', in: 'query', description: '(Default: today)', schema: { type: 'string', format: 'date' } },
      parameter('Accept-Language'),
    ],
    responses: {
      '200': { description: 'The price.', content: jsonContent(refTo('why')) },
      ...answers('400', '401', '403', '404', '409', '429', '503'),
    },
  },
  async run(parts, ctx) {
    const actor = actorIn(ctx)
    for (const room of ['catalog', 'crm'])
      if (!may(actor, { room, level: 'view' })) throw new NotAllowed(needsInWords({ room, level: 'view' }))
    const language = inLanguage(ctx)
    const reads = readsOf(parts, ctx)
    const { clientId, productId, quantityMilli, on } = ctx.query
    for (const [name, id] of Object.entries({ clientId, productId })) if (!isUuid(String(id))) throw unfit(name, 'an id')
    if (quantityMilli !== undefined && !/^[1-9]\d{0,11}$/.test(String(quantityMilli)))
      throw unfit('quantityMilli', 'a whole number above 0')
    if (on !== undefined && (!DAY.test(String(on)) || Number.isNaN(Date.parse(String(on))))) throw unfit('on', 'a day, YYYY-MM-DD')
    const client = await reads.rows(Client).byId(String(clientId))
    const asked = await reads.rows(Product).byId(String(productId))
    const day = on === undefined ? todayOf(reads, await settingsOf(reads)) : String(on)
    const [found] = await pricesFor(
      reads,
      client,
      [{ productId: asked.id, quantityMilli: quantityMilli === undefined ? null : Number(quantityMilli) }],
      day,
    )
    const { price, quantityMilli: counted, vat } = found!
    const { reason, unitPriceE4, currency, tax } = price
    const reached = priceLevels.indexOf(reason.level)
    ctx.body = {
      unitPriceE4,
      currency,
      tax,
      vatPermille: vat.permille,
      quantityMilli: counted,
      on: day,
      level: reason.level,
      listCode: reason.listCode,
      listName: reason.listName,
      reason: sayReason(reason, language),
      steps: priceLevels.flatMap((level, index): Step[] => {
        const title = levels[level][language]
        if (index !== reached)
          return [{ level, text: `${title}: ${index < reached ? nothing[language] : notAsked[language]}`, priceE4: null, won: false }]
        const won = { level, text: `${title}: ${sayReason({ ...reason, losers: [] }, language)}`, priceE4: unitPriceE4, won: true }
        return [
          won,
          ...reason.losers.map((loser) => ({
            level,
            text: `${loser.listCode}: ${formatUnitPrice(loser.unitPriceE4, loser.currency, language)}`,
            priceE4: loser.unitPriceE4,
            won: false,
          })),
        ]
      }),
    }
  },
}
