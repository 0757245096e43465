/**
 * Makes an element. Children that are texts become text nodes, never markup; null and false are left out.
 * Properties starting with `on` are listeners; the rest are attributes (true = present, false or null = absent).
 */
export const h = (tag, properties, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'value') element.value = value ?? ''
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/** Shows a list, touching only what changed, so that focus and scrolling stay. `draw(item)` makes one element. */
export const showList = (container, items, keyOf, draw) => {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]))
  let at = container.firstElementChild
  for (const item of items) {
    const key = keyOf(item)
    const shape = JSON.stringify(item)
    let node = old.get(key)
    old.delete(key)
    if (node?.shape !== shape) {
      const fresh = draw(item)
      fresh.dataset.key = key
      fresh.shape = shape
      if (node) {
        if (at === node) at = fresh
        node.replaceWith(fresh)
      }
      node = fresh
    }
    if (node === at) at = at.nextElementSibling
    else container.insertBefore(node, at)
  }
  for (const gone of old.values()) gone.remove()
}

/** Whether a scrolled box is at its end, give or take a line. */
export const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80

const PATHS = {
  send: 'M3 20.5 21.5 12 3 3.5 3 10.2 14 12 3 13.8Z',
  mic: 'M12 15a3.5 3.5 0 0 0 3.5-3.5v-6a3.5 3.5 0 0 0-7 0v6A3.5 3.5 0 0 0 12 15Zm6-3.5a6 6 0 0 1-12 0H4.3a7.7 7.7 0 0 0 6.8 7.6V22h1.8v-2.9a7.7 7.7 0 0 0 6.8-7.6Z',
  plus: 'M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7Z',
  close: 'm6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4Z',
  file: 'M6 2h8l5 5v15H6Zm7.2 1.8V8H17.500Z',
  eye: 'M12 5.500c5 0 8.6 4.3 9.7 6.5-1.1 2.2-4.7 6.5-9.7 6.500S3.4 14.2 2.3 12C3.4 9.8 7 5.5 12 5.500Zm0 2.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  reply: 'M10 5v4c7 .8 10 5.5 11 10.5-2.7-3.7-6-5.3-11-5.300V18.500L3 11.700Z',
  list: 'M4 6h2v2H4Zm4 0h12v2H8ZM4 11h2v2H4Zm4 0h12v2H8Zm-4 5h2v2H4Zm4 0h12v2H8Z',
  link: 'M13 4h7v7h-2V7.400l-8.3 8.3-1.4-1.400L16.6 6H13ZM5 6h5v2H7v9h9v-3h2v5H5Z',
  pin: 'M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7Zm0 4.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  down: 'm5 8.5 7 7 7-7 1.4 1.400L12 18.3 3.6 9.900Z',
  home: 'M12 3 2.5 11h2.500v10h5.500v-6h3v6H19V11h2.500Z',
  bubble: 'M4 4h16v12H10l-5 4.500V16H4Z',
  gear: 'M10.7 2h2.600l.4 2.5 1.9.8 2-1.5 1.9 1.9-1.5 2 .8 1.9 2.5.4v2.600l-2.5.4-.8 1.9 1.5 2-1.9 1.9-2-1.5-1.9.8-.4 2.500h-2.600l-.4-2.5-1.9-.8-2 1.5-1.9-1.9 1.5-2-.8-1.900L2.7 13.300v-2.600l2.5-.4.8-1.9-1.5-2 1.9-1.9 2 1.5 1.9-.8ZM12 8.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm1 5v4.600l3.5 2-1 1.700L11 12.700V7Z',
  half: 'M12 3a9 9 0 1 0 0 18Zm0-1a10 10 0 1 1 0 20 10 10 0 0 1 0-20Z',
  again: 'M12 5V1.500L7 6.500l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8Z',
  cart: 'M3 4h2.500l.7 3H21l-2 8.500H7.800L5 6H3ZM8.5 17.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4Zm8.5 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  person: 'M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm0 2c-4.5 0-8.5 2.2-8.5 5.500V21h17v-1.500c0-3.3-4-5.5-8.5-5.500Z',
  picture: 'M3 4h18v16H3Zm2 12.5 4-5 3 3.5 3.5-4.500L19 16.500V6H5Z',
  question:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1 14h2v2h-2Zm1-10.500c2.4 0 4 1.5 4 3.5 0 2.5-3 2.8-3 5h-2c0-3.3 2.9-3.5 2.9-5 0-1-.8-1.6-1.9-1.600S10 8 10 9.200H8c0-2.2 1.6-3.7 4-3.700Z',
}

/** A small picture; it says nothing to a screen reader, so give its button a label. */
export const icon = (name) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.classList.add('icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', PATHS[name])
  path.setAttribute('fill-rule', 'evenodd')
  svg.append(path)
  return svg
}

/** One or two check marks, as under a message. */
export const ticks = (count) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 18 12')
  svg.setAttribute('aria-hidden', 'true')
  for (const shift of count === 2 ? [0, 5] : [3]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', `m${1 + shift} 6.5 3.2 3.2 6.5-7.5`)
    path.setAttribute('fill', 'none')
    path.setAttribute('stroke', 'currentColor')
    path.setAttribute('stroke-width', '1.5')
    svg.append(path)
  }
  svg.classList.add('ticks')
  return svg
}

const TINTS = ['#d4526e', '#2b908f', '#6a5acd', '#c77700', '#3a7bd5', '#7b8d28', '#a34fa8', '#bf5b3d']

/** A coloured disc (or square) with initials. */
export const avatar = (name, kind = '') => {
  const initials = name
    .split(/[\s.+-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...part][0].toUpperCase())
    .join('')
  const disc = h('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, initials)
  const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0)
  disc.style.background = kind.includes('bot') ? '#3b5bdb' : TINTS[sum % TINTS.length]
  return disc
}
