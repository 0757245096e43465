import type { PageEntry } from '../../page-entry.ts'

/** Pages made by hand, where the derived ones are not good enough. An entry here takes the place of a derived one with the same path. */
export const specialPages: readonly PageEntry[] = []
