import { places } from '../../bots/journeys/colleague.ts'
import { openHouse } from '../../bots/journeys/house.ts'
import { newId } from '../../core/kernel/db.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { slackPress } from './press.ts'
import { type Found, unlike } from './prove-scarce.ts'

const ILINCA = '+40700000111'
const ADA = 'U0CARP0002'

/** One order of a customer, and `people` who press Approve at once, each press delivered `times` times, while the API is asked to approve as well. */
export const provePresses = async ({ people, times }: { people: number; times: number }): Promise<Found> => {
  const house = await openHouse()
  try {
    const { db } = house.house
    const phone = house.client.phone(ILINCA)
    await phone.say('2 kg espresso')
    const { buttons } = await phone.hears(/espresso/i, 20_000)
    await phone.press(buttons![0]!.id)
    const order = await until(async () => (await house.house.ctx(house.house.self('prove')).facts(Order).where({ state: 'placed' }))[0])
    const slack = house.client.slack(ADA)
    const card = await slack.waitForMessage(places['#orders'], order.number!, 20_000)
    await house.settles(20_000)
    const approval = (await db('approvals').where({ record_id: order.id, state: 'waiting' }).first()) as { id: string }
    const account = (await db('channel_accounts').where({ kind: 'slack' }).first()) as { id: string }
    const staff = Array.from({ length: people }, (_, nth) => ({ id: newId(), user: `U0PROOF${String(nth).padStart(3, '0')}` }))
    const base = { version: 1, created_at: house.clock() }
    await db('staff').insert(
      staff.map(({ id, user }) => ({
        id,
        ...base,
        first_name: 'Proof',
        last_name: user,
        email: `${user.toLowerCase()}@proof.example`,
        roles: JSON.stringify(['sales_manager']),
        language: 'en',
        state: 'active',
      })),
    )
    await db('chat_identities').insert(
      staff.map(({ id, user }) => ({
        id: newId(),
        ...base,
        account_id: account.id,
        external_user_id: user,
        staff_id: id,
        verified_at: house.clock(),
      })),
    )
    const press = async (user: string, copy: number) => {
      const { body, headers } = slackPress({
        signingSecret: house.secrets.slackSigningSecret,
        userId: user,
        channel: places['#orders'],
        ts: card.ts,
        choice: `approval.approve:${approval.id}`,
        trigger: `trigger.${user}`,
        now: house.clock(),
      })
      const began = performance.now()
      const response = await fetch(`${house.url}/slack/events`, { method: 'POST', body, headers })
      return { user, copy, status: response.status, ms: performance.now() - began }
    }
    const calls = staff.flatMap(({ user }) => Array.from({ length: times }, (_, copy) => press(user, copy)))
    const token = 'parley_the_token_of_this_proof_and_of_nothing_else'
    await db('api_tokens').insert({
      id: newId(),
      ...base,
      name: 'Proof',
      fingerprint: house.house.seal.fingerprint(token),
      role: 'sales_manager',
    })
    const viaApi = Array.from({ length: 5 }, (_, nth) =>
      fetch(`${house.url}/api/v1/actions/approval.approve`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `proof-${nth}` },
        body: JSON.stringify({ id: approval.id, input: {} }),
      }).then(({ status }) => status),
    )
    const answers = await Promise.all(calls)
    const statuses = await Promise.all(viaApi)
    await house.settles(30_000)
    const { rows } = await db.raw<{ rows: Record<string, number>[] }>(
      `select (select count(*)::int from events where record_id = :approval and name = 'approval.approved') as decisions,
         (select count(*)::int from events where record_id = :order and name = 'order.accepted') as accepted,
         (select count(*)::int from delivery_notes where source_id = :order) as notes,
         (select count(*)::int from invoices where source_id = :order) as invoices,
         (select count(*)::int from inbound where lane = 'press' and user_id like 'U0PROOF%') as presses,
         (select count(*)::int from inbound where lane = 'press' and user_id like 'U0PROOF%' and answer is not null) as answered`,
      { approval: approval.id, order: order.id },
    )
    const heard = (await phone.chat()).filter(({ from, text }) => from === 'business' && text.includes('✅')).length
    const cards = (await slack.channel(places['#orders'])).filter((one) => JSON.stringify(one).includes(order.number!)).length
    return {
      figures: {
        people,
        'deliveries of each press': times,
        'longest answer, ms': Math.round(Math.max(...answers.map(({ ms }) => ms))),
        'median answer, ms': Math.round(answers.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(answers.length / 2)]!),
      },
      wrong: unlike([
        ['what came of it', rows[0], { decisions: 1, accepted: 1, notes: 1, invoices: 1, presses: people, answered: people }],
        ['answers to presses', [...new Set(answers.map(({ status }) => status))], [200]],
        ['answers of the API that are neither done nor refused', statuses.filter((status) => ![200, 403, 409, 422].includes(status)), []],
        ['decisions by the API beyond the first', statuses.filter((status) => status === 200).length > 1, false],
        ['confirmations on the phone', heard, 1],
        ['cards of the order', cards, 1],
        ['troubles', house.troubles, []],
      ]),
    }
  } finally {
    await house.stop()
  }
}

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (const end = performance.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const found = await look()
    if (found) return found
    if (performance.now() > end) throw new Error('Waited 20 s in vain.')
  }
}
