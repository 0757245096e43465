import { h, icon } from './dom.js'
import { w } from './words.js'

/** A sheet from the bottom of the phone. Escape and a press outside close it; focus goes back where it was. */
const openSheet = (device, title, ...content) => {
  const before = document.activeElement
  const close = () => {
    sheet.remove()
    before?.focus?.()
  }
  const inner = h(
    'div',
    { role: 'dialog', 'aria-label': title },
    h('header', {}, h('button', { class: 'plain', type: 'button', 'aria-label': w.close, onclick: () => close() }, icon('close')), title),
    content,
  )
  const sheet = h('div', { class: 'sheet', onclick: (event) => event.target === sheet && close() }, inner)
  sheet.addEventListener('keydown', (event) => event.key === 'Escape' && close())
  device.append(sheet)
  inner.querySelector('.option, input, .done')?.focus()
  return close
}

/** The rows of a list message; one is chosen, then sent. */
export const listSheet = (device, message, send) => {
  let chosen = null
  const done = h(
    'button',
    {
      class: 'done',
      type: 'button',
      disabled: true,
      onclick: () => {
        close()
        send(chosen)
      },
    },
    w.send,
  )
  const rows = []
  const row = (one) => {
    const button = h(
      'button',
      {
        class: 'option',
        type: 'button',
        role: 'radio',
        'aria-checked': 'false',
        onclick: () => {
          chosen = one.id
          for (const other of rows) other.setAttribute('aria-checked', String(other === button))
          done.disabled = false
        },
      },
      h('span', {}, one.title, one.description ? h('small', {}, one.description) : null),
      h('i', {}),
    )
    rows.push(button)
    return button
  }
  const sections = message.list.sections.map((section) => [section.title ? h('h3', {}, section.title) : null, section.rows.map(row)])
  const close = openSheet(device, message.list.button, h('div', { role: 'radiogroup' }, sections), done)
}

const bytesOf = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = reject
    reader.readAsDataURL(file)
  })

/** What can be sent besides text. */
export const attachSheet = (device, act) => {
  const pick = (accept, kind) => {
    const input = h('input', { type: 'file', accept })
    input.addEventListener('change', async () => {
      const [file] = input.files
      if (file) act({ kind, name: file.name, mime: file.type || 'application/octet-stream', base64: await bytesOf(file) })
    })
    input.click()
  }
  const option = (picture, label, run) =>
    h(
      'button',
      {
        class: 'option',
        type: 'button',
        onclick: () => {
          close()
          run()
        },
      },
      icon(picture),
      h('span', {}, label),
    )
  const close = openSheet(
    device,
    w.attach,
    option('picture', w.photo, () => pick('image/jpeg,image/png', 'image')),
    option('file', w.document, () => pick('', 'document')),
    option('mic', w.voice, () => act({ kind: 'voice' })),
    option('pin', w.location, () =>
      act({ kind: 'location', latitude: 45.6427, longitude: 25.5887, name: 'Piața Sfatului', address: 'Piața Sfatului 1, Brașov' }),
    ),
    option('cart', w.cart, () => cartSheet(device, act)),
    option('person', w.contact, () => act({ kind: 'contacts', name: 'Emil Popa', phone: '+40700000199' })),
    option('question', w.unsupported, () => act({ kind: 'unsupported' })),
  )
}

const cartSheet = (device, act) => {
  const code = h('input', { value: 'PAP-A4-80' })
  const quantity = h('input', { type: 'number', min: '1', value: '2' })
  const close = openSheet(
    device,
    w.cart,
    h('label', {}, w.product, code),
    h('label', {}, w.quantity, quantity),
    h(
      'button',
      {
        class: 'done',
        type: 'button',
        onclick: () => {
          close()
          act({ kind: 'order', items: [{ code: code.value.trim(), quantity: Number(quantity.value) || 1 }] })
        },
      },
      w.send,
    ),
  )
}

/** What can be done with one message. */
export const moreSheet = (device, message, does) => {
  const option = (label, run) =>
    h(
      'button',
      {
        class: 'option',
        type: 'button',
        onclick: () => {
          close()
          run()
        },
      },
      h('span', {}, label),
    )
  const emojis = ['👍', '❤️', '😂', '🙏', '👎'].map((emoji) => option(emoji, () => does.react(emoji)))
  const close = openSheet(
    device,
    (message.text || '…').slice(0, 40),
    option(w.reply, does.reply),
    message.from === 'phone' && message.kind === 'text' ? option(w.edit, does.edit) : null,
    message.from === 'phone' ? option(w.remove, does.remove) : null,
    h('h3', {}, w.react),
    h('div', { class: 'emojis' }, emojis),
  )
}
