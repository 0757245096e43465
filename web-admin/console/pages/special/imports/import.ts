/** What the server says of an import: what it read, where each column goes, what would change, how far it is. */
export type Kind = 'products' | 'prices' | 'clients' | 'contacts' | 'stock'
export const kinds: readonly Kind[] = ['products', 'prices', 'clients', 'contacts', 'stock']

/** Fields by name, with the position of the column that fills them. */
export type Mapping = Readonly<Record<string, number>>
export type ImportError = { line: number; field: string; message: string }
export type Target = { field: string; label: string; required: boolean }
export type Import = {
  id: string
  of: Kind
  name: string
  state: 'read' | 'running' | 'done' | 'undoing' | 'undone' | 'failed'
  /** Of prices: the list that they go into, where no column says so. */
  into: string | null
  columns: Target[]
  header: string[]
  sample: string[][]
  mapping: Mapping
  lines: number
  preview: { create: number; change: number; same: number; wrong: number }
  progress: { done: number; of: number; failed: number }
  errors: ImportError[]
}

export const MOST_BYTES = 20 * 1024 * 1024

/** Why this file cannot be taken, before it is sent: told by its name and size. */
export const faultOfFile = ({ name, size }: { name: string; size: number }): 'wrongKind' | 'tooBig' | null => {
  if (!/\.(csv|xlsx)$/i.test(name)) return 'wrongKind'
  return size > MOST_BYTES ? 'tooBig' : null
}

/** The first values of a column, each once. */
export const samplesOf = (sample: readonly (readonly string[])[], at: number): string[] =>
  [...new Set(sample.flatMap((cells) => cells[at] || []))].slice(0, 3)

/** Needed fields that no column fills. */
export const unfilled = ({ columns, mapping }: Pick<Import, 'columns' | 'mapping'>) =>
  columns.filter(({ field, required }) => required && mapping[field] === undefined)

/** The field that a column fills, or null. */
export const fieldAt = (mapping: Mapping, at: number): string | null => Object.keys(mapping).find((field) => mapping[field] === at) ?? null

/** The mapping with a column sent to a field, or left out: a column fills one field, and a field is filled by one column. */
export const remapped = (mapping: Mapping, at: number, field: string | null): Mapping => ({
  ...Object.fromEntries(Object.entries(mapping).filter(([name, column]) => column !== at && name !== field)),
  ...(field && { [field]: at }),
})

export const isGoing = ({ state }: Pick<Import, 'state'>) => state === 'running' || state === 'undoing'
