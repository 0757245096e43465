import { h } from './dom.js'
import { brokenPicture, drawElement } from './slack-elements.js'
import { mrkdwn, withEmoji } from './slack-mrkdwn.js'
import { w } from './words.js'

const richText = (element, names) => {
  if (element.type === 'text') {
    const { bold, italic, strike, code } = element.style ?? {}
    const wraps = [bold && 'b', italic && 'i', strike && 's', code && 'code'].filter(Boolean)
    return wraps.reduce((inner, tag) => h(tag, {}, inner), element.text)
  }
  if (element.type === 'link')
    return h('a', { href: element.url, target: '_blank', rel: 'noopener noreferrer' }, element.text ?? element.url)
  if (element.type === 'user') return h('span', { class: 'mention' }, `@${names.user(element.user_id)}`)
  if (element.type === 'channel') return h('span', { class: 'mention' }, `#${names.channel(element.channel_id)}`)
  if (element.type === 'emoji') return withEmoji(`:${element.name}:`)
  const inner = (element.elements ?? []).map((one) => richText(one, names))
  if (element.type === 'rich_text_list')
    return h(
      element.style === 'ordered' ? 'ol' : 'ul',
      {},
      inner.map((one) => h('li', {}, one)),
    )
  if (element.type === 'rich_text_preformatted') return h('pre', {}, inner)
  if (element.type === 'rich_text_quote') return h('blockquote', {}, inner)
  return h('div', { class: 'words' }, inner)
}

/** Where pictures come from: the sandbox's own shared files can be shown, the rest of the internet cannot. */
const picture = (block, urls) => {
  const url = block.image_url ?? ''
  const own = urls.fileUrl?.(block) ?? (url.startsWith(location.origin) ? url : undefined)
  return own ? h('img', { src: own, alt: block.alt_text }) : brokenPicture(url, block.alt_text)
}

/**
 * Draws Block Kit. `context` holds `names` (ids to names), `people`, `act(element, value, block)` for presses and
 * `suggest`. Returns the elements, with `fields`: block id (of inputs) or action id to a function that reads what is filled in.
 */
export const drawBlocks = (blocks, context) => {
  const { names } = context
  const text = (one) => (one?.type === 'mrkdwn' ? mrkdwn(one.text, names) : withEmoji(one?.text ?? ''))
  const fields = new Map()
  const elementOf = (block, element, id) => {
    const drawn = drawElement(element, {
      people: context.people,
      render: text,
      id,
      act: (one, value) => {
        if (block.type === 'input' && !block.dispatch_action) return
        context.act(one, value, block)
      },
      suggest: (one, typed) => context.suggest(block.block_id, one.action_id, typed),
    })
    if (drawn.read) fields.set(block.type === 'input' ? block.block_id : element.action_id, drawn.read)
    return drawn.node
  }

  const draw = (block) => {
    switch (block.type) {
      case 'header':
        return h('h3', { class: 'b-header' }, withEmoji(block.text.text))
      case 'divider':
        return h('hr', {})
      case 'section':
        return h(
          'div',
          { class: 'b-section' },
          h(
            'div',
            { class: 'b-main' },
            block.text ? h('div', { class: 'words' }, text(block.text)) : null,
            block.fields
              ? h(
                  'div',
                  { class: 'b-fields' },
                  block.fields.map((one) => h('div', { class: 'words' }, text(one))),
                )
              : null,
          ),
          block.accessory
            ? h(
                'div',
                { class: 'b-accessory' },
                block.accessory.type === 'image' ? picture(block.accessory, context) : elementOf(block, block.accessory),
              )
            : null,
        )
      case 'context':
        return h(
          'div',
          { class: 'b-context words' },
          block.elements.map((one) => (one.type === 'image' ? picture(one, context) : h('span', {}, text(one)))),
        )
      case 'actions':
        return h(
          'div',
          { class: 'b-actions' },
          block.elements.map((one) => elementOf(block, one)),
        )
      case 'image':
        return h('figure', {}, block.title ? h('figcaption', {}, withEmoji(block.title.text)) : null, picture(block, context))
      case 'input': {
        const id = `f-${block.block_id}-${block.element.action_id}`.replaceAll(/[^\w-]/g, '_')
        const error = h('div', { class: 'b-error', role: 'alert', hidden: true })
        const node = h(
          'div',
          { class: 'b-input' },
          h('label', { for: id }, withEmoji(block.label.text), block.optional ? h('span', { class: 'quiet' }, ` ${w.optional}`) : null),
          elementOf(block, block.element, id),
          error,
          block.hint ? h('div', { class: 'quiet hint' }, withEmoji(block.hint.text)) : null,
        )
        node.dataset.block = block.block_id
        return node
      }
      case 'markdown':
        return h('div', { class: 'words' }, mrkdwn(block.text.replaceAll('**', '*'), names))
      case 'rich_text':
        return h(
          'div',
          {},
          block.elements.map((one) => richText(one, names)),
        )
      case 'table':
        return h(
          'table',
          {},
          block.rows.map((row) =>
            h(
              'tr',
              {},
              row.map((cell) => h('td', {}, cell.text ?? (cell.elements ?? []).map((one) => richText(one, names)))),
            ),
          ),
        )
      default:
        return h('div', { class: 'quiet' }, `[${block.type}]`)
    }
  }
  return { nodes: (blocks ?? []).map(draw), fields }
}
