import { h } from './dom.js'
import { get, post } from './net.js'
import { w } from './words.js'

/** Which way this sandbox goes to WhatsApp: the Cloud API, or WhatsApp Web in a browser of Parley's own. */
export const transportSwitch = (toast) => {
  let busy = false
  const state = h('small', { role: 'status' })
  const select = h(
    'select',
    { 'aria-label': w.transport, onchange: () => change(select.value) },
    h('option', { value: 'cloud' }, w.transportCloud),
    h('option', { value: 'web' }, w.transportWeb),
  )
  const show = ({ transport, web }) => {
    select.value = transport
    state.textContent = transport === 'web' ? (web === 'linked' ? w.transportLinked : w.transportLinking) : ''
  }
  const change = async (transport) => {
    busy = true
    select.disabled = true
    try {
      show(await post('/whatsapp/transport', { transport }))
    } catch (error) {
      toast(error.message)
    }
    busy = false
    select.disabled = false
    await refresh()
  }
  const refresh = async () => {
    const seen = await get('/whatsapp/transport')
    if (!busy) show(seen)
    return seen.transport
  }
  return { row: h('div', { class: 'picker transport' }, h('span', {}, w.transport), select, state), refresh }
}
