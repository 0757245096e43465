const gap = '\u200b'

/**
 * Our text (only *bold*, _italic_ and line breaks mean anything) as the markdown that Teams reads: nothing else in it can become markup,
 * a link of somebody else's, or a mention.
 */
export const markdown = (text: string) => text.split('\n').map(line).join('\n\n')

const line = (text: string) =>
  text
    // Marks inside data stand after a zero-width space already; Teams wants a backslash.
    .replace(/\u200b([*_~`])/g, '\\$1')
    .replace(/(?<!\\)[~`]/g, (mark) => `\\${mark}`)
    .replace(/</g, `<${gap}`)
    .replace(/\]\(/g, `]${gap}(`)
    .replace(/^(\s*)([#>+-]|\d+[.)])(?=\s)/, `$1${gap}$2`)
    .replace(/(?<![\p{L}\p{N}*\\])\*(?=\S)([^\n*]*?[^\s\\])\*(?![\p{L}\p{N}*])/gu, '**$1**')
    .replace(/https?:\/\/[^\s\u200b|*<>()]+/g, linked)

const linked = (found: string) => {
  const tail = /[.,;:!?\]}'"_\\]+$/.exec(found)?.[0] ?? ''
  const url = tail ? found.slice(0, -tail.length) : found
  return `[${url}](${url})${tail}`
}

/** Our text where Teams shows no markup at all (titles, buttons): the marks of bold and italic go, the marks inside data stay. */
export const unmarked = (text: string) =>
  text.replace(/(?<!\u200b)(?<![\p{L}\p{N}])([*_])(?=\S)([^\n]*?\S)(?<!\u200b)\1(?![\p{L}\p{N}])/gu, '$2').replace(/\u200b(?=[*_~`])/g, '')

/** What a person typed: without the mention of us and without the tags and entities that Teams puts around it. */
export const typedText = (text: string, mentionOfUs?: string | null) => {
  const body = mentionOfUs ? text.replaceAll(mentionOfUs, ' ') : text
  return body
    .replace(/<at[^>]*>(.*?)<\/at>/g, '@$1')
    .replace(/<br\s*\/?>|<\/p>|<\/div>/gi, '\n')
    .replace(/<\/?[a-z][^>]{0,500}>/gi, '')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim()
}

/** Commands are written to Slack with a slash word in front; here they are plain messages. */
export const withoutSlash = (text: string, isShared: boolean) => text.replace(/\/parley (?=\S)/g, isShared ? '@Parley ' : '')
