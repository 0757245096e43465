import { expect, test } from 'vitest'
import { fieldsOf } from '../wire.ts'
import { objectionTo, readMetaDocument } from './judge.ts'

const x = (length: number) => 'x'.repeat(length)
const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
const message = (type: string, part: object, more: object = {}) => ({
  messaging_product: 'whatsapp',
  to: '+40700000101',
  type,
  [type]: part,
  ...more,
})
const ask = (interactive: object) => message('interactive', interactive)
const button = (n: number, title = `Button ${n}`, id = `b${n}`) => ({ type: 'reply', reply: { id, title } })
const buttons = (list: object[], more: object = {}) => ask({ type: 'button', body: { text: 'Well?' }, action: { buttons: list }, ...more })
const row = (n: number, more: object = {}) => ({ id: `r${n}`, title: `Row ${n}`, ...more })
const list = (sections: object[], more: object = {}) =>
  ask({ type: 'list', body: { text: 'Which?' }, action: { button: 'Choose', sections, ...more } })
const link = (parameters: object) => ask({ type: 'cta_url', body: { text: 'See' }, action: { name: 'cta_url', parameters } })

const pairs: [string, object, object][] = [
  ['text of 4096', message('text', { body: x(4_096) }), message('text', { body: x(4_097) })],
  ['text that is not blank', message('text', { body: 'x' }), message('text', { body: ' ' })],
  ['3 buttons', buttons(many(3, (n) => button(n))), buttons(many(4, (n) => button(n)))],
  ['a button title of 20', buttons([button(1, x(20))]), buttons([button(1, x(21))])],
  ['a button id of 256', buttons([button(1, 'x', x(256))]), buttons([button(1, 'x', x(257))])],
  ['unique button titles', buttons([button(1, 'Yes'), button(2, 'No')]), buttons([button(1, 'Yes'), button(2, 'Yes')])],
  ['unique button ids', buttons([button(1), button(2)]), buttons([button(1), button(2, 'Other', 'b1')])],
  ['a body of 1024', buttons([button(1)], { body: { text: x(1_024) } }), buttons([button(1)], { body: { text: x(1_025) } })],
  ['a footer of 60', buttons([button(1)], { footer: { text: x(60) } }), buttons([button(1)], { footer: { text: x(61) } })],
  [
    'a header of 60',
    buttons([button(1)], { header: { type: 'text', text: x(60) } }),
    buttons([button(1)], { header: { type: 'text', text: x(61) } }),
  ],
  ['10 rows in one section', list([{ title: 's', rows: many(10, (n) => row(n)) }]), list([{ title: 's', rows: many(11, (n) => row(n)) }])],
  [
    '10 rows over two sections',
    list([
      { title: 's', rows: many(5, (n) => row(n)) },
      { title: 't', rows: many(5, (n) => row(n + 5)) },
    ]),
    list([
      { title: 's', rows: many(6, (n) => row(n)) },
      { title: 't', rows: many(6, (n) => row(n + 6)) },
    ]),
  ],
  [
    'section titles when there are two',
    list([
      { title: 's', rows: [row(1)] },
      { title: 't', rows: [row(2)] },
    ]),
    list([{ title: 's', rows: [row(1)] }, { rows: [row(2)] }]),
  ],
  ['a row title of 24', list([{ title: 's', rows: [row(1, { title: x(24) })] }]), list([{ title: 's', rows: [row(1, { title: x(25) })] }])],
  [
    'a row description of 72',
    list([{ title: 's', rows: [row(1, { description: x(72) })] }]),
    list([{ title: 's', rows: [row(1, { description: x(73) })] }]),
  ],
  ['a row id of 200', list([{ title: 's', rows: [row(1, { id: x(200) })] }]), list([{ title: 's', rows: [row(1, { id: x(201) })] }])],
  ['unique row ids', list([{ title: 's', rows: [row(1), row(2)] }]), list([{ title: 's', rows: [row(1), row(1)] }])],
  [
    'a list button of 20',
    list([{ title: 's', rows: [row(1)] }], { button: x(20) }),
    list([{ title: 's', rows: [row(1)] }], { button: x(21) }),
  ],
  ['a link that is one', link({ display_text: 'Pay', url: 'https://x.example/p' }), link({ display_text: 'Pay', url: 'x' })],
  [
    'a link text of 20',
    link({ display_text: x(20), url: 'https://x.example/p' }),
    link({ display_text: x(21), url: 'https://x.example/p' }),
  ],
  ['a caption of 1024', message('document', { id: '1', caption: x(1_024) }), message('document', { id: '1', caption: x(1_025) })],
  ['media by id', message('image', { id: '1' }), message('image', {})],
  ['a phone number', message('text', { body: 'x' }), message('text', { body: 'x' }, { to: 'Doina' })],
  [
    'callback data of 512',
    message('text', { body: 'x' }, { biz_opaque_callback_data: x(512) }),
    message('text', { body: 'x' }, { biz_opaque_callback_data: x(513) }),
  ],
  ['known kinds', message('text', { body: 'x' }), message('poll', { body: 'x' })],
  ['messages that say whatsapp', message('text', { body: 'x' }), { ...message('text', { body: 'x' }), messaging_product: 'signal' }],
  [
    'a request for a location',
    ask({ type: 'location_request_message', body: { text: 'Where?' }, action: { name: 'send_location' } }),
    ask({ type: 'location_request_message', body: { text: 'Where?' }, action: { name: 'x' } }),
  ],
]

test.for(pairs)('the Cloud API takes %s, and nothing else', ([, taken, refused]) => {
  expect(objectionTo({ ...taken })).toBeUndefined()
  expect(objectionTo({ ...refused })).toMatchObject({ code: expect.any(Number), details: expect.any(String) })
})

test("Meta's own examples of the kinds we send are taken", () => {
  const examples = Object.entries(readMetaDocument().sendExamples())
  // One example ("Send Reply to List Message") names no type, and is refused by Meta as by us.
  const ours = examples.filter(
    ([name, example]) =>
      /Text Message|Reply Button|List Message|Image|Document|Reaction/.test(name) &&
      !name.includes('Template') &&
      fieldsOf(fieldsOf(example).value).type,
  )
  expect(ours.length).toBe(14)
  const refused = ours.flatMap(([name, example]) => {
    const given = { ...fieldsOf(fieldsOf(example).value), to: '+16505551234' }
    const objection = objectionTo(given)
    return objection ? [`${name}: ${objection.details}`] : []
  })
  expect(refused).toEqual([])
})
