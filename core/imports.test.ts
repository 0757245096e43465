import { describe, expect, test } from 'vitest'
import { modules } from './modules.ts'
import {
  circlesIn,
  declarationAt,
  type Import,
  importsOf,
  isTest,
  lineOf,
  type Node,
  sources,
  textOf,
  treeOf,
  walk,
} from './testing-source.ts'

const running = sources.filter((path) => !isTest(path) && !path.includes('/corpus/'))
const all: readonly Import[] = running.flatMap(importsOf)
const inside = all.filter(({ isPackage }) => !isPackage)
const told = ({ from, to }: Import) => `${from} → ${to}`
const partOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : path)
const roomOf = (path: string) => /^core\/modules\/([^/]+)\//.exec(path)?.[1]
/** `adapters/slack` of anything in it; elsewhere the top folder. */
const adapterOf = (path: string) => path.split('/').slice(0, 2).join('/')

describe('the arrows of the house', () => {
  /** Which tops each top may import. `server.ts` puts everything together, `scripts/` and tests look at everything. */
  const arrows: Readonly<Record<string, readonly string[]>> = {
    bots: ['bots', 'core'],
    core: ['core'],
    adapters: ['adapters', 'bots', 'core'],
    jobs: ['jobs', 'core'],
    'web-admin': ['web-admin'],
    migrations: ['migrations'],
  }

  /** Types that speak of what `server.ts` hands in. The program that runs knows nothing of them. */
  const shapes: readonly string[] = ['jobs/drain.ts → bots/pool.ts']

  test('point one way', () => {
    const wrong = inside.filter((one) => {
      const allowed = arrows[partOf(one.from)]
      return allowed && !allowed.includes(partOf(one.to)) && !(one.kind === 'type' && shapes.includes(told(one)))
    })
    expect(wrong.map(told)).toEqual([])
  })

  test('lead down in the core: rooms → kernel → language', () => {
    const floors = ['core/language/', 'core/kernel/', 'core/modules/']
    const floorOf = (path: string) => floors.findIndex((floor) => path.startsWith(floor))
    // What stands above the rooms (`modules.ts`, the demo company) has no floor: nothing on a floor may import it.
    const wrong = inside.filter(({ from, to }) => floorOf(from) >= 0 && (floorOf(to) < 0 || floorOf(to) > floorOf(from)))
    expect(wrong.map(told)).toEqual([])
  })

  test('do not lead from one adapter into another, except where one is made of the other', () => {
    const shared: Readonly<Record<string, string>> = {
      'adapters/http/app.ts → adapters/config/read.ts': 'the type of the configuration',
      'adapters/whatsapp-web/render.ts → adapters/whatsapp-cloud/cut.ts': 'texts of WhatsApp are cut alike on both ways to it',
      'adapters/whatsapp-web/render.ts → adapters/whatsapp-cloud/render.ts': 'a card in words is the same on both ways to WhatsApp',
    }
    // A file straight under `adapters/`, and the registry of channels, belong to `server.ts` and put several of them together.
    const isOne = (path: string) => path.split('/').length > 2 && !path.startsWith('adapters/channels/')
    const wrong = inside
      .filter(
        ({ from, to }) => partOf(from) === 'adapters' && isOne(from) && partOf(to) === 'adapters' && adapterOf(from) !== adapterOf(to),
      )
      .map(told)
    expect(wrong.filter((one) => !shared[one])).toEqual([])
  })

  test('lead from the core to no part of the outside world but the database', () => {
    // `date-holidays` is loaded when a calendar is first asked for, by `createRequire` of node:module.
    const inLanguage = ['node:module', 'canonicalize', 'date-holidays', 'intl-messageformat', 'libphonenumber-js', 'luxon', 'zod']
    const inCore = [...inLanguage, 'knex', 'objection', 'pg', 'uuid', 'node:crypto']
    const allowed = (from: string, to: string) => {
      if (from.startsWith('core/demo/'))
        return inCore.includes(to) || ['csv-parse', 'node:fs', 'node:fs/promises', 'node:url', 'node:path'].includes(to)
      if (from.startsWith('core/language/')) return inLanguage.includes(to)
      if (from.startsWith('bots/'))
        return ['intl-messageformat', 'knex', 'libphonenumber-js', 'luxon', 'node:crypto', 'node:timers/promises', 'zod'].includes(to)
      return !from.startsWith('core/') || inCore.includes(to)
    }
    expect(all.filter(({ from, to, isPackage }) => isPackage && !allowed(from, to)).map(told)).toEqual([])
  })
})

