import { z } from 'zod'

/** What the program that reads a backup must know. Raised when the file's form changes. */
export const FORM = 1

const Path = z
  .string()
  .min(1)
  .max(1000)
  .refine((path) => !path.startsWith('/') && !/[\\:\0]/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part)))

/** The first block: whose backup this is. */
export const Head = z.strictObject({
  format: z.literal('parley backup'),
  form: z.number().int(),
  /** Version of Parley that wrote it. */
  product: z.string(),
  createdAt: z.iso.datetime(),
  /** Name of the database that was saved. */
  database: z.string(),
  /** Migrations that were applied, in their order. */
  migrations: z.array(z.string().regex(/^\d{4}_[a-z0-9_]+$/)),
  /** A fingerprint of the secret key that seals what is encrypted; null where there was no key yet. */
  key: z.string().nullable(),
})
export type Head = z.infer<typeof Head>

/** Begins a table: its columns are those of every row that follows, in COPY's text form. */
export const TableStart = z.strictObject({ table: z.string().min(1), columns: z.array(z.string().min(1)).min(1) })
/** Begins a file of the data folder. `mode`: its permission bits. */
export const FileStart = z.strictObject({ file: Path, mode: z.number().int().min(0).max(0o777) })

const Sum = { bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }
export const TableEnd = z.strictObject({ rows: z.number().int().min(0), ...Sum })
export const FileEnd = z.strictObject(Sum)

export const SavedTable = TableStart.extend(TableEnd.shape)
export type SavedTable = z.infer<typeof SavedTable>
export const SavedFile = FileStart.extend(FileEnd.shape)
export type SavedFile = z.infer<typeof SavedFile>

/** Where a column that counts by itself stands. */
export const Counter = z.strictObject({ table: z.string(), column: z.string(), last: z.string().regex(/^-?\d+$/), called: z.boolean() })
export type Counter = z.infer<typeof Counter>

/** The last block: everything that must have come before it. */
export const Manifest = Head.extend({ tables: z.array(SavedTable), files: z.array(SavedFile), counters: z.array(Counter) })
export type Manifest = z.infer<typeof Manifest>
