import { avatar, h, icon } from './dom.js'
import { drawBlocks } from './slack-blocks.js'
import { mrkdwn } from './slack-mrkdwn.js'
import { hour, w } from './words.js'

const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`)

const fileCard = (file, user) => {
  const href = `control/slack/${encodeURIComponent(user)}/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}`
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype))
    return h('a', { href, target: '_blank', rel: 'noopener' }, h('img', { src: href, alt: file.title || file.name }))
  return h(
    'a',
    { class: 'file', href, target: '_blank', rel: 'noopener' },
    icon('file'),
    h(
      'span',
      {},
      h('b', {}, file.title || file.name),
      h('small', {}, `${(file.filetype || file.name.split('.').at(-1)).toUpperCase()} · ${size(file.size)}`),
    ),
  )
}

/** One message (or whisper) with its head, blocks, files, reactions and thread line. */
export const drawMessage = ({ message, joined, whisper }, { context, user, act, openThread, inThread }) => {
  const bot = whisper ? true : message.bot_id !== undefined
  const name = whisper?.from === 'slackbot' ? 'Slackbot' : bot ? context.names.bot : context.names.user(message.user)
  const names = context.names
  const { nodes } = drawBlocks(message.blocks, { ...context, act: (element, value) => act(message.ts, element, value) })
  const files = message.files ?? []
  const at = Number(message.ts) * 1000
  const body = [
    nodes.length > 0 ? nodes : message.text ? h('div', { class: 'words' }, mrkdwn(message.text, names)) : null,
    message.edited ? h('span', { class: 'quiet edited' }, ` (${w.edited.toLowerCase()})`) : null,
    (message.attachments ?? []).map(({ blocks }) => h('div', { class: 'unfurl' }, drawBlocks(blocks, { ...context, act: () => {} }).nodes)),
    files.map((file) => fileCard(file, user)),
    message.reactions?.length
      ? h(
          'div',
          { class: 'reactions' },
          message.reactions.map((one) => h('span', {}, `:${one.name}: ${one.count ?? one.users?.length ?? 1}`)),
        )
      : null,
    !inThread && message.reply_count > 0
      ? h(
          'button',
          { class: 'replies', type: 'button', onclick: () => openThread(message.ts) },
          (message.reply_users ?? []).slice(0, 3).map((id) => avatar(names.user(id), 'tiny')),
          w.replies(message.reply_count),
        )
      : null,
  ]
  return h(
    'article',
    { class: `msg${joined ? ' joined' : ''}${whisper ? ' whisper' : ''}` },
    joined ? h('time', { class: 'gutter' }, hour(at)) : avatar(name, `square${bot ? ' bot' : ''}`),
    h(
      'div',
      { class: 'content' },
      whisper ? h('div', { class: 'only' }, icon('eye'), w.onlyYou) : null,
      joined ? null : h('div', { class: 'by' }, h('b', {}, name), bot ? h('span', { class: 'app' }, w.app) : null, h('time', {}, hour(at))),
      body,
    ),
    whisper || inThread
      ? null
      : h(
          'button',
          { class: 'hover', type: 'button', 'aria-label': w.replyInThread, title: w.replyInThread, onclick: () => openThread(message.ts) },
          icon('bubble'),
        ),
  )
}

/** Puts whispers among the messages by time, and joins what one author wrote within five minutes. */
export const arrange = (messages, whispers) => {
  const all = [
    ...messages.map((message) => ({ key: message.ts, message })),
    ...whispers.map((whisper) => ({ key: `w${whisper.ts}`, message: whisper, whisper })),
  ]
  all.sort((a, b) => Number(a.message.ts) - Number(b.message.ts))
  return all.map((one, index) => {
    const last = all[index - 1]
    const same =
      last &&
      !last.whisper &&
      !one.whisper &&
      last.message.user === one.message.user &&
      Number(one.message.ts) - Number(last.message.ts) < 300
    return { ...one, joined: Boolean(same) && !(one.message.blocks?.length > 0) }
  })
}
