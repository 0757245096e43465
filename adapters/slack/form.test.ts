import { expect, test } from 'vitest'
import { ChannelError, type Form, type FormField } from '../../bots/channel.ts'
import { problemsOfView } from '../sandbox/slack/blocks.ts'
import { readForm, renderForm } from './form.ts'

const field = (more: Partial<FormField> = {}): FormField => ({ name: 'reason', label: 'Reason', kind: 'text', required: true, ...more })
const form = (...fields: FormField[]): Form => ({ id: 'order.reject:O-1', title: 'Reject', submit: 'Send', cancel: 'Cancel', fields })
const options = (count: number, idLength = 10) =>
  Array.from({ length: count }, (_, index) => ({ id: `${index}`.padEnd(idLength, 'x'), title: `Option ${index}` }))

type Values = Record<string, Record<string, Record<string, unknown>>>
const submitted = (view: { private_metadata?: string | undefined }, values: Values) =>
  readForm({ id: 'V1', private_metadata: view.private_metadata, state: { values } })

test.for<[string, Form]>([
  [
    'one field of each kind',
    form(
      field(),
      field({ name: 'b', kind: 'longtext' }),
      field({ name: 'c', kind: 'number' }),
      field({ name: 'd', kind: 'date' }),
      field({ name: 'e', kind: 'choice', options: options(3) }),
    ),
  ],
  [
    'titles and labels of any length',
    {
      ...form(field({ label: 'l'.repeat(3000), hint: 'h'.repeat(3000) })),
      title: 't'.repeat(99),
      submit: 's'.repeat(99),
      cancel: 'c'.repeat(99),
    },
  ],
  ['a long introduction', { ...form(field()), intro: 'i'.repeat(9000) }],
  [
    'initial values',
    form(
      field({ value: 'v'.repeat(5000) }),
      field({ name: 'n', kind: 'number', value: '12.5' }),
      field({ name: 'd', kind: 'date', value: '2026-02-28' }),
      field({ name: 'c', kind: 'choice', options: options(2), value: options(2)[1]?.id ?? '' }),
    ),
  ],
  [
    'initial values of the wrong shape',
    form(
      field({ kind: 'number', value: 'twelve' }),
      field({ name: 'd', kind: 'date', value: '2026-02-30' }),
      field({ name: 'c', kind: 'choice', options: options(2), value: 'none' }),
    ),
  ],
  ['100 options', form(field({ kind: 'choice', options: options(100) }))],
  ['250 options', form(field({ kind: 'choice', options: options(250) }))],
  ['option ids of 200', form(field({ kind: 'choice', options: options(10, 200) }))],
])('Slack takes a form with %s', ([, made]) => {
  expect(problemsOfView(renderForm(made, { place: { channel: 'C1' } }))).toEqual([])
})

test('a submission gives back the form id, every value by field name, and where it was asked for', () => {
  const origin = { place: { channel: 'C1', thread: '1.2', messageId: 'C1:1.2' }, answerUrl: 'https://hooks.slack.com/x' }
  const view = renderForm(
    form(field(), field({ name: 'when', kind: 'date' }), field({ name: 'who', kind: 'choice', options: options(2) })),
    origin,
  )
  const read = submitted(view, {
    reason: { value: { type: 'plain_text_input', value: 'too dear' } },
    when: { value: { type: 'datepicker', selected_date: '2026-11-30' } },
    who: { value: { type: 'static_select', selected_option: { value: options(2)[1]?.id } } },
  })
  expect(read).toEqual({
    form: 'order.reject:O-1',
    values: { reason: 'too dear', when: '2026-11-30', who: '1xxxxxxxxx' },
    origin,
    fields: ['reason', 'when', 'who'],
  })
})

test('an empty field is left out of the values', () => {
  const view = renderForm(form(field({ required: false })))
  expect(submitted(view, { reason: { value: { type: 'plain_text_input', value: null } } })?.values).toEqual({})
})

test('option ids longer than Slack keeps come back whole', () => {
  const long = options(5, 200)
  const view = renderForm(form(field({ kind: 'choice', options: long })))
  expect(submitted(view, { reason: { value: { selected_option: { value: '#3' } } } })?.values).toEqual({ reason: long[3]?.id })
})

test('the answer address is dropped where there is no room for it', () => {
  const view = renderForm(form(field()), { place: { channel: 'C1' }, answerUrl: `https://hooks.slack.com/${'x'.repeat(3000)}` })
  expect(submitted(view, { reason: { value: { value: 'a' } } })?.origin).toEqual({ place: { channel: 'C1' } })
})

test.for<[string, Form]>([
  ['with more fields than a modal holds', form(...Array.from({ length: 101 }, (_, index) => field({ name: `f${index}` })))],
  ['with a choice of nothing', form(field({ kind: 'choice', options: [] }))],
  ['whose long option ids cannot be kept', form(field({ kind: 'choice', options: options(50, 200) }))],
])('a form %s is refused before Slack sees it', ([, made]) => {
  expect(() => renderForm(made)).toThrow(ChannelError)
})

test.for([[null], [{}], [{ private_metadata: 'x', state: { values: {} } }], [{ private_metadata: '{}', state: { values: {} } }]])(
  'a view that is not ours (%j) is no form',
  ([view]) => {
    expect(readForm(view)).toBeNull()
  },
)
