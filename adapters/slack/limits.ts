/**
 * What Slack accepts, in UTF-16 code units and counts. Sources: `@slack/types` 3.2.0 and Slack's Block Kit reference;
 * where the two differ (option values: 75 against 150) the smaller holds.
 */
export const limits = {
  messageBlocks: 50,
  modalBlocks: 100,
  /** Slack cuts at 40,000 and asks for less than 4,000. */
  messageText: 3000,
  headerText: 150,
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  contextElements: 10,
  contextText: 2000,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  selectOptions: 100,
  selectGroups: 100,
  optionText: 75,
  optionValue: 75,
  groupLabel: 75,
  placeholder: 150,
  blockId: 255,
  modalTitle: 24,
  modalButton: 24,
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  privateMetadata: 3000,
} as const

/** From this many choices on, buttons give way to one select menu. */
export const buttonsAtMost = 5

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The longest beginning of `text` that has at most `max` code units and ends between two characters as a reader sees them. */
export const beginning = (text: string, max: number) => {
  if (text.length <= max) return text
  let end = 0
  // One character can be endless (a letter under a thousand accents), so only a window is looked at.
  for (const { index, segment } of characters.segment(text.slice(0, max + 64))) {
    if (index + segment.length > max) break
    end = index + segment.length
  }
  if (end === 0) end = wholeUnits(text, max)
  return text.slice(0, end)
}

/** `text` if it fits, else its beginning and an ellipsis: at most `max` code units. */
export const cut = (text: string, max: number) => (text.length <= max ? text : `${beginning(text, max - 1).trimEnd()}…`)

const wholeUnits = (text: string, max: number) => (/[\ud800-\udbff]/.test(text.charAt(max - 1)) && max > 1 ? max - 1 : max)

/**
 * Puts lines together into pieces whose length, as `measure` gives it, is at most `max`; a line that is too long on its own
 * is divided at a space, else between two characters. `measure` must not shrink when text is added.
 */
export const pieces = (lines: readonly string[], max: number, measure: (text: string) => number = (text) => text.length) => {
  const done: { text: string; lines: number }[] = []
  let open: { text: string; lines: number } | undefined
  for (const line of lines) {
    let counted = 1
    for (const part of divided(line, max, measure)) {
      const joined: string = open ? `${open.text}\n${part}` : part
      if (open && counted === 1 && measure(joined) <= max) {
        open = { text: joined, lines: open.lines + 1 }
      } else {
        if (open) done.push(open)
        open = { text: part, lines: counted }
      }
      counted = 0
    }
  }
  if (open) done.push(open)
  return done
}

const divided = (line: string, max: number, measure: (text: string) => number) => {
  const parts: string[] = []
  let rest = line
  while (measure(rest) > max) {
    let size = Math.min(rest.length, max)
    let part = beginning(rest, size)
    // Escaping makes text longer than it is counted here: shrink until the written form fits.
    while (measure(part) > max && size > 1) {
      size = Math.floor(size * 0.8)
      part = beginning(rest, size)
    }
    const space = part.lastIndexOf(' ')
    if (space > part.length / 2) part = part.slice(0, space)
    parts.push(part)
    rest = rest.slice(part.length).replace(/^ /, '')
  }
  return [...parts, rest]
}
