import type { CatalogueProduct } from './types.ts'

/** Words for what goods come in, by our name of the unit. `case` is bax, case and carton: the box or pack that a product is sold in. */
const unitWords: Record<string, string> = {
  case: 'bax baxu baxul baxuri baxurile case cases ctn ctns kiste kisten caja cajas caisse caisses',
  carton: 'carton cartons cartoane karton kartons',
  box: 'box boxes boxs boxe bx cutie cutii cutia cutiile cut cuti schachtel schachteln boite boites',
  pack: 'pack packs packet packets package packages pkt pk pachet pachete pachetul pachetele pach paquete paquetes paquet paquets packung packungen',
  ream: 'ream reams top topuri topurile teanc teancuri ramette ramettes resma resmas',
  pc: 'pc pcs pce piece pieces buc bucata bucati bucatile bucatele buca bucat ea stuck stk pieza piezas',
  roll: 'roll rolls rola role rolele ruluri rollen rolle rollo rollos rouleau rouleaux',
  set: 'set sets seturi setul',
  kg: 'kg kgs kil kile kilo kilos kilogram kilograms kilograme kilogramul',
  g: 'g gr gram grams grame gm gsm gramaj',
  l: 'l lt ltr ltrs litru litri litre litres liter liters',
  ml: 'ml mililitri mililitru',
  pallet: 'pallet pallets palet paleti paletul paletii paletti palete europalet europaleti palette paletten',
  bottle: 'bottle bottles sticla sticle flacon flacoane flasche flaschen botella botellas bouteille bouteilles',
  canister: 'canister canisters canistra canistre jerrycan jerrycans jerry bidon bidoane bidonul kanister can cans',
  bag: 'bag bags punga pungi',
  sheet: 'sheet sheets coala coli foaie foi',
  sachet: 'sachet sachets plic plicuri pliculet pliculete pliculetze stick sticks',
  pad: 'pad pads bloc blocuri',
  portion: 'portion portions portie portii',
  pair: 'pair pairs pereche perechi',
}

const units = new Map(Object.entries(unitWords).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)))

/** Our name of the unit that a folded word speaks of, or null. */
export const unitOf = (word: string): string | null => units.get(word) ?? null

/** Words after a number that make it a measure of the goods, never a quantity. Value: our name and how many of it one is. */
const measureWords: Record<string, readonly [string, number]> = {
  g: ['g', 1],
  kg: ['g', 1000],
  ml: ['ml', 1],
  cl: ['ml', 10],
  l: ['ml', 1000],
  mm: ['mm', 1],
  cm: ['mm', 10],
  m: ['mm', 1000],
  oz: ['oz', 1],
  ply: ['ply', 1],
  strat: ['ply', 1],
  straturi: ['ply', 1],
}

/** What a number means with this word behind it ("80 g", "0.5 l", "3-ply"), in grams, millilitres, millimetres …, or null. */
export const measureOf = (word: string): readonly [string, number] | null =>
  Object.hasOwn(measureWords, word) ? (measureWords[word] ?? null) : measureOfUnit(unitOf(word))

const measureOfUnit = (unit: string | null) =>
  unit === 'kg' || unit === 'g' || unit === 'l' || unit === 'ml' ? (measureWords[unit] ?? null) : null

const metric: Record<string, readonly [string, number]> = { kg: ['kg', 1], g: ['kg', 0.001], l: ['l', 1], ml: ['l', 0.001] }

/** How a unit said goes with a product. `times`: thousandths of the sales unit for one of it. */
export type Fit =
  | { kind: 'own' }
  | { kind: 'inner'; per: number }
  | { kind: 'metric'; times: number }
  | { kind: 'ask'; why: 'inner_unit' | 'pieces' | 'unit' }

/** What the catalogue says about how a product is packed, read from its name once. */
export type Packing = {
  /** Units that its names count inside one sales unit: "box of 5 reams", "bax de 12 sticle". */
  inner: ReadonlySet<string>
  /** What one sales unit stands in by its names: "5 l canister", "pungă de 1 kg". */
  container: ReadonlySet<string>
}

const bulk = new Set(['case', 'carton', 'box', 'pack'])

/** Says what a unit means for a product: its own, one inside it, a metric part of it, or something to ask about. */
export const fitOf = (product: CatalogueProduct, packing: Packing, unit: string): Fit => {
  const { packSize, packUnit } = product
  const own = product.unit
  const inside = unit === packUnit || packing.inner.has(unit)
  const soldAs = own === unit || packing.container.has(unit) || (bulk.has(unit) && bulk.has(own))
  // A carton of milk may be the litre or the pack of twelve: both are called so.
  if (inside && soldAs && unit !== own && !(unit === 'pack' && packUnit === 'pack')) return { kind: 'ask', why: 'inner_unit' }
  if (own === unit) return { kind: 'own' }
  if (inside || (unit === 'case' && packUnit === 'box'))
    return packSize ? { kind: 'inner', per: packSize } : { kind: 'ask', why: 'inner_unit' }
  if (soldAs) return { kind: 'own' }
  const from = metric[unit]
  if (from) return metricFit(product, from)
  if (unit === 'pc') return piecesFit(product)
  if (own === 'box' && packUnit === 'pack' && unit === 'sheet') return { kind: 'ask', why: 'inner_unit' }
  return { kind: 'ask', why: 'unit' }
}

const metricFit = ({ unit, packSize, packUnit }: CatalogueProduct, [base, factor]: readonly [string, number]): Fit => {
  if (unit === base) return { kind: 'metric', times: factor * 1000 }
  return packUnit === base && packSize ? { kind: 'inner', per: packSize / factor } : { kind: 'ask', why: 'unit' }
}

const piecesFit = ({ unit, packUnit, packSize }: CatalogueProduct): Fit => {
  if (packUnit === 'pc' && packSize) return { kind: 'inner', per: packSize }
  if (unit === 'kg' || unit === 'l') return { kind: 'ask', why: 'unit' }
  return packUnit === null || unit === 'pc' ? { kind: 'own' } : { kind: 'ask', why: 'pieces' }
}
