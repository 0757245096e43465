import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { runImports } from '../../../../core/imports.ts'
import { demoDoor } from '../../demo-door.ts'
import { readCell } from './cells.ts'
import { readCsv } from './sheet.ts'
import { suggest } from './targets.ts'

const house = demoDoor()
type Told = {
  id: string
  state: string
  mapping: Record<string, number>
  header: string[]
  encoding: string
  delimiter: string
  lines: number
  preview: { create: number; change: number; same: number; wrong: number }
  progress: { done: number; of: number; failed: number }
  errors: { line: number; field: string; message: string }[]
}
const send = async (of: string, raw: string | Buffer, { query = '', language = 'en', type = 'text/csv' } = {}) =>
  house.ask(`/api/v1/imports?of=${of}&name=${of}.csv${query}`, {
    token: house.admin,
    raw,
    headers: { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(raw)), 'Accept-Language': language },
  })
const read = async (...asked: Parameters<typeof send>) => {
  const { status, json } = await send(...asked)
  expect({ status, code: json.code }).toEqual({ status: 200, code: undefined })
  return json as unknown as Told
}
const done = async (id: string, deed: 'run' | 'undo') => {
  const answer = await house.ask(`/api/v1/imports/${id}/${deed}`, { token: house.admin, method: 'POST' })
  expect(answer.status).toBe(200)
  for (let state = 'running'; ['running', 'undoing'].includes(state); ) {
    await runImports(house.at.house, new Date(house.at.house.clock().getTime() + 1))
    state = String((await house.at.db('imports').where({ id }).first()).state)
    await new Promise(setImmediate)
  }
  return (await house.ask(`/api/v1/imports/${id}`, { token: house.admin })).json as unknown as Told
}
const product = async (code: string) => (await house.ask(`/api/v1/products?code=${code}`, { token: house.admin })).json.items?.[0]
const file = (name: string) => readFileSync(new URL(`../../../../core/demo/${name}.csv`, import.meta.url))

test.for([
  ['products', 'products'],
  ['stock', 'stock'],
  ['prices', 'prices'],
] as const)('what the demo company is made of is found again in %s: all the same, nothing to do', async ([of, name]) => {
  const told = await read(of, file(name))
  expect(told.errors).toEqual([])
  expect(told.preview).toEqual({ create: 0, change: told.preview.change, same: told.lines - told.preview.change, wrong: 0 })
  expect(told.preview.change).toBeLessThanOrEqual(of === 'stock' ? told.lines : 0)
})

test('clients and contacts find their columns, too', async () => {
  for (const of of ['clients', 'contacts']) {
    const told = await read(of, file(of))
    expect(told.errors).toEqual([])
    expect(told.preview).toMatchObject({ create: 0, wrong: 0 })
  }
})

test('products are previewed, brought in, and taken back', async () => {
  const [first, second] = (await house.ask('/api/v1/products?limit=2&sort=code', { token: house.admin })).json.items!
  const csv = [
    'Cod produs;Denumire;UM;Preț;TVA',
    `NOU-1;Găleată 10 l;buc;1.234,50;21`,
    `${first!.code};Alt nume;;99,5;`,
    `${second!.code};;;${String(Number(second!.listPriceE4) / 10_000).replace('.', ',')};`,
    ';fără cod;;1;',
    'NOU-2;Mătură;buc;mult;21',
    'NOU-1;încă o dată;buc;1;21',
    'NOU-3;Făraș;buc;5;77',
  ].join('\n')
  const told = await read('products', csv, { language: 'ro' })
  expect(told).toMatchObject({ state: 'read', delimiter: ';', encoding: 'UTF-8', preview: { create: 1, change: 1, same: 1, wrong: 4 } })
  expect(told.errors).toEqual([
    { line: 5, field: 'code', message: 'Este necesar.' },
    { line: 6, field: 'listPriceE4', message: '„mult” nu este un număr.' },
    { line: 7, field: 'code', message: 'La fel ca rândul 2.' },
    { line: 8, field: 'vatClass', message: 'Nu există clasa de taxă „77” și nici o cotă cu acest procent.' },
  ])
  expect(await product('NOU-1')).toBeUndefined()

  expect(await done(told.id, 'run')).toMatchObject({ state: 'done', progress: { done: 2, of: 2, failed: 0 } })
  expect(await product('NOU-1')).toMatchObject({ nameRo: 'Găleată 10 l', nameEn: 'Găleată 10 l', listPriceE4: 12_345_000, unit: 'buc' })
  expect(await product(String(first!.code))).toMatchObject({ nameRo: 'Alt nume', listPriceE4: 995_000 })
  const again = await house.ask(`/api/v1/imports/${told.id}/run`, { token: house.admin, method: 'POST' })
  expect(again).toMatchObject({ status: 409, json: { code: 'import.not_now' } })

  expect(await done(told.id, 'undo')).toMatchObject({ state: 'undone', progress: { done: 2, failed: 0 } })
  expect(await product('NOU-1')).toBeUndefined()
  expect(await product(String(first!.code))).toMatchObject({ nameRo: first!.nameRo, listPriceE4: first!.listPriceE4 })
})

