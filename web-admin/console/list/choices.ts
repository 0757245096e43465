import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Field, RecordShape } from '../../shared/house.ts'

export type Op = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'startsWith' | 'in' | 'isSet' | 'isNotSet'
/** One comparison; without a value while it is still being written. */
export type Filter = { field: string; op: Op; value?: string | number | boolean | readonly string[] | undefined }

/** What somebody chose to see of a list. */
export type Choices = {
  q: string
  /** A field, with `-` before it for the other way round; '' is newest first. */
  sort: string
  match: 'all' | 'any'
  filters: readonly Filter[]
  /** Empty: as the list comes. */
  columns: readonly string[]
}

const withoutValue: readonly Op[] = ['isSet', 'isNotSet']
export const needsValue = (op: Op) => !withoutValue.includes(op)
/** Is there enough of it to ask the server with? */
export const isWhole = ({ op, value }: Filter) =>
  !needsValue(op) || (value !== undefined && value !== '' && !Number.isNaN(value) && !(Array.isArray(value) && value.length === 0))

/** The comparisons that make sense for a field, the likeliest first. */
export const opsFor = ({ type }: Field): readonly Op[] => {
  if (type === 'flag') return ['eq']
  if (type === 'choice') return ['in', 'isSet', 'isNotSet']
  if (type === 'ref') return ['eq', 'ne', 'isSet', 'isNotSet']
  if (type === 'text' || type === 'long') return ['contains', 'startsWith', 'eq', 'ne', 'isSet', 'isNotSet']
  if (type === 'day' || type === 'instant') return ['gte', 'lte', 'isSet', 'isNotSet', ...(type === 'day' ? (['eq'] as const) : [])]
  return ['gte', 'lte', 'eq', 'ne', 'gt', 'lt', 'isSet', 'isNotSet']
}

/** The fields that a list can be narrowed by. */
export const filterableOf = (record: RecordShape) =>
  record.fields.filter(({ filterable, type }) => filterable && type !== 'json' && type !== 'many')

/** The condition tree of these filters, as the API takes it; undefined where there are none. */
export const whereOf = ({ match, filters }: Pick<Choices, 'match' | 'filters'>): string | undefined => {
  const leaves = filters.filter(isWhole).map(({ field, op, value }) => ({ field: `record.${field}`, op, ...(needsValue(op) && { value }) }))
  return leaves.length ? JSON.stringify({ [match]: leaves }) : undefined
}

const ops: readonly string[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'startsWith', 'in', 'isSet', 'isNotSet']
const isFilter = (given: unknown): given is Filter =>
  typeof given === 'object' &&
  given !== null &&
  'field' in given &&
  typeof given.field === 'string' &&
  'op' in given &&
  ops.includes(String(given.op))

/** Reads choices from an address or a saved view; what cannot be read is passed over. */
export const readChoices = (params: URLSearchParams): Choices => {
  let filters: readonly Filter[] = []
  try {
    const read: unknown = JSON.parse(params.get('f') ?? '[]')
    if (Array.isArray(read)) filters = read.filter(isFilter)
  } catch {
    // Somebody cut the address.
  }
  return {
    q: params.get('q') ?? '',
    sort: params.get('sort') ?? '',
    match: params.get('any') === '1' ? 'any' : 'all',
    filters,
    columns: params.get('columns')?.split(',').filter(Boolean) ?? [],
  }
}

/** Choices as they stand in an address: only what differs from the list as it comes. */
export const writeChoices = ({ q, sort, match, filters, columns }: Choices): URLSearchParams => {
  const params = new URLSearchParams()
  if (q) params.set('q', q)
  if (sort) params.set('sort', sort)
  if (match === 'any' && filters.length > 1) params.set('any', '1')
  if (filters.length) params.set('f', JSON.stringify(filters))
  if (columns.length) params.set('columns', columns.join(','))
  return params
}

/** The choices of a list, kept in the address so that they can be sent to a colleague; those of an embedded list are its own. */
export const useChoices = (isEmbedded: boolean): [Choices, (next: Partial<Choices>) => void] => {
  const [params, setParams] = useSearchParams()
  const [own, setOwn] = useState<Choices>(() => readChoices(new URLSearchParams()))
  const inAddress = useMemo(() => readChoices(params), [params])
  const choices = isEmbedded ? own : inAddress
  const change = (next: Partial<Choices>) => {
    const all = { ...choices, ...next }
    if (isEmbedded) setOwn(all)
    else setParams(writeChoices(all), { replace: true })
  }
  return [choices, change]
}
