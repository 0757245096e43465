import { atEnd, avatar, h, icon, showList } from './dom.js'
import { get, post, soon } from './net.js'
import { bubble } from './phone-bubble.js'
import { attachSheet, listSheet, moreSheet } from './phone-sheets.js'
import { transportSwitch } from './phone-transport.js'
import { day, hour, w } from './words.js'

/** The phone: whose it is, the chat with the business, and what can be done in it. */
export const openPhone = (side, { remembered, remember, toast, visible }) => {
  let company = 'Parley'
  let owner = remembered
  let seen = null
  let answering = null
  let editing = null

  const picker = h('select', { 'aria-label': w.whosePhone, onchange: () => choose(picker.value) })
  const clock = h('span', {})
  const title = h('b', {})
  const subtitle = h('small', {})
  const face = h('span', {})
  const windowLine = h('div', { class: 'window', role: 'status' })
  const chat = h('div', { class: 'chat', role: 'log', 'aria-live': 'polite', 'aria-label': 'WhatsApp', tabindex: '0' })
  const note = h('div', { class: 'answering', hidden: true })
  const field = h('textarea', { rows: '1', placeholder: w.message, 'aria-label': w.message, onkeydown: (event) => typed(event) })
  const send = h('button', { class: 'round go', type: 'button', 'aria-label': w.send, onclick: () => say() }, icon('send'))
  const attach = h(
    'button',
    { class: 'round', type: 'button', 'aria-label': w.attach, onclick: () => attachSheet(device, act) },
    icon('plus'),
  )
  const device = h(
    'div',
    { class: 'device' },
    h('div', { class: 'status', 'aria-hidden': 'true' }, clock, h('span', {}, '▴▴▴ 5G')),
    h('div', { class: 'head' }, face, h('div', {}, title, subtitle)),
    windowLine,
    chat,
    h('div', { class: 'compose' }, attach, h('div', { class: 'field' }, note, field), send),
  )
  const transport = transportSwitch(toast)
  let through = 'cloud'
  side.append(h('div', { class: 'picker' }, h('span', {}, w.whosePhone), picker), transport.row, device)

  const at = () => `/phones/${encodeURIComponent(owner)}`
  const act = async (deed) => {
    try {
      await post(`${at()}/do`, { deeds: [deed] })
    } catch (error) {
      toast(error.message)
    }
  }
  const setNote = (text) => {
    note.replaceChildren()
    note.hidden = !text
    if (text)
      note.append(
        h('span', {}, text),
        h('button', { class: 'plain', type: 'button', 'aria-label': w.cancel, onclick: () => quiet() }, icon('close')),
      )
  }
  const quiet = () => {
    answering = null
    editing = null
    setNote('')
  }
  const say = async () => {
    const text = field.value.trim()
    if (!text) return
    field.value = ''
    const deed = editing ? { kind: 'edit', message: editing, text } : { kind: 'text', text, ...(answering ? { quotes: answering } : {}) }
    quiet()
    await act(deed)
  }
  const typed = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void say()
  }
  const does = {
    press: (press, message) => act({ kind: 'press', press, message }),
    locate: () =>
      act({ kind: 'location', latitude: 45.6427, longitude: 25.5887, name: 'Piața Sfatului', address: 'Piața Sfatului 1, Brașov' }),
    list: (message) => listSheet(device, message, (press) => act({ kind: 'press', press, message: message.id })),
    more: (message) =>
      moreSheet(device, message, {
        reply: () => {
          answering = message.id
          setNote(`${w.reply}: ${(message.text || '…').slice(0, 60)}`)
          field.focus()
        },
        react: (emoji) => act({ kind: 'reaction', message: message.id, emoji }),
        edit: () => {
          editing = message.id
          field.value = message.text
          setNote(w.edit)
          field.focus()
        },
        remove: () => act({ kind: 'delete', message: message.id }),
      }),
  }

  const items = (messages) => {
    const shown = []
    let lastDay = ''
    let lastFrom = ''
    for (const message of messages) {
      const date = day(message.at)
      if (date !== lastDay) shown.push({ key: `day ${date}`, mark: date === day(Date.now()) ? w.today : date })
      const quoted = message.quotes ? messages.find((one) => one.id === message.quotes) : undefined
      shown.push({ key: message.id, message, quoted, turn: date !== lastDay || message.from !== lastFrom })
      lastDay = date
      lastFrom = message.from
    }
    return shown.length > 0 ? shown : [{ key: 'nothing', nothing: true }]
  }
  const draw = (item) => {
    if (item.nothing) return h('div', { class: 'nothing' }, w.emptyChat)
    return item.mark ? h('div', { class: 'daymark' }, item.mark) : bubble(item, company, does)
  }

  const show = () => {
    const follow = atEnd(chat)
    title.textContent = company
    subtitle.textContent = seen.typing ? w.typing : w.business
    face.replaceChildren(avatar(company))
    windowLine.textContent = through === 'web' ? w.webLine : seen.windowOpen ? w.windowOpen : w.windowClosed
    showList(chat, items(seen.messages), (item) => item.key, draw)
    if (follow) chat.scrollTop = chat.scrollHeight
    const unread = seen.messages.some((one) => one.from === 'business' && one.state === 'delivered')
    if (unread && visible() && document.visibilityState === 'visible') void post(`${at()}/read`)
  }

  const refresh = soon(async () => {
    const [list, time, way] = await Promise.all([get('/phones'), get('/clock'), transport.refresh()])
    through = way
    company = list.company
    owner = list.phones.some((one) => one.phone === owner) ? owner : list.phones[0]?.phone
    clock.textContent = hour(time.now)
    const options = list.phones.map((one) => ({
      value: one.phone,
      label: `${one.name}${one.client ? ` · ${one.client}` : ''}${one.unread && one.phone !== owner ? ` (${one.unread})` : ''}`,
    }))
    showList(
      picker,
      options,
      (one) => one.value,
      (one) => h('option', { value: one.value }, one.label),
    )
    if (owner === undefined) return
    picker.value = owner
    seen = await get(at())
    show()
  })

  const choose = (phone) => {
    owner = phone
    remember(phone)
    quiet()
    chat.replaceChildren()
    refresh()
  }
  document.addEventListener('visibilitychange', refresh)
  setInterval(refresh, 20_000)
  return { refresh, heard: (change) => (change === null || change.platform !== 'slack') && refresh() }
}
