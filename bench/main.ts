// `npm run bench`: figures and ratios, printed as they are found. Nothing is asserted about time. `--quick` does less of everything and
// leaves the million rows out; `--only orders,chat` measures only these parts (pure, chat, orders, lists, starts).
import { parseArgs } from 'node:util'
import { load, machine, tell } from './figures.ts'
import { measurePure } from './pure.ts'
import { measureStarts } from './starts.ts'
import { measureHouse } from './whole.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
const parts = new Set((values.only ?? 'pure,chat,orders,lists,starts').split(','))
if (values.quick) parts.delete('lists')

process.stdout.write(`${machine()}; load ${load()} at the beginning\n\n`)
if (parts.has('pure')) measurePure(values.quick ? 300 : 3000)
if (['chat', 'orders', 'lists'].some((part) => parts.has(part))) await measureHouse(parts, values.quick)
if (parts.has('starts')) await measureStarts(values.quick ? 3 : 5)
tell({ measure: 'load of the machine at the end', value: load() })