test('what was changed or used since stays, and the undo says why', async () => {
  const told = await read('products', 'code,name,price\nKEPT-1,Kept,10\nKEPT-2,Used,10')
  await done(told.id, 'run')
  const [one, other] = [await product('KEPT-1'), await product('KEPT-2')]
  await house.ask('/api/v1/actions/product.update', { token: house.admin, body: { id: one!.id, input: { unit: 'kg' } } })
  const warehouse = (await house.ask('/api/v1/warehouses?isDefault=true', { token: house.admin })).json.items?.[0]
  await house.ask('/api/v1/actions/stock.adjust', {
    token: house.admin,
    body: { input: { productId: other!.id, warehouseId: warehouse!.id, countedMilli: 1000, reason: 'count' } },
  })
  const undone = await done(told.id, 'undo')
  expect(undone).toMatchObject({ state: 'undone', progress: { done: 0, failed: 2 } })
  expect(undone.errors.map(({ message }) => message)).toEqual([
    'It was changed since it was brought in, so it stays as it is now.',
    'It is used already (stock), so it stays.',
  ])
})

test('prices go into the chosen list together, and come out again', async () => {
  const list = (await house.ask('/api/v1/price_lists?limit=1&sort=code', { token: house.admin })).json.items![0]!
  const products = (await house.ask('/api/v1/products?limit=3&sort=code', { token: house.admin })).json.items!
  const csv = [
    'cod,de la,pret,reducere',
    ...products.map(({ code }, index) => `${code},777,${10 + index},`),
    `${products[0]!.code},778,,12.5`,
  ].join('\n')
  const count = async () => Number((await house.at.db('prices').where({ price_list_id: list.id }).count({ n: '*' }))[0]!.n)
  const before = await count()
  expect((await read('prices', csv)).errors[0]?.message).toBe('Say which price list: by a column, or by choosing one.')
  const told = await read('prices', csv, { query: `&into=${list.id}` })
  expect(told.preview).toMatchObject({ create: 4, wrong: 0 })
  await done(told.id, 'run')
  expect(await count()).toBe(before + 4)
  expect(await house.at.db('prices').where({ price_list_id: list.id, min_quantity_milli: 778_000 }).first()).toMatchObject({
    discount_permille: 125,
  })
  expect(await done(told.id, 'undo')).toMatchObject({ progress: { done: 4, failed: 0 } })
  expect(await count()).toBe(before)
})

test('a run that died goes on where it was, and does nothing twice', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `GO-${index},Going,1`)
  const told = await read('products', ['code,name,price', ...lines].join('\n'))
  // Ten lines were done, and of the tenth nobody noted it down before the process died.
  await house.at.db('imports').where({ id: told.id }).update({ state: 'running', run_at: house.at.house.clock(), locked_until: null })
  const caller = {
    ...house.at.house.self(`import ${told.id}`),
    actor: (await house.at.house.hooks.actorFor(house.at.db, {
      kind: 'token',
      id: (await house.at.db('imports').where({ id: told.id }).first()).actor_id,
    }))!,
    door: 'api' as const,
  }
  const first = await house.at.db('import_lines').where({ import_id: told.id, line: 2 }).first()
  await house.at.house.perform(caller, 'product.create', { input: first.steps[0].input, key: `import ${told.id} 2 0` })
  await runImports(house.at.house)
  expect(await house.at.db('imports').where({ id: told.id }).first()).toMatchObject({ state: 'done', done: 30, failed: 0 })
  expect(Number((await house.at.db('products').whereLike('code', 'GO-%').count({ n: '*' }))[0]!.n)).toBe(30)
})

