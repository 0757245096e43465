/** The code in `link CODE`, as people type it (`/parley link ABCD-EFGH`). */
export const linkCodeIn = (text: string | null): string | null => /^\s*(?:\/\S+\s+)?link\s+(\S.{0,60}?)\s*$/i.exec(text ?? '')?.[1] ?? null
