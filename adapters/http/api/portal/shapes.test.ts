import { beforeAll, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type * as web from '../../../../web-admin/clientarea/types.ts'
import { portalOperations } from './routes.ts'
import { type Guest, portalDoor } from './testing.ts'
import type * as views from './views.ts'

const house = portalDoor()
let ilinca: Guest
beforeAll(async () => {
  ilinca = await house.guest('+40700000111')
})

/** What each read answers when it is asked like this; everything else needs an order or a paper of its own. */
const asked: Readonly<Record<string, string>> = {
  'portal.home': '',
  'portal.pulse': '/pulse',
  'portal.profile': '/profile',
  'portal.addresses': '/addresses',
  'portal.products': '/products?q=toner&limit=5',
  'portal.product': '/products/PAP-A4-80',
  'portal.categories': '/categories',
  'portal.cart': '/cart',
  'portal.orders': '/orders?limit=5',
  'portal.approvals': '/approvals',
  'portal.invoices': '/invoices?limit=5',
  'portal.account': '/account',
  'portal.delivery_notes': '/delivery_notes',
}

test.for(Object.entries(asked))('%s answers what the document says of it, and nothing else', async ([id, path]) => {
  const { answer } = portalOperations.find((one) => one.id === id)!
  const told = await ilinca.get(path)
  expect(told.status).toBe(200)
  const parsed = (answer as z.ZodType).parse(told.json)
  expect(parsed).toEqual(told.json)
})

test('an order answers what the document says of it, and nothing else', async () => {
  const [order] = (await ilinca.get('/orders')).json.items as { id: string }[]
  const told = await ilinca.get(`/orders/${order!.id}`)
  const { answer } = portalOperations.find(({ id }) => id === 'portal.order')!
  expect((answer as z.ZodType).parse(told.json)).toEqual(told.json)
})

test('what the pages take is what the routes give: the compiler holds them to it', () => {
  expectTypeOf<views.ProductView>().toExtend<web.Product>()
  expectTypeOf<views.CartView>().toExtend<web.Cart>()
  expectTypeOf<views.OrderView>().toExtend<web.Order>()
  expectTypeOf<views.OrderItem>().toExtend<web.OrderItem>()
  expectTypeOf<views.InvoiceView>().toExtend<web.Invoice>()
  expectTypeOf<views.NoteView>().toExtend<web.Note>()
  expect(Object.keys(asked).every((id) => portalOperations.some((one) => one.id === id))).toBe(true)
})
