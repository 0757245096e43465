/** Our text (only *bold*, _italic_ and line breaks mean anything) as Slack's mrkdwn: nothing else in it can become markup, a mention or a channel link. */
export const mrkdwn = (text: string) =>
  text
    // Our language knows neither strike-through nor code; where data carries them they are read as they stand.
    .replace(/(?<!\u200b)[~`]/g, (mark) => `\u200b${mark}`)
    .replace(/^>/gm, '\u200b>')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    // Automatic links are off (they would link channel names and mentions too), so web addresses are linked here.
    .replace(/https?:\/\/[^\s\u200b|*]+/g, linked)

const linked = (found: string) => {
  const tail = /(?:[.,;:!?)\]}'"_]|&gt;|&lt;)+$/.exec(found)?.[0] ?? ''
  const url = tail ? found.slice(0, -tail.length) : found
  return url.includes('&lt;') || url.includes('&gt;') ? found : `<${url}>${tail}`
}

/** Our text where Slack shows no markup at all: the marks of bold and italic go, the marks inside data (after a zero-width space) stay. */
export const unmarked = (text: string) =>
  text.replace(/(?<!\u200b)(?<![\p{L}\p{N}])([*_])(?=\S)([^\n]*?\S)(?<!\u200b)\1(?![\p{L}\p{N}])/gu, '$2')

/**
 * What a person typed, out of Slack's form of it: links become their label or address, mentions `@name` and `#place`, entities characters;
 * a mention of us at the beginning goes.
 */
export const typedText = (text: string, us?: string) => {
  const body = us && text.trimStart().startsWith(`<@${us}`) ? text.trimStart().replace(/^<@[^>]*>[:,]?\s*/, '') : text
  return body
    .replace(/<([@#!])([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string, id: string, label?: string) => {
      if (sign === '#') return `#${label || id}`
      if (sign === '@') return `@${label || id}`
      return label || `@${id.split('^')[0]}`
    })
    .replace(/<([^>|]+)(?:\|([^>]*))?>/g, (_, url: string, label?: string) => addressOf(url, label))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

const addressOf = (url: string, label?: string) => {
  if (/^(mailto|tel):/.test(url)) return label || url.replace(/^(mailto|tel):/, '')
  return label && label !== url && !url.endsWith(label) ? `${label} (${url})` : label || url
}