test('columns can be said otherwise', async () => {
  const told = await read('products', 'x,y,z\nMAP-1,Mapped,3')
  expect(told.preview).toMatchObject({ wrong: 1 })
  const map = (mapping: object) => house.ask(`/api/v1/imports/${told.id}/mapping`, { token: house.admin, body: { mapping } })
  expect((await map({ code: 0, nameEn: 1, listPriceE4: 2 })).json).toMatchObject({ preview: { create: 1, wrong: 0 } })
  expect((await map({ colour: 0 })).status).toBe(400)
  expect((await map({ code: 7 })).status).toBe(400)
})

test('a workbook is read like a CSV', async () => {
  const rows = [
    ['code', 'name', 'price'],
    ['XL-1', 'Ștampilă', 12.5],
  ].map((row) => row.map((value) => ({ value })))
  const bytes = await (writeXlsxFile as unknown as (data: object) => { toBuffer(): Promise<Buffer> })(rows).toBuffer()
  const told = await read('products', bytes, { type: 'application/octet-stream' })
  expect(told).toMatchObject({ encoding: 'XLSX', preview: { create: 1, wrong: 0 } })
})

/** A zip with one part that unpacks to very much. */
const bomb = () => {
  const packed = deflateRawSync(Buffer.alloc(200 * 1024 * 1024))
  const name = Buffer.from('xl/worksheets/sheet1.xml')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, name, packed, central, name, end])
}

test.for([
  ['nothing', () => Buffer.alloc(0), 400, 'import.no_file'],
  ['a header alone', () => Buffer.from('code,name'), 422, 'import.empty'],
  ['an image', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 422, 'import.not_a_sheet'],
  ['a broken workbook', () => Buffer.from('504b0304aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'hex'), 422, 'import.not_a_sheet'],
  ['a zip bomb', bomb, 413, 'import.too_long'],
  ['too many lines', () => Buffer.from(`code\n${'a\n'.repeat(100_002)}`), 413, 'import.too_long'],
] as const)('%s is refused', async ([, bytes, status, code]) => {
  expect(await send('products', bytes())).toMatchObject({ status, json: { code } })
})

test('who may not change the catalogue brings nothing in, and sees no import', async () => {
  const told = await read('products', 'code,name,price\nNO-1,No,1')
  const { token } = await house.door.machine('peeker', [], { catalog: 'view' })
  expect((await house.ask('/api/v1/imports?of=products', { token, raw: 'code\nA' })).status).toBe(403)
  expect((await house.ask(`/api/v1/imports/${told.id}`, { token })).status).toBe(404)
  expect((await house.ask(`/api/v1/imports/${told.id}/run`, { token, method: 'POST' })).status).toBe(404)
})

test('encodings and delimiters are told apart', () => {
  const text = 'cod;nume\nA;Șurub și țeavă'
  const in1250 = Buffer.from([...text].map((letter) => ({ Ș: 0xaa, ș: 0xba, ț: 0xfe, ă: 0xe3 })[letter] ?? letter.charCodeAt(0)))
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    in1250,
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
  ])
    expect(readCsv(bytes).rows).toEqual([
      ['cod', 'nume'],
      ['A', 'Șurub și țeavă'],
    ])
  expect(readCsv(Buffer.from('a\tb\n1\t2')).rows).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(readCsv(Buffer.from("a,b\n'=1+1,2")).rows[1]).toEqual(['=1+1', '2'])
})

test.for([
  ['priceE4', '1.234,50', 'ro', 12_345_000],
  ['priceE4', '1,234.50', 'en', 12_345_000],
  ['priceE4', '12.5 lei', 'en', 125_000],
  ['money', '40000.00', 'en', 4_000_000],
  ['milli', '2,5', 'ro', 2500],
  ['permille', '12.5%', 'en', 125],
  ['whole', '30', 'en', 30],
  ['phone', '0740 123 456', 'ro', '+40740123456'],
  ['language', 'română', 'ro', 'ro'],
  ['state', 'Nu', 'ro', 'inactive'],
] as const)('a %s “%s” is read', ([kind, said, marks, value]) => {
  expect(readCell(kind, said, marks)).toEqual({ value })
})

test('headers are found by what people write, in both languages', () => {
  expect(suggest('products', ['Cod articol', 'Denumire produs', 'U.M.', 'Preț catalog', 'Cota TVA', 'EAN'])).toEqual({
    code: 0,
    nameRo: 1,
    unit: 2,
    listPriceE4: 3,
    vatClass: 4,
    barcode: 5,
  })
  expect(suggest('contacts', ['Client code', 'First name', 'Last name', 'Mobile', 'E-mail'])).toEqual({
    clientId: 0,
    firstName: 1,
    lastName: 2,
    phone: 3,
    email: 4,
  })
})
