import { atEnd, avatar, h, icon, showList } from './dom.js'
import { get, post, soon } from './net.js'
import { drawCard, markdown } from './teams-card.js'
import { hour, w } from './words.js'

/** The Teams window: who you are, the personal chat with the app, the channels of the team with their threads, and the search of the app. */
export const openTeams = (side, { remembered, remember, toast }) => {
  let house = null
  let user = remembered
  let place = { kind: 'chat' }
  let thread = null
  const unread = new Set()
  const looked = new Set()

  const at = (rest = '') => `/teams/${encodeURIComponent(user)}${rest}`
  const conversation = () => (place.kind === 'chat' ? 'chat' : place.id)
  const channel = () => house.channels.find(({ id }) => id === place.id)
  const tell = async (path, body) => {
    try {
      return await post(at(path), body)
    } catch (error) {
      toast(error.message)
      return null
    }
  }

  const picker = h('select', { 'aria-label': w.whoAreYou, onchange: () => become(picker.value) })
  const rooms = h('div', { class: 't-rooms' })
  const title = h('h2', {})
  const log = h('div', { class: 't-log', tabindex: '0', role: 'log' })
  const field = h('textarea', { rows: 1 })
  const found = h('div', { class: 't-found', hidden: true })
  const notice = h('div', { class: 't-notice', role: 'status', hidden: true })
  const back = h('button', { class: 't-back', type: 'button', onclick: () => openThread(null) }, `‹ ${w.backToChannel}`)
  const send = async () => {
    const text = field.value.trim()
    if (!text) return
    field.value = ''
    const mention = /^@parley\b/i.test(text)
    const said = mention ? text.replace(/^@parley\s*/i, '') : text
    await tell('/say', {
      conversation: conversation(),
      text: said || 'help',
      ...(mention ? { mention: true } : {}),
      ...(thread ? { thread } : {}),
    })
    log.scrollTop = log.scrollHeight
  }
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void send()
  })
  const compose = h(
    'form',
    {
      class: 't-compose',
      onsubmit: (event) => {
        event.preventDefault()
        void send()
      },
    },
    field,
    h(
      'button',
      { class: 't-tool', type: 'button', 'aria-label': w.searchParley, title: w.searchParley, onclick: () => openSearch() },
      icon('plus'),
    ),
    h('button', { class: 't-tool send', type: 'submit', 'aria-label': w.send, title: w.send }, icon('send')),
  )
  const rail = h(
    'nav',
    { class: 't-rail', 'aria-hidden': 'true' },
    ...[
      ['bubble', 'Chat', 'chat'],
      ['person', 'Teams', 'channel'],
    ].map(([picture, label, kind]) => h('span', { class: 't-railed', 'data-kind': kind }, icon(picture), h('small', {}, label))),
  )
  const frame = h(
    'div',
    { class: 'teams' },
    h('header', { class: 't-top' }, h('b', {}, 'Microsoft Teams'), h('label', {}, h('span', {}, w.whoAreYou), picker)),
    h(
      'div',
      { class: 't-body' },
      rail,
      h('aside', { class: 't-side' }, rooms),
      h('div', { class: 't-main' }, h('header', { class: 't-head' }, back, title), log, notice, found, compose),
    ),
  )
  side.append(frame)

  const room = (one) =>
    one.title
      ? h('h3', {}, one.title)
      : h(
          'button',
          {
            class: `t-room${one.current ? ' current' : ''}${one.unread ? ' unread' : ''}`,
            type: 'button',
            'aria-current': one.current ? 'page' : null,
            onclick: () => go(one.kind === 'chat' ? { kind: 'chat' } : { kind: 'channel', id: one.id }),
          },
          one.kind === 'chat' ? avatar(one.name, 'tiny bot square') : h('span', { class: 't-hash', 'aria-hidden': 'true' }, '▸'),
          h('span', { class: 'name' }, one.name),
          one.unread ? h('span', { class: 'dot', role: 'img', 'aria-label': w.unread }) : null,
        )

  const pressed = (message) => async (action, values) => {
    const answer = await tell('/press', { conversation: message.conversation, id: message.id, press: action.title, values })
    if (answer?.trouble) toast(answer.trouble)
  }
  const files = (message) =>
    (message.attachments ?? [])
      .filter(({ contentType }) => /^image\//.test(contentType))
      .map(({ contentUrl, name }) => h('img', { class: 't-image', src: contentUrl, alt: name ?? '' }))
  const drawMessage = (message, isRoot) => {
    const bot = message.from === 'bot'
    const mine = message.from === user
    return h(
      'article',
      { class: `t-msg${mine && place.kind === 'chat' ? ' mine' : ''}${isRoot ? ' root' : ''}` },
      avatar(message.name, bot ? 'bot square' : ''),
      h(
        'div',
        { class: 't-bubble' },
        h(
          'div',
          { class: 't-by' },
          h('b', {}, message.name),
          h('time', {}, hour(message.at)),
          message.edited ? h('span', {}, w.edited) : null,
        ),
        message.text ? h('div', { class: 't-words' }, message.textFormat === 'plain' ? message.text : markdown(message.text)) : null,
        message.card ? drawCard(message.card, { act: pressed(message), toggled: `t${message.id}` }) : null,
        files(message),
        message.isView ? h('div', { class: 't-view' }, icon('eye'), w.yourView) : null,
        message.reactions?.length
          ? h(
              'div',
              { class: 't-reactions' },
              message.reactions.map(({ type }) => h('span', {}, type)),
            )
          : null,
        isRoot && place.kind === 'channel' && !thread
          ? h(
              'button',
              { class: 't-replies', type: 'button', onclick: () => openThread(message.id) },
              message.replies > 0 ? w.replies(message.replies) : w.reply,
            )
          : null,
      ),
    )
  }

  /** Asks the app how this person is to see a card, once for each state of it, as Teams does when it comes into view. */
  const look = (messages) => {
    for (const { id, conversation: where, card, version, isView } of messages.slice(-6)) {
      const key = `${user} ${id} ${version}`
      if (!card?.refresh || isView || looked.has(key)) continue
      looked.add(key)
      void post(at('/look'), { conversation: where, id }).catch(() => {})
    }
  }

  const join = async () => {
    await post('/teams/join').catch((error) => toast(error.message))
  }
  const invitation = () =>
    h(
      'div',
      { class: 't-join' },
      h('p', {}, w.joinTeam(house.team)),
      h('button', { class: 't-action positive', type: 'button', onclick: () => void join() }, w.addToTeam),
    )

  const refresh = soon(async () => {
    house = await get('/teams')
    user = house.users.some(({ aadObjectId }) => aadObjectId === user) ? user : house.users[0]?.aadObjectId
    if (user === undefined) {
      log.replaceChildren(h('div', { class: 'nothing' }, w.emptyChannel))
      return
    }
    showList(
      picker,
      house.users,
      ({ aadObjectId }) => aadObjectId,
      ({ aadObjectId, name }) => h('option', { value: aadObjectId }, name),
    )
    picker.value = user
    unread.delete(conversation())
    const items = [
      { title: w.chat },
      { kind: 'chat', name: house.bot, current: place.kind === 'chat', unread: unread.has('chat') },
      { title: house.team },
      ...house.channels.map(({ id, name }) => ({ kind: 'channel', id, name, current: place.id === id, unread: unread.has(id) })),
    ]
    showList(rooms, items, (one) => one.title ?? `${one.kind} ${one.id}`, room)
    for (const node of rail.children) node.classList.toggle('current', node.dataset.kind === place.kind)
    back.hidden = !thread
    title.textContent = place.kind === 'chat' ? house.bot : thread ? `${channel().name} · ${w.thread}` : channel().name
    const label = place.kind === 'chat' ? w.to(house.bot) : thread ? w.replyOrMention : w.postOrMention
    field.placeholder = label
    field.setAttribute('aria-label', label)
    const path = `/conversations/${encodeURIComponent(conversation())}${thread ? `/threads/${thread}` : ''}`
    const { messages } = await get(at(path))
    const follow = atEnd(log)
    const shown = messages.map((message, index) => ({ ...message, isRoot: place.kind === 'channel' && (!thread || index === 0) }))
    const empty = { id: 'nothing', nothing: true, joined: house.joined }
    showList(
      log,
      shown.length > 0 ? shown : [empty],
      ({ id }) => id,
      (one) =>
        one.nothing
          ? place.kind === 'channel' && !one.joined
            ? invitation()
            : h('div', { class: 'nothing' }, place.kind === 'chat' ? w.emptyTeamsChat : w.emptyChannel)
          : drawMessage(one, one.isRoot),
    )
    if (follow) log.scrollTop = log.scrollHeight
    look(messages)
    await showNotice()
  })

  /** What the app says in answer to a press, where it does not stand in the card. */
  const showNotice = async () => {
    const said = (await get(at('/whispers'))).at(-1)
    const isFresh = said && !said.inCard && Date.now() - said.heard < 8000
    notice.hidden = !isFresh
    if (isFresh) notice.replaceChildren(...markdown(said.text))
  }

  const openSearch = () => {
    found.hidden = !found.hidden
    if (found.hidden) return
    const results = h('div', { class: 't-results', role: 'listbox', 'aria-label': w.searchParley })
    const ask = h('input', { type: 'search', placeholder: w.searchWhat, 'aria-label': w.searchWhat })
    const run = soon(async () => {
      const text = ask.value.trim()
      if (text.length < 2) return results.replaceChildren()
      const answer = await tell('/search', { text })
      if (!answer) return
      results.replaceChildren(
        ...(answer.results.length > 0
          ? answer.results.map(({ content, preview }) =>
              h(
                'button',
                { type: 'button', role: 'option', onclick: () => void share(content) },
                h('b', {}, preview.content.title),
                h('small', {}, preview.content.text),
              ),
            )
          : [h('div', { class: 'nothing' }, markdown(answer.message || '…'))]),
      )
    })
    let later = 0
    ask.addEventListener('input', () => {
      clearTimeout(later)
      later = setTimeout(run, 250)
    })
    ask.addEventListener('keydown', (event) => event.key === 'Escape' && openSearch())
    found.replaceChildren(h('b', {}, w.searchParley), ask, results)
    ask.focus()
  }
  const share = async (card) => {
    found.hidden = true
    await tell('/share', { conversation: conversation(), card, ...(thread ? { thread } : {}) })
  }
  const openThread = (id) => {
    thread = id
    log.replaceChildren()
    refresh()
  }
  const go = (wanted) => {
    place = wanted
    thread = null
    found.hidden = true
    log.replaceChildren()
    refresh()
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
    if (change && change.platform !== 'teams' && change.platform !== 'sandbox') return
    if (change?.what === 'message' && change.user !== user) {
      const where = house?.channels.some(({ id }) => id === change.channel)
        ? change.channel
        : change.channel === `a:1-${user}`
          ? 'chat'
          : null
      if (where && where !== conversation()) unread.add(where)
    }
    refresh()
  }
  return { refresh, heard }
}
