const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** `text` if it fits, else its beginning and an ellipsis: at most `max` code units, divided between two characters as a reader sees them. */
export const cut = (text: string, max: number) => {
  if (text.length <= max) return text
  let end = 0
  // One character can be endless (a letter under a thousand accents), so only a window is looked at.
  for (const { index, segment } of characters.segment(text.slice(0, max + 64))) {
    if (index + segment.length > max - 1) break
    end = index + segment.length
  }
  return `${text.slice(0, end).trimEnd()}…`
}

/** Divides a list into groups of at most `size`. */
export const inGroups = <Item>(items: readonly Item[], size: number) =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
