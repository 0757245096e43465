import { h, icon } from './dom.js'
import { drawBlocks } from './slack-blocks.js'
import { w } from './words.js'

/** The modal over the Slack window: draws the view, keeps what is filled in, shows what is wrong. */
export const createModal = (side, { context, submit, close, press }) => {
  let shown = null
  let open = null
  let before = null

  const values = () => {
    const filled = {}
    for (const [name, read] of open.fields) filled[name] = read()
    return filled
  }
  const trouble = (errors, sentence) => {
    for (const node of open.node.querySelectorAll('.b-input')) {
      const why = errors?.[node.dataset.block]
      const line = node.querySelector('.b-error')
      line.textContent = why ?? ''
      line.hidden = !why
      node.classList.toggle('wrong', Boolean(why))
    }
    open.sentence.textContent = sentence ?? ''
    open.sentence.hidden = !sentence
    open.node.querySelector('.wrong input, .wrong textarea, .wrong select')?.focus()
  }
  const send = async () => {
    open.go.disabled = true
    try {
      const done = await submit(values())
      if (done.open && open && (done.errors || done.trouble)) trouble(done.errors, done.trouble)
    } catch (error) {
      trouble({}, error.message)
    }
    if (open?.go) open.go.disabled = false
  }

  const draw = (view, depth) => {
    const { nodes, fields } = drawBlocks(view.blocks, {
      ...context(),
      act: (element, value, block) => press(element, value, block, values()),
    })
    const sentence = h('div', { class: 'b-error', role: 'alert', hidden: true })
    const go = view.submit ? h('button', { class: 'btn primary', type: 'submit' }, view.submit.text) : null
    const cancel = h(
      'button',
      { class: 'btn', type: 'button', onclick: () => close(false) },
      view.close?.text ?? (depth > 1 ? w.back : w.cancel),
    )
    const form = h(
      'form',
      {
        class: 'modal',
        role: 'dialog',
        'aria-label': view.title.text,
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault()
          void send()
        },
      },
      h(
        'header',
        {},
        h('h2', {}, view.title.text),
        h('button', { class: 'plain', type: 'button', 'aria-label': w.close, onclick: () => close(true) }, icon('close')),
      ),
      h('div', { class: 'body' }, sentence, nodes),
      h('footer', {}, cancel, go),
    )
    const node = h('div', { class: 'veil' }, form)
    node.addEventListener('keydown', (event) => event.key === 'Escape' && close(false))
    return { node, fields, go: go ?? {}, sentence }
  }

  return {
    show: (view, depth) => {
      const hash = view ? `${view.id} ${view.hash} ${depth}` : null
      if (hash === shown) return
      shown = hash
      if (open) open.node.remove()
      else before = document.activeElement
      open = null
      if (!view) return before?.focus?.()
      open = draw(view, depth)
      side.append(open.node)
      open.node.querySelector('.body input, .body textarea, .body select, footer .primary, footer .btn')?.focus()
    },
  }
}
