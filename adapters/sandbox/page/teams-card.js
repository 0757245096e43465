import { h } from './dom.js'
import { w } from './words.js'

/** The little markdown that Teams reads in a card: bold, italic, links, escapes; everything else is text. */
export const markdown = (text) => text.split(/\n\n|\r/).map((line) => h('div', { class: 't-line' }, ...inline(line.replace(/\u200b/g, ''))))

const inline = (text) => {
  const nodes = []
  const pattern = /\\([*_~`\\])|\*\*(.+?)\*\*|(?<![\p{L}\p{N}])_(\S(?:.*?\S)?)_(?![\p{L}\p{N}])|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/gu
  let from = 0
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) nodes.push(text.slice(from, found.index))
    const [, escaped, bold, italic, label, url] = found
    if (escaped) nodes.push(escaped)
    else if (bold) nodes.push(h('b', {}, ...inline(bold)))
    else if (italic) nodes.push(h('i', {}, ...inline(italic)))
    else nodes.push(h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label))
    from = found.index + found[0].length
  }
  if (from < text.length) nodes.push(text.slice(from))
  return nodes
}

const words = (value) => String(value ?? '').toLowerCase()

/** An Adaptive Card as Teams shows it. `act(action, values)` presses; fields keep what is typed in them. */
export const drawCard = (card, { act, toggled }) => {
  const fields = new Map()
  const values = () => Object.fromEntries([...fields].map(([id, read]) => [id, read()]).filter(([, value]) => value !== ''))

  const action = (one) => {
    if (one.type === 'Action.OpenUrl')
      return h('a', { class: 't-action', href: one.url, target: '_blank', rel: 'noopener noreferrer' }, one.title)
    const style = one.style === 'positive' ? ' positive' : one.style === 'destructive' ? ' destructive' : ''
    const press = (event) => {
      const { currentTarget: button } = event
      const box = button.closest('.t-card')
      if (one.associatedInputs !== 'none' && box && !check(box)) return
      button.disabled = true
      void act(one, one.associatedInputs === 'none' ? {} : values()).finally(() => {
        button.disabled = false
      })
    }
    return h('button', { class: `t-action${style}`, type: 'button', title: one.tooltip, onclick: press }, one.title)
  }
  const check = (box) => {
    const lacking = [...box.querySelectorAll('.t-input')].filter((node) => {
      const lacks = node.dataset.required === 'true' && !fields.get(node.dataset.id)?.().trim()
      node.querySelector('.t-error').hidden = !lacks
      return lacks
    })
    lacking[0]?.querySelector('input, textarea, select')?.focus()
    return lacking.length === 0
  }
  const actions = (all) => (all?.length ? h('div', { class: 't-actions' }, all.map(action)) : null)

  const control = (one) => {
    const common = { id: `${toggled}-${one.id}`, value: one.value, placeholder: one.placeholder }
    if (one.type === 'Input.ChoiceSet') {
      const chosen = one.choices.some(({ value }) => value === one.value)
      const select = h(
        'select',
        { id: common.id },
        chosen ? null : h('option', { value: '' }, one.placeholder ?? w.pick),
        one.choices.map(({ title, value }) => h('option', { value, selected: value === one.value }, title)),
      )
      return select
    }
    if (one.type === 'Input.Text' && one.isMultiline) return h('textarea', { ...common, rows: 3, maxlength: one.maxLength })
    const type = one.type === 'Input.Date' ? 'date' : one.type === 'Input.Number' ? 'number' : 'text'
    return h('input', { ...common, type, maxlength: one.maxLength })
  }
  const input = (one) => {
    const field = control(one)
    fields.set(one.id, () => field.value)
    return h(
      'div',
      { class: 't-input', 'data-id': one.id, 'data-required': String(one.isRequired === true) },
      h('label', { for: field.id }, one.label, one.isRequired ? h('span', { class: 't-must' }, ' *') : null),
      field,
      h('div', { class: 't-error', hidden: true }, w.fillIn),
    )
  }

  const element = (one) => {
    const spacing = one.spacing ? ` s-${words(one.spacing)}` : ''
    if (one.type === 'TextBlock') {
      const look = ['size', 'weight', 'color'].map((name) => (one[name] ? ` t-${words(one[name])}` : '')).join('')
      const role = one.style === 'heading' ? { role: 'heading', 'aria-level': '3' } : {}
      return h('div', { class: `t-text${look}${one.isSubtle ? ' t-subtle' : ''}${spacing}`, ...role }, markdown(one.text))
    }
    if (one.type === 'FactSet')
      return h(
        'dl',
        { class: 't-facts' },
        one.facts.flatMap(({ title, value }) => [h('dt', {}, title), h('dd', {}, markdown(value))]),
      )
    if (one.type === 'ActionSet') return actions(one.actions)
    if (one.type === 'Image') return h('img', { class: 't-image', src: one.url, alt: one.altText })
    if (one.type === 'Container')
      return h('div', { class: `t-container ${one.style ?? ''}${one.id === 'told' ? ' told' : ''}` }, one.items.map(element))
    return one.type.startsWith('Input.') ? input(one) : null
  }
  return h('div', { class: 't-card' }, card.body.map(element), actions(card.actions))
}