describe('a room', () => {
  test('stands in the table of contents', () => {
    const folders = [...new Set(sources.flatMap((path) => roomOf(path) ?? []))].sort()
    expect(folders).toEqual(modules.map(({ name }) => name).sort())
  })

  test('imports another room only if it names it in `uses`', () => {
    const uses = new Map(modules.map((room) => [room.name, room.uses]))
    const wrong = inside.filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)]
      return room && other && room !== other && !uses.get(room)?.includes(other)
    })
    expect(wrong.map(told)).toEqual([])
  })

  test('names in `uses` only rooms that exist', () => {
    const names = modules.map(({ name }) => name)
    expect(modules.flatMap(({ uses }) => uses).filter((name) => !names.includes(name))).toEqual([])
  })

  test('stands above the rooms it uses, so that there is no circle', () => {
    const names = modules.map(({ name }) => name)
    const upward = modules.flatMap(({ name, uses }) =>
      uses.filter((other) => names.indexOf(other) >= names.indexOf(name)).map((other) => `${name} uses ${other}`),
    )
    expect(upward).toEqual([])
  })
})

describe('imports', () => {
  // `import type` is erased before the program runs, so a circle through it is two files speaking of each other, not waiting for each other.
  test('go in no circle', () => {
    const edges = new Map(
      running.map((path) => [path, inside.filter(({ from, kind }) => from === path && kind === 'value').map(({ to }) => to)]),
    )
    expect(circlesIn(edges)).toEqual([])
  })

  test('are seen, circles too', () => {
    expect(all.map(told)).toContain('core/modules/sales/rules.ts → core/modules/crm/records.ts')
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ])
    expect(circlesIn(edges)).toEqual(['b → c → b'])
  })

  test('lead to files that are there', () => {
    const known = new Set(sources)
    expect(inside.filter(({ to }) => /\.tsx?$/.test(to) && !known.has(to)).map(told)).toEqual([])
  })

  test('take `grant`, which makes leave to send, into the check of consent and window alone', () => {
    const granting = inside.filter(({ to, names }) => to === 'core/kernel/permit.ts' && names.includes('grant')).map(({ from }) => from)
    expect(granting).toEqual(['core/modules/conversations/permits.ts'])
  })
})

