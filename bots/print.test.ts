import { extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { renderDocument } from '../adapters/pdf/render.ts'
import { clientCalled, demoHouse, looking } from '../core/demo/testing.ts'
import { makePrinter } from './print.ts'

const at = demoHouse()

test('a statement of account is a PDF with what is open and how old it is', async () => {
  const print = makePrinter(at.house, renderDocument)
  const client = await clientCalled(looking(at), 'PEN-BURS')
  const file = (await print('statement', client.id))!
  expect(file.name).toMatch(/^Extras de cont .*\.pdf$/)
  const { text } = await extractText(await getDocumentProxy(await file.load()), { mergePages: true })
  expect(text.replace(/\s+/g, ' ')).toMatch(/Carpath Supplies SRL.*7\.318,40/)
})

test('what nobody prints is no file', async () => {
  expect(await makePrinter(at.house, renderDocument)('secret', '00000000-0000-7000-8000-000000000001')).toBeNull()
})
