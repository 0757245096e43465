import { h, icon } from './dom.js'
import { openDrawer } from './drawer.js'
import { listen, post } from './net.js'
import { openPhone } from './phone.js'
import { openSlack } from './slack.js'
import { confirmed } from './slack-elements.js'
import { openTeams } from './teams.js'
import { language, switchLanguage, w } from './words.js'

document.documentElement.lang = language
const theme = localStorage.getItem('sandbox.theme')
if (theme) document.documentElement.dataset.theme = theme

const stage = document.getElementById('stage')
const bar = document.getElementById('bar')
const phoneSide = document.getElementById('phone-side')
const slackSide = document.getElementById('slack-side')
const teamsSide = document.getElementById('teams-side')

const toast = (sentence) => {
  const node = h('div', { class: 'toast', role: 'alert' }, sentence)
  document.body.append(node)
  setTimeout(() => node.remove(), 6_000)
}

// Whose phone and who in Slack stand in the address, so that a link or a reload keeps them.
const place = new URLSearchParams(location.hash.slice(1))
const remember = (name) => (value) => {
  place.set(name, value)
  history.replaceState(null, '', `#${place}`)
}

const switchTheme = () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'light' : 'dark'
  localStorage.setItem('sandbox.theme', dark ? 'light' : 'dark')
}

const startOver = async () => {
  const plain = (text) => ({ type: 'plain_text', text })
  const ask = {
    title: plain(w.startOver),
    text: plain(w.startOverAsk),
    confirm: plain(w.startOver),
    deny: plain(w.cancel),
    style: 'danger',
  }
  if (!(await confirmed(ask, (text) => text.text))) return
  await post('/start-over').catch((error) => toast(error.message))
}

const tool = (picture, label, run) =>
  h(
    'button',
    { class: 'tool', type: 'button', 'aria-label': label, title: label, onclick: run },
    icon(picture),
    h('span', { class: 'word' }, label),
  )

const sides = ['phone', 'slack', 'teams']
const tabs = sides.map((name) =>
  h('button', { type: 'button', role: 'tab', class: `for-${name}`, 'aria-controls': `${name}-side`, onclick: () => choose(name) }, w[name]),
)
const choose = (name) => {
  stage.dataset.tab = name
  // Beside the phone there is room for one desk, on a wide screen for both.
  if (name !== 'phone') stage.dataset.desk = name
  tabs.forEach((tab, index) => {
    tab.setAttribute('aria-selected', String(sides[index] === name))
  })
  phone?.refresh()
  teams?.refresh()
}

bar.append(
  h('span', { class: 'badge' }, w.sandbox),
  h('div', { class: 'tabs', role: 'tablist' }, tabs),
  h('span', { class: 'explain' }, w.explain),
  tool('gear', w.tools, () => void openDrawer(toast)),
  tool('again', w.startOver, () => void startOver()),
  tool('half', w.theme, switchTheme),
  h(
    'button',
    {
      class: 'tool',
      type: 'button',
      onclick: switchLanguage,
      lang: language === 'ro' ? 'en' : 'ro',
      'aria-label': w.language,
      title: w.language,
    },
    language === 'ro' ? 'EN' : 'RO',
  ),
)
const offline = h('div', { class: 'offline', role: 'alert', hidden: true }, w.offline)
bar.after(offline)

let phone
let teams
stage.dataset.desk = place.get('desk') === 'teams' ? 'teams' : 'slack'
choose('phone')
phone = openPhone(phoneSide, {
  remembered: place.get('phone'),
  remember: remember('phone'),
  toast,
  visible: () => phoneSide.offsetParent !== null,
})
const slack = openSlack(slackSide, { remembered: place.get('as'), remember: remember('as'), toast })

teams = openTeams(teamsSide, { remembered: place.get('teams'), remember: remember('teams'), toast })

listen(
  (change) => {
    phone.heard(change)
    slack.heard(change)
    teams.heard(change)
  },
  (up) => {
    offline.hidden = up
  },
)
