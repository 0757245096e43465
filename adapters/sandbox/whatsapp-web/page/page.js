// Runs inside Chromium in place of WhatsApp Web, so that the real library drives a real page. Written from the calls that the library makes.
import { listen, send } from './line.js'
import { keepToken, tokenKept } from './link.js'
import { addMessage, chatOf, Msg, MsgKey, messageBy, plainWid, widOf } from './model.js'
import { Cmd, Conn, leave, me, media, reactions, require, Socket, setState, votes } from './modules.js'

/** A message that comes down, or came down before this page was opened (`old`). */
const arrives = ({ id, chat, fromMe, t, data, quotes, unread, old, options, ...content }) => {
  const remote = widOf(chat)
  const extra = {}
  if (data) {
    extra.directPath = `/in/${id}`
    extra.mediaKey = 'k'
    extra.mediaData = { mediaStage: 'NEEDS_POKE' }
    media.set(extra.directPath, data)
  }
  if (quotes) Object.assign(extra, { quotedStanzaID: quotes, quotedMsg: { type: 'chat' } })
  if (options) extra.pollOptions = options.map((name, localId) => ({ name, localId }))
  addMessage({
    ack: 0,
    ...content,
    ...extra,
    id: new MsgKey({ from: fromMe ? me.phone : remote, to: fromMe ? remote : me.phone, id, selfDir: fromMe ? 'out' : 'in' }),
    from: fromMe ? me.phone : remote,
    to: fromMe ? remote : me.phone,
    t,
    isNewMsg: !old,
  })
  if (unread) chatOf(remote).unreadCount += 1
}

const connected = (number, history) => {
  me.phone = widOf(number)
  for (const one of history) if (!messageBy(one.id)) arrives({ ...one, old: true })
  setState('CONNECTED')
  // A person takes longer to scan than the library to listen; a test does not.
  const waiting = setInterval(() => {
    if (!Socket.listeners['change:hasSynced']?.length) return
    clearInterval(waiting)
    Socket.hasSynced = true
    Cmd.emit('offline_progress_update_from_bridge')
    Socket.emit('change:hasSynced', Socket, true)
  }, 30)
}

const hears = {
  qr({ ref }) {
    Conn.ref = ref
    if (Socket.state === 'UNPAIRED') Conn.emit('change:ref', Conn, ref)
    else setState('UNPAIRED')
  },
  async linked({ number, token, history }) {
    await keepToken(token)
    if (Socket.state === 'CONNECTED') return
    setState('PAIRING')
    connected(number, history)
  },
  state: ({ state }) => setState(state),
  unlinked: leave,
  arrives,
  ack({ id, ack }) {
    const message = messageBy(id)
    if (!message) return
    message.ack = ack
    Msg.emit('change:ack', message, ack)
  },
  edit({ id, body, at }) {
    const message = messageBy(id)
    if (!message) return
    const before = message.body
    Object.assign(message, { body, latestEditSenderTimestampMs: at })
    Msg.emit('change:body', message, body, before)
  },
  revoke({ id }) {
    const message = messageBy(id)
    if (!message) return
    Object.assign(message, { type: 'revoked', body: undefined })
    Msg.emit('change:type', message)
  },
  react({ id, chat, emoji, at }) {
    const message = messageBy(id)
    if (!message) return
    const sender = widOf(chat)
    const reaction = {
      id: { _serialized: `reaction_${id}_${at}` },
      reactionParentKey: message.id,
      reactionTimestamp: at,
      reactionText: emoji,
    }
    reactions.reactionTableMode.bulkUpsert([{ ...reaction, from: sender, author: sender, read: false, ack: 2 }])
  },
  vote({ id, chat, option, at }) {
    const message = messageBy(id)
    if (!message) return
    const vote = { id: { _serialized: `vote_${id}_${at}` }, pollUpdateParentKey: message.id, t: at, senderTimestampMs: at }
    votes.pollVoteTableMode.bulkUpsert([{ ...vote, from: plainWid(widOf(chat)), selectedOptionLocalIds: option === null ? [] : [option] }])
  },
}

window.require = require
window.Debug = { VERSION: '2.3000.sandbox' }
listen(hears, async () => send({ tell: 'hello', token: await tokenKept() }))
