/** What the server says of an import: what it read, where each column goes, what would change, how far it is. */
export type Kind = 'products' | 'prices' | 'clients' | 'contacts' | 'stock'
export const kinds: readonly Kind[] = ['products', 'prices', 'clients', 'contacts', 'stock']

export type Mapping = Readonly<Record<string, string | null>>
export type ImportError = { line: number; field?: string | null; message: string }
export type Import = {
  id: string
  of?: Kind
  state?: string
  columns: string[]
  sample: Readonly<Record<string, string>>[] | string[][]
  mapping: Mapping
  fields?: { name: string; label: string; required: boolean }[]
  lines: number
  errors: ImportError[]
  preview: { create: number; change: number; same: number }
}
export type Progress = { state?: string; done: number; of: number; errors: ImportError[]; trouble?: string | null }

export const MOST_BYTES = 20 * 1024 * 1024

/** Why this file cannot be taken, before it is sent: told by its name and size. */
export const faultOfFile = ({ name, size }: { name: string; size: number }): 'wrongKind' | 'tooBig' | null => {
  if (!/\.(csv|xlsx)$/i.test(name)) return 'wrongKind'
  return size > MOST_BYTES ? 'tooBig' : null
}

/** The first values of a column, whichever way the server lists the sample. */
export const samplesOf = ({ sample, columns }: Pick<Import, 'sample' | 'columns'>, column: string): string[] => {
  const at = columns.indexOf(column)
  const values = sample.map((row) => (Array.isArray(row) ? row[at] : row[column]))
  return [...new Set(values.filter((one): one is string => typeof one === 'string' && one !== ''))].slice(0, 3)
}

/** Needed fields that no column fills. */
export const unfilled = ({ fields = [], mapping }: Pick<Import, 'fields' | 'mapping'>) => {
  const filled = new Set(Object.values(mapping))
  return fields.filter(({ name, required }) => required && !filled.has(name))
}

/** The mapping with a column sent to a field; a field is filled by one column only, so another one is freed. */
export const remapped = (mapping: Mapping, column: string, field: string | null): Mapping =>
  Object.fromEntries(
    Object.entries({ ...mapping, [column]: field }).map(([name, to]) => [name, to === field && name !== column ? null : to]),
  )

export const linesWithMistakes = (errors: readonly ImportError[]) => new Set(errors.map(({ line }) => line)).size
export const isOver = ({ done, of, state }: Progress) =>
  ['done', 'failed', 'undone', 'stopped'].includes(state ?? '') || (of > 0 && done >= of)
