import { h, icon } from './dom.js'
import { get, post } from './net.js'
import { day, hour, w } from './words.js'

const HOUR = 3_600_000

/** The drawer behind "Tools": the clock, the misbehaviour switches, the latest calls. */
export const openDrawer = async (toast) => {
  const time = h('div', {})
  const on = h('div', {})
  const calls = h('ol', {})
  const run = async (work) => {
    try {
      await work()
    } catch (error) {
      toast(error.message)
    }
    await show()
  }
  const shift = (label, body) => h('button', { class: 'chip', type: 'button', onclick: () => run(() => post('/clock', body)) }, label)
  const select = (label, options) =>
    h(
      'select',
      { 'aria-label': label },
      options.map(([value, text]) => h('option', { value }, text)),
    )
  const platform = select('platform', [
    ['whatsapp', 'WhatsApp'],
    ['slack', 'Slack'],
    ['teams', 'Teams'],
  ])
  const kind = select('kind', Object.entries(w.kinds))
  const field = (label) => h('input', { placeholder: label, 'aria-label': label, inputmode: label === w.method ? 'text' : 'numeric' })
  const [count, ms, method] = [field(w.times), field(w.ms), field(w.method)]
  const form = h(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault()
        const rule = { platform: platform.value, kind: kind.value }
        if (count.value) rule.count = Number(count.value)
        if (ms.value) rule.ms = Number(ms.value)
        if (method.value.trim()) rule.method = method.value.trim()
        void run(() => post('/misbehave', rule))
      },
    },
    platform,
    kind,
    count,
    ms,
    method,
    h('button', { class: 'chip' }, w.switchOn),
  )
  const dialog = h(
    'dialog',
    { class: 'drawer', 'aria-label': w.tools },
    h(
      'header',
      {},
      h('h2', {}, w.tools),
      h('button', { class: 'plain', type: 'button', 'aria-label': w.close, onclick: () => dialog.close() }, icon('close')),
    ),
    h('p', {}, w.explain),
    h('h3', {}, w.clock),
    time,
    h(
      'div',
      { class: 'row' },
      shift('+1 h', { advanceMs: HOUR }),
      shift('+23 h', { advanceMs: 23 * HOUR }),
      shift('+25 h', { advanceMs: 25 * HOUR }),
      shift('+7 d', { advanceMs: 168 * HOUR }),
      shift(w.realTime, { reset: true }),
    ),
    h('h3', {}, w.misbehave),
    on,
    form,
    h('h3', {}, w.calls),
    calls,
  )
  const show = async () => {
    const [clock, rules, record] = await Promise.all([get('/clock'), get('/misbehave'), get('/calls')])
    time.textContent = `${day(clock.now)}, ${hour(clock.now)}${clock.offsetMs ? ` (${w.clockShifted})` : ''}`
    on.replaceChildren(
      ...rules.map((rule) =>
        h(
          'div',
          { class: 'on' },
          `${rule.platform}: ${w.kinds[rule.kind]}${rule.left ? ` × ${rule.left}` : ''}${rule.method ? ` (${rule.method})` : ''}`,
        ),
      ),
      ...(rules.length > 0 ? [h('button', { class: 'chip', type: 'button', onclick: () => run(() => post('/behave')) }, w.behave)] : []),
    )
    calls.replaceChildren(
      ...record.entries
        .slice(-40)
        .toReversed()
        .map((one) =>
          h(
            'li',
            { class: one.status >= 200 && one.status < 300 && one.reply?.ok !== false ? '' : 'bad' },
            h('span', {}, one.direction === 'call' ? '→' : '←'),
            h('span', { title: JSON.stringify(one.reply).slice(0, 500) }, `${one.platform} ${one.method}`),
            h('span', {}, one.reply?.error?.code ?? one.reply?.error ?? one.status),
          ),
        ),
    )
  }
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  dialog.showModal()
  await show()
}
