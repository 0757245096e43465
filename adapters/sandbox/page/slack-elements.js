import { h, icon } from './dom.js'
import { withEmoji } from './slack-mrkdwn.js'
import { w } from './words.js'

const words = (text) => withEmoji(text?.text ?? '')

/** Asks before a press, where the app wants it asked (Block Kit's confirm object). Resolves with the answer. */
export const confirmed = (confirm, render) => {
  if (!confirm) return Promise.resolve(true)
  return new Promise((resolve) => {
    let answer = false
    const say = (value) => () => {
      answer = value
      dialog.close()
    }
    const dialog = h(
      'dialog',
      { class: 'ask', 'aria-label': words(confirm.title) },
      h('h2', {}, words(confirm.title)),
      h('div', { class: 'words' }, render(confirm.text)),
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'button', onclick: say(false) }, words(confirm.deny)),
        h(
          'button',
          { type: 'button', class: `yes ${confirm.style === 'danger' ? 'danger' : ''}`, onclick: say(true) },
          words(confirm.confirm),
        ),
      ),
    )
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

const optionsOf = (element, people) => {
  if (element.options) return element.options.map((one) => [one.value, words(one.text)])
  if (element.type.includes('users')) return people.users.map((one) => [one.slackUserId, one.name])
  if (element.type.includes('channels') || element.type.includes('conversations'))
    return people.channels.map((one) => [one.id, `#${one.name}`])
  return []
}

const initialOf = (element) => {
  const one = element.initial_option?.value ?? element.initial_user ?? element.initial_channel ?? element.initial_conversation
  return one ?? element.initial_date ?? element.initial_time ?? element.initial_value ?? ''
}
const initialList = (element) =>
  element.initial_options?.map((one) => one.value) ??
  element.initial_users ??
  element.initial_channels ??
  element.initial_conversations ??
  []

const INPUTS = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
}

const choiceList = (element, kind, render, changed) => {
  const name = `g${Math.random()}`
  const chosen = element.initial_option ? [element.initial_option.value] : initialList(element)
  const boxes = element.options.map((one) =>
    h('input', { type: kind, name, 'data-value': one.value, checked: chosen.includes(one.value), onchange: () => changed() }),
  )
  const node = h(
    'div',
    { class: 'choices' },
    element.options.map((one, index) =>
      h('label', {}, boxes[index], h('span', {}, render(one.text), one.description ? h('small', {}, render(one.description)) : null)),
    ),
  )
  const values = () => boxes.filter((box) => box.checked).map((box) => box.dataset.value)
  return { node, read: () => (kind === 'radio' ? (values()[0] ?? '') : values()) }
}

const selectBox = (element, people, changed, suggest) => {
  const many = element.type.startsWith('multi_')
  const chosen = many ? initialList(element) : [initialOf(element)]
  const option = ([value, label]) => h('option', { value, selected: chosen.includes(value) }, label)
  const groups = (element.option_groups ?? []).map((group) =>
    h(
      'optgroup',
      { label: words(group.label) },
      group.options.map((one) => option([one.value, words(one.text)])),
    ),
  )
  const empty = many ? null : h('option', { value: '' }, words(element.placeholder) || w.pick)
  const node = h(
    'select',
    { multiple: many, 'aria-label': words(element.placeholder) || w.pick, onchange: () => changed() },
    empty,
    optionsOf(element, people).map(option),
    groups,
  )
  if (element.type.includes('external'))
    void suggest('').then((all) => node.append(...all.map((one) => option([one.value, words(one.text)]))))
  return { node, read: () => (many ? [...node.selectedOptions].map((one) => one.value) : node.value) }
}

/**
 * One interactive element: `{ node, read }`, where `read` gives what is filled in (undefined for buttons).
 * `act(value)` is called when it is pressed or picked outside a form.
 */
export const drawElement = (element, { people, render, act, suggest, id }) => {
  const press = async (value) => {
    if (await confirmed(element.confirm, render)) act(element, value)
  }
  if (element.type === 'button') {
    const node = h(
      'button',
      { class: `btn ${element.style ?? ''}`, type: 'button', 'aria-label': element.accessibility_label, onclick: () => press() },
      words(element.text),
    )
    node.addEventListener('click', () => element.url && /^https?:/.test(element.url) && window.open(element.url, '_blank', 'noopener'))
    return { node }
  }
  if (element.type === 'overflow') {
    const node = h(
      'details',
      { class: 'overflow' },
      h('summary', { 'aria-label': w.more }, '⋯'),
      h(
        'div',
        { class: 'menu' },
        element.options.map((one) =>
          h(
            'button',
            {
              type: 'button',
              onclick: () => {
                node.open = false
                void press(one.value)
              },
            },
            words(one.text),
          ),
        ),
      ),
    )
    return { node }
  }
  if (element.type === 'radio_buttons' || element.type === 'checkboxes') {
    const list = choiceList(element, element.type === 'checkboxes' ? 'checkbox' : 'radio', render, () => press(list.read()))
    return list
  }
  if (element.type.includes('select')) {
    const box = selectBox(
      element,
      people,
      () => press(box.read()),
      (typed) => suggest(element, typed),
    )
    if (id) box.node.id = id
    return box
  }
  if (element.type === 'plain_text_input' && element.multiline) {
    const node = h('textarea', { id, rows: '4', placeholder: words(element.placeholder), value: element.initial_value })
    return { node, read: () => node.value }
  }
  const node = h('input', {
    id,
    type: INPUTS[element.type] ?? 'text',
    step: element.is_decimal_allowed ? 'any' : null,
    placeholder: words(element.placeholder),
    value: initialOf(element),
    onchange: () => press(node.value),
  })
  const read = () =>
    element.type === 'datetimepicker' && node.value ? String(Math.floor(new Date(node.value).getTime() / 1000)) : node.value
  return { node, read }
}

export const brokenPicture = (url, alt) =>
  h(
    'span',
    { class: 'picture', role: 'img', 'aria-label': alt },
    icon('picture'),
    h('span', {}, alt),
    h('small', {}, URL.canParse(url ?? '') ? new URL(url).host : ''),
  )
