import { atEnd, avatar, h, icon, showList } from './dom.js'
import { get, post, soon } from './net.js'
import { drawBlocks } from './slack-blocks.js'
import { arrange, drawMessage } from './slack-message.js'
import { createModal } from './slack-modal.js'
import { w } from './words.js'

/** The Slack window: who you are, channels and direct messages, threads, the App Home, modals and slash commands. */
export const openSlack = (side, { remembered, remember, toast }) => {
  let house = null
  let user = remembered
  let im = ''
  let place = { kind: 'channel', id: '' }
  let thread = null
  const unread = new Set()

  const people = () => ({ users: house.staff, channels: house.channels })
  const names = {
    get bot() {
      return house.bot.name
    },
    user: (id) => (id === house.bot.userId ? house.bot.name : (house.staff.find((one) => one.slackUserId === id)?.name ?? id)),
    channel: (id) => house.channels.find((one) => one.id === id)?.name ?? id,
  }
  const at = (path = '') => `/slack/${encodeURIComponent(user)}${path}`
  const tell = async (path, body) => {
    try {
      return await post(at(path), body)
    } catch (error) {
      toast(error.message)
      return undefined
    }
  }
  const suggest = (block, action, typed) => post(at('/suggest'), { block, action, typed }).catch(() => [])
  const context = () => ({ names, people: people(), suggest })

  // — the frame —
  const picker = h('select', { 'aria-label': w.whoAreYou, onchange: () => become(picker.value) })
  const company = h('b', {})
  const rooms = h('nav', { 'aria-label': w.channels })
  const title = h('h2', {})
  const tabs = h('div', { class: 'home-tabs', role: 'tablist' })
  const log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' })
  const pane = h('aside', { class: 'thread', hidden: true, 'aria-label': w.thread })
  const threadLog = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' })
  const composer = (label, say) => {
    const field = h('textarea', { rows: '1', 'aria-label': label, placeholder: label })
    const go = async () => {
      const text = field.value.trim()
      if (!text) return
      field.value = ''
      await say(text)
      refresh()
    }
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      void go()
    })
    const node = h(
      'div',
      { class: 'composer' },
      field,
      h('button', { class: 'go', type: 'button', 'aria-label': w.send, onclick: () => go() }, icon('send')),
    )
    return { node, field }
  }
  const here = () => (place.kind === 'channel' ? place.id : 'im')
  const main = composer(w.message, (text) => {
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text)
    return command ? tell('/command', { command: command[1], text: command[2], channel: here() }) : tell('/say', { channel: here(), text })
  })
  const reply = composer(w.replyInThread, (text) => tell('/say', { channel: thread.channel, text, thread: thread.ts }))
  pane.append(
    h(
      'header',
      {},
      h('h2', {}, w.thread),
      h('button', { class: 'plain', type: 'button', 'aria-label': w.close, onclick: () => openThread(null) }, icon('close')),
    ),
    threadLog,
    reply.node,
  )
  const frame = h(
    'div',
    { class: 'workspace' },
    h('div', { class: 'side' }, h('div', { class: 'team' }, company, h('label', {}, h('span', {}, w.whoAreYou), picker)), rooms),
    h('div', { class: 'main' }, h('header', {}, title, tabs), log, main.node),
    pane,
  )
  side.append(frame)

  const modal = createModal(frame, {
    context,
    submit: async (values) => {
      const done = await post(at('/submit'), { values })
      refresh()
      return done
    },
    close: async (all) => {
      await tell('/close', { all })
      refresh()
    },
    press: (element, value, block, values) => {
      const rest = Object.fromEntries(Object.entries(values).filter(([name]) => name !== element.action_id && name !== block.block_id))
      void tell('/press', { where: 'modal', press: element.action_id, values: rest, ...(value === undefined ? {} : { value }) })
    },
  })

  const room = (one) => {
    return h(
      'button',
      {
        class: `room${one.current ? ' current' : ''}${one.unread ? ' unread' : ''}`,
        type: 'button',
        'aria-current': one.current ? 'page' : null,
        onclick: () => go(one.kind === 'channel' ? { kind: 'channel', id: one.id } : { kind: one.kind }),
      },
      one.kind === 'channel' ? h('span', { class: 'hash', 'aria-hidden': 'true' }, '#') : avatar(house.bot.name, 'tiny bot'),
      h('span', { class: 'name' }, one.name),
      one.unread ? h('span', { class: 'dot', role: 'img', 'aria-label': w.unread }) : null,
    )
  }
  const showRooms = () => {
    const channels = house.channels.map((one) => ({ kind: 'channel', id: one.id, name: one.name, unread: unread.has(one.id) }))
    const isHere = (one) => place.kind === one.kind && (one.kind !== 'channel' || place.id === one.id)
    const items = [
      { title: w.channels },
      ...channels,
      { title: w.direct },
      { kind: 'im', name: house.bot.name, unread: unread.has(im) },
      { title: w.apps },
      { kind: 'home', name: `${house.bot.name} · ${w.home}`, unread: false },
    ].map((one) => (one.title ? one : { ...one, current: isHere(one) }))
    const draw = (one) => (one.title ? h('h3', {}, one.title) : room(one))
    showList(rooms, items, (one) => one.title ?? `${one.kind} ${one.id}`, draw)
  }

  const showMessages = (box, items, channel, inThread) => {
    const follow = atEnd(box)
    const act = (ts, element, value) => tell('/press', { channel, ts, press: element.action_id, ...(value === undefined ? {} : { value }) })
    const draw = (item) =>
      item.nothing
        ? h('div', { class: 'nothing' }, w.emptyChannel)
        : drawMessage(item, { context: context(), user, act, openThread: (ts) => openThread({ channel, ts }), inThread })
    showList(box, items.length > 0 ? items : [{ key: 'nothing', nothing: true }], (item) => item.key, draw)
    if (follow) box.scrollTop = box.scrollHeight
  }

  const refresh = soon(async () => {
    house ??= await get('/slack')
    user = house.staff.some((one) => one.slackUserId === user) ? user : house.staff[0]?.slackUserId
    if (user === undefined) return
    company.textContent = house.company
    if (place.kind === 'channel' && !place.id) place.id = house.channels[0]?.id ?? ''
    showList(
      picker,
      house.staff,
      (one) => one.slackUserId,
      (one) => h('option', { value: one.slackUserId }, one.name),
    )
    picker.value = user
    im = (await get(at())).im
    const channel = place.kind === 'channel' ? place.id : im
    unread.delete(channel)
    showRooms()
    title.replaceChildren(place.kind === 'channel' ? `# ${names.channel(place.id)}` : house.bot.name)
    const tab = (one) =>
      h('button', { type: 'button', role: 'tab', 'aria-selected': String(one.current), onclick: () => go({ kind: one.kind }) }, one.label)
    const both = [
      { kind: 'home', label: w.home, current: place.kind === 'home' },
      { kind: 'im', label: w.messages, current: place.kind === 'im' },
    ]
    showList(tabs, place.kind === 'channel' ? [] : both, (one) => one.kind, tab)
    main.node.hidden = place.kind === 'home'
    const label = w.to(place.kind === 'channel' ? `#${names.channel(place.id)}` : house.bot.name)
    main.field.placeholder = label
    main.field.setAttribute('aria-label', label)
    if (place.kind === 'home') await showHome()
    else {
      const [seen, whispers] = await Promise.all([get(at(`/channels/${channel}`)), get(at(`/whispers?channel=${channel}`))])
      showMessages(
        log,
        arrange(
          seen.messages,
          whispers.filter((one) => !one.thread_ts),
        ),
        channel,
        false,
      )
      if (thread) await showThread(whispers)
    }
    pane.hidden = !thread
    frame.classList.toggle('with-thread', Boolean(thread))
    const top = await get(at('/modal'))
    modal.show(top.view, top.depth)
  })

  const showHome = async () => {
    const { view } = await get(at('/home'))
    const act = (element, value) => tell('/press', { where: 'home', press: element.action_id, ...(value === undefined ? {} : { value }) })
    const draw = (item) =>
      item.view
        ? h('div', { class: 'app-home' }, drawBlocks(item.view.blocks, { ...context(), act }).nodes)
        : h('div', { class: 'nothing' }, w.emptyHome)
    showList(log, [{ key: 'home', view }], (item) => item.key, draw)
  }
  const showThread = async (whispers) => {
    const { messages } = await get(at(`/channels/${thread.channel}/threads/${thread.ts}`))
    showMessages(
      threadLog,
      arrange(
        messages,
        whispers.filter((one) => one.thread_ts === thread.ts),
      ),
      thread.channel,
      true,
    )
  }
  const openThread = (wanted) => {
    thread = wanted
    threadLog.replaceChildren()
    refresh()
    if (wanted) setTimeout(() => reply.field.focus(), 50)
  }
  const go = (wanted) => {
    place = wanted
    thread = null
    log.replaceChildren()
    if (wanted.kind !== 'channel') void tell('/home', { tab: wanted.kind === 'home' ? 'home' : 'messages' })
    refresh()
    log.scrollTop = log.scrollHeight
  }
  const become = (id) => {
    user = id
    remember(id)
    thread = null
    unread.clear()
    log.replaceChildren()
    refresh()
  }

  const heard = (change) => {
    if (change?.platform === 'whatsapp') return
    const current = place.kind === 'channel' ? place.id : im
    const known = change?.channel && (house?.channels.some((one) => one.id === change.channel) || change.channel === im)
    const mine = change?.user === user
    if (change?.what === 'message' && known && change.channel !== current && !mine) unread.add(change.channel)
    refresh()
  }
  return { refresh, heard }
}