describe('facts', () => {
  const asksForFacts = (path: string) => {
    const places: string[] = []
    walk(treeOf(path), (node) => {
      const callee = node.callee as Node | undefined
      if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return
      if ((callee.property as Node).name === 'facts') places.push(`${path} ${declarationAt(path, node.start)}`)
    })
    return places
  }

  /**
   * Where facts are asked for outside actions, rules and effects: function by function, with why it tells nobody more than they may know.
   * The key is the file and the name of the function.
   */
  const named: Readonly<Record<string, string>> = {
    'core/modules/settings/queries.ts settingsOf': 'the house’s own settings; doors tell only what follows from them',
    'core/modules/settings/queries.ts seller': 'the seller, as it stands on every document',
    'core/modules/people/queries.ts staffWithRole': 'for effects and rules that look for somebody to tell or to ask',
    'core/modules/people/queries.ts staffWithPermission': 'for effects and rules that look for somebody to tell or to ask',
    'core/modules/people/queries.ts staffNames': 'names alone, for cards and timelines',
    'core/modules/crm/queries.ts contactsAtPhone': 'who may be writing, before there is an actor',
    'core/modules/crm/queries.ts deliveryAddresses': 'for the action that drafts an order, which has looked at whose client it is',
    'core/modules/crm/queries.ts ownClient': 'the asker’s own client, whose prices it is told',
    'core/modules/catalog/queries.ts vatOn': 'the law’s rates, for prices',
    'core/modules/catalog/queries.ts pricesFor':
      'the one price function: its caller says for which client, and tells the prices of that client alone',
    'core/modules/catalog/queries.ts catalogueProducts': 'for understanding, which names products and tells codes and names alone',
    'core/modules/crm/queries.ts contactsWho': 'for the rule that says which contacts decide',
    'core/modules/approvals/queries.ts waitingFor': 'judges what is asked of the asker, and gives the rows as they see them',
    'core/modules/approvals/queries.ts counteredAbout': 'for actions that close what was answered about a record',
    'core/modules/approvals/queries.ts outOfTimeApprovals': 'for the sweep, which acts for the house',
    'core/modules/approvals/queries.ts waitingAbout': 'for actions that close what is asked about a record',
    'core/modules/approvals/policy.ts policyFor': 'the policy, a step of the road itself',
    'core/modules/conversations/routes.ts routeOf': 'where a message goes; nobody is told',
    'core/modules/conversations/routes.ts toContact': 'where a message goes; nobody is told',
    'core/modules/conversations/routes.ts toStaff': 'where a message goes; nobody is told',
    'core/modules/sales/queries.ts outOfTime': 'for the sweep, which acts for the house',
    'bots/customer/turn.ts clientOf': 'the contact’s own client, whose prices it is told',
    'bots/customer/answers.ts priceOfProducts': 'the contact’s own client, and the last day of a promotion that it is told about',
    'adapters/sandbox/transport.ts switchTransport': 'the two accounts of the sandbox, which are switched for whoever plays with it',
    'adapters/channels/bring.ts bringChannels': 'the company’s language, for places that are shared',
    'bots/customer/questions.ts pricesIn': 'the contact’s own client, whose prices it is told',
  }

  test('are asked for by actions, rules and effects, and elsewhere by functions with a reason', () => {
    const legal = /^core\/modules\/[^/]+\/(actions|rules|effects)(\.ts$|\/)/
    const asking = running.filter((path) => /^(core\/modules|bots|jobs|adapters)\//.test(path) && !legal.test(path)).flatMap(asksForFacts)
    expect([...new Set(asking)].filter((one) => !named[one])).toEqual([])
    expect(Object.keys(named).filter((one) => !asking.includes(one))).toEqual([])
  })
})

describe('the core and the bots', () => {
  const within = running.filter((path) => /^(core|bots)\//.test(path))
  const found = (is: (node: Node) => boolean) =>
    within.flatMap((path) => {
      const places: string[] = []
      walk(treeOf(path), (node) => {
        if (is(node)) places.push(`${path}:${lineOf(path, node)} in ${declarationAt(path, node.start)}`)
      })
      return places
    })
  const isName = (node: unknown, name: string) => (node as Node | undefined)?.type === 'Identifier' && (node as Node).name === name

  test('never ask the clock, except the house for its default clock', () => {
    const asked = found(
      (node) =>
        (node.type === 'NewExpression' && isName(node.callee, 'Date') && (node.arguments as Node[]).length === 0) ||
        (node.type === 'CallExpression' && isName(node.callee, 'Date')) ||
        (node.type === 'MemberExpression' && isName(node.object, 'Date') && isName(node.property, 'now')) ||
        (node.type === 'MemberExpression' && isName(node.object, 'performance')),
    )
    expect(asked.filter((place) => !/^core\/kernel\/house\.ts:\d+ in house$/.test(place))).toEqual([])
  })

  test('never let SQL ask the clock', () => {
    const isText = (node: Node) =>
      node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? (node.value as { raw: string }).raw : undefined
    expect(found((node) => /\bnow\(\)|\bcurrent_(date|time|timestamp)\b|\bclock_timestamp\(/i.test(String(isText(node) ?? '')))).toEqual([])
  })

  test('never write to the console', () => {
    expect(found((node) => isName(node, 'console'))).toEqual([])
  })
})

describe('the kernel', () => {
  const files = running
    .filter((path) => path.startsWith('core/kernel/'))
    .map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))

  test('stays within 2,500 lines', () => {
    expect(files.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(2500)
  })

  test('has no file above 250 lines', () => {
    expect(files.filter(({ lines }) => lines > 250)).toEqual([])
  })
})
