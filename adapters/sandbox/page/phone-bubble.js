import { h, icon, ticks } from './dom.js'
import { hour, w } from './words.js'

const MARKS = [
  ['```', 'code'],
  ['*', 'b'],
  ['_', 'i'],
  ['~', 's'],
]

/** WhatsApp's own markup (*bold*, _italic_, ~struck~, ```code```) and links, as elements. */
export const waText = (text) => {
  const link = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/.exec(text)
  const found = MARKS.map(([mark, tag]) => {
    const escaped = mark.replaceAll(/[*`]/g, '\\$&')
    const match = new RegExp(`(^|[\\s(\\[{"'*_~])${escaped}(?=\\S)([\\s\\S]*?\\S)${escaped}(?=$|[\\s.,;:!?)\\]}"'*_~])`).exec(text)
    return match && { at: match.index + match[1].length, mark, tag, inner: match[2] }
  })
    .filter(Boolean)
    .sort((a, b) => a.at - b.at)[0]
  if (link && (!found || link.index < found.at))
    return [
      ...waText(text.slice(0, link.index)),
      h('a', { href: link[0], target: '_blank', rel: 'noopener noreferrer' }, link[0]),
      ...waText(text.slice(link.index + link[0].length)),
    ]
  if (!found) return text ? [text] : []
  const end = found.at + found.inner.length + 2 * found.mark.length
  const inner = found.tag === 'code' ? [found.inner] : waText(found.inner)
  return [...waText(text.slice(0, found.at)), h(found.tag, {}, inner), ...waText(text.slice(end))]
}

const size = (bytes) =>
  bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

const fileOf = ({ file, kind }) => {
  const href = file.id ? `control/media/${encodeURIComponent(file.id)}` : undefined
  if (/^image\/(png|jpeg|webp)$/.test(file.mime) && href) return h('img', { src: href, alt: file.name, loading: 'lazy' })
  const type = kind === 'voice' || kind === 'audio' ? w.voice : (file.name.split('.').at(-1) ?? '')
  return h(
    'a',
    { class: 'doc', href, target: '_blank', rel: 'noopener' },
    icon(kind === 'voice' || kind === 'audio' ? 'mic' : 'file'),
    h('span', {}, h('b', {}, file.name), h('small', {}, `${type}${file.bytes ? ` · ${size(file.bytes)}` : ''}`)),
  )
}

const placeOf = ({ location }) =>
  h(
    'div',
    { class: 'place' },
    icon('pin'),
    h(
      'span',
      {},
      location.name ? h('b', {}, location.name) : null,
      h('div', {}, location.address || `${location.latitude}, ${location.longitude}`),
    ),
  )

const quoteOf = (quoted, business) =>
  quoted &&
  h(
    'div',
    { class: 'quote' },
    h('b', {}, quoted.from === 'phone' ? w.you : business),
    (quoted.text || quoted.header || quoted.file?.name || '…').slice(0, 140),
  )

const stampOf = (message) => {
  const state = message.from === 'phone' ? ticks(2) : null
  if (message.seen) state?.classList.add('seen')
  return h('span', { class: 'stamp' }, message.edited ? `${w.edited} ` : null, hour(message.at), state)
}

/** One message of the chat. `does` knows what its buttons do; `turn` = the first of several by the same side. */
export const bubble = ({ message, quoted, turn }, business, does) => {
  const mine = message.from === 'phone'
  const lost = message.state === 'failed'
  const inside = message.deleted
    ? [h('span', { class: 'gone' }, w.deleted)]
    : [
        quoteOf(quoted, business),
        message.header ? h('div', { class: 'title' }, message.header) : null,
        message.file ? fileOf(message) : null,
        message.location ? placeOf(message) : null,
        message.order ? message.order.map((line) => h('div', {}, `${line.quantity} × ${line.code}`)) : null,
        message.kind === 'unsupported' ? h('span', { class: 'gone' }, w.unsupportedKind) : null,
        message.text && !message.location ? h('span', { class: 'words' }, waText(message.text)) : null,
        message.footer ? h('div', { class: 'foot' }, message.footer) : null,
      ]
  const buttons = (message.buttons ?? []).map((one) =>
    one.kind === 'url'
      ? h(
          'a',
          { class: 'press', href: /^https?:/.test(one.url) ? one.url : undefined, target: '_blank', rel: 'noopener noreferrer' },
          icon('link'),
          one.title,
        )
      : one.kind === 'location'
        ? h('button', { class: 'press', type: 'button', onclick: () => does.locate() }, icon('pin'), w.location)
        : h('button', { class: 'press', type: 'button', onclick: () => does.press(one.id, message.id) }, icon('reply'), one.title),
  )
  const votes = (message.poll?.options ?? []).map((option, at) =>
    h(
      'button',
      { class: 'press', type: 'button', 'aria-pressed': String(message.poll.chosen === at), onclick: () => does.press(option, message.id) },
      h('span', { 'aria-hidden': 'true' }, message.poll.chosen === at ? '●' : '○'),
      option,
    ),
  )
  return h(
    'div',
    { class: `wa${mine ? ' mine' : ''}${turn ? ' turn' : ''}${lost ? ' lost' : ''}` },
    h(
      'div',
      { class: 'bubble' },
      inside,
      stampOf(message),
      lost ? h('div', { class: 'why' }, `${w.failed}: ${message.error.code} ${message.error.title}`) : null,
      message.deleted || lost
        ? null
        : h('button', { class: 'more', type: 'button', 'aria-label': w.more, onclick: () => does.more(message) }, icon('down')),
    ),
    lost ? null : [...buttons, ...votes],
    message.list && !lost
      ? h('button', { class: 'press', type: 'button', onclick: () => does.list(message) }, icon('list'), message.list.button)
      : null,
    message.reactions?.length
      ? h(
          'span',
          { class: 'reacted' },
          message.reactions.map((one) => one.emoji),
        )
      : null,
  )
}
