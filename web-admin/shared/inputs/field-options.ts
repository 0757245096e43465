import type { Field } from '../house.ts'

/** What the control of a field is given. */
export type FieldInputOptions = {
  field: Field
  /** As the API takes it: integers for amounts, ids for references. */
  value: unknown
  onChange(value: unknown): void
  error?: string | undefined
  /** Finds what is wrong with a field inside of this one: `0.quantityMilli`. */
  errorAt?: (path: string) => string | undefined
  /** Of amounts. (Default: the company's) */
  currency?: string | undefined
  /** Without a visible label: a cell of a table. (Default: false) */
  bare?: boolean
}
