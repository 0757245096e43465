const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
]
const first = (table: typeof browsers, text: string) => table.find(([sign]) => sign.test(text))?.[1]

/** A browser and its system as people call them: “Firefox, Windows”. Null where it does not say. */
export const browserIn = (userAgent: string | null): string | null => {
  const known = [first(browsers, userAgent ?? ''), first(systems, userAgent ?? '')].filter(Boolean)
  return known.length ? known.join(', ') : null
}
