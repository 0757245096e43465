import { h } from './dom.js'

// biome-ignore format: a table
const EMOJI = {
  white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', warning: '⚠️', hourglass: '⌛', hourglass_flowing_sand: '⏳', bell: '🔔', memo: '📝',
  package: '📦', truck: '🚚', receipt: '🧾', money_with_wings: '💸', moneybag: '💰', credit_card: '💳', speech_balloon: '💬', wave: '👋',
  thumbsup: '👍', '+1': '👍', thumbsdown: '👎', '-1': '👎', tada: '🎉', eyes: '👀', lock: '🔒', unlock: '🔓', phone: '☎️', telephone_receiver: '📞',
  calendar: '📅', date: '📅', clock3: '🕒', alarm_clock: '⏰', information_source: 'ℹ️', question: '❓', exclamation: '❗', no_entry: '⛔',
  large_green_circle: '🟢', large_yellow_circle: '🟡', large_orange_circle: '🟠', red_circle: '🔴', large_blue_circle: '🔵', white_circle: '⚪',
  arrow_right: '➡️', bust_in_silhouette: '👤', office: '🏢', shopping_trolley: '🛒', pray: '🙏', rocket: '🚀', star: '⭐', fire: '🔥', bulb: '💡',
  heart: '❤️', smile: '😄', robot_face: '🤖', chart_with_upwards_trend: '📈', bar_chart: '📊', page_facing_up: '📄', paperclip: '📎', pencil2: '✏️',
}

const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** `:white_check_mark:` and the like as characters; unknown ones stay as written. */
export const withEmoji = (text) => plain(text).replaceAll(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all)

const WRAPS = [
  ['`', 'code'],
  ['*', 'b'],
  ['_', 'i'],
  ['~', 's'],
]

const bracketed = (inside, names) => {
  const [target, label] = inside.split('|')
  if (target.startsWith('@')) return h('span', { class: 'mention' }, `@${label ?? names.user(target.slice(1))}`)
  if (target.startsWith('#')) return h('span', { class: 'mention' }, `#${label || names.channel(target.slice(1))}`)
  if (target.startsWith('!date')) return label ?? target
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${label ?? target.slice(1)}`)
  if (/^(https?:|mailto:|tel:)/.test(target))
    return h('a', { href: plain(target), target: '_blank', rel: 'noopener noreferrer' }, plain(label ?? target))
  return `<${inside}>`
}

const inline = (text, names) => {
  const candidates = []
  const angle = /<([^<>\n]+)>/.exec(text)
  if (angle) candidates.push({ at: angle.index, length: angle[0].length, make: () => bracketed(angle[1], names) })
  const bare = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)]/.exec(text)
  if (bare)
    candidates.push({
      at: bare.index,
      length: bare[0].length,
      make: () => h('a', { href: plain(bare[0]), target: '_blank', rel: 'noopener noreferrer' }, plain(bare[0])),
    })
  for (const [mark, tag] of WRAPS) {
    const escaped = mark === '*' ? '\\*' : mark
    const match = new RegExp(`(^|[\\s(\\[{"'>*_~\\u200b])${escaped}(?=\\S)([^\\n]*?\\S)${escaped}(?=$|[\\s.,;:!?)\\]}"'<*_~\\u200b])`).exec(
      text,
    )
    if (!match) continue
    const at = match.index + match[1].length
    candidates.push({ at, length: match[2].length + 2, make: () => h(tag, {}, tag === 'code' ? plain(match[2]) : inline(match[2], names)) })
  }
  const first = candidates.sort((a, b) => a.at - b.at)[0]
  if (!first) return text ? [withEmoji(text)] : []
  return [...inline(text.slice(0, first.at), names), first.make(), ...inline(text.slice(first.at + first.length), names)]
}

/** Slack's mrkdwn as elements: bold, italic, struck, code, quotes, links, mentions, emoji. Never markup. */
export const mrkdwn = (text, names) =>
  text.split(/```/).map((part, index) => {
    if (index % 2 === 1) return h('pre', {}, plain(part.replace(/^\n|\n$/g, '')))
    return part.split('\n').map((line, at, lines) => {
      if (/^(&gt;|>)/.test(line)) return h('blockquote', {}, inline(line.replace(/^(&gt;|>)\s?/, ''), names))
      const more = at < lines.length - 1 && !/^(&gt;|>)/.test(lines[at + 1])
      return [inline(line, names), more ? '\n' : null]
    })
  })
