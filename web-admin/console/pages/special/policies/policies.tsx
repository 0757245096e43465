import { Badge, Button, Card, Group, Stack, Switch, Text } from '@mantine/core'
import { IconGavel, IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'wouter'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useSession } from '../../../../shared/session.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import type { PageProps } from '../../../page-entry.ts'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { conditionFields } from '../conditions/fields.ts'
import { sayCondition } from '../conditions/say.ts'
import type { Condition, ConditionField } from '../conditions/tree.ts'
import { Ready, useDeed, useRead, useRows } from '../parts/read.tsx'
import { textOf, titled } from '../parts/rows.ts'
import { useNames } from './names.ts'
import { policyOf, refusalCalled, termsInWords } from './policy.ts'
import { PolicyForm } from './policy-form.tsx'
import { policyTexts } from './words.ts'
import '../special.css'

/** Every policy as a sentence, with its switch. */
export const Policies = () => {
  const say = useTexts(policyTexts)
  const house = useHouse()
  const policies = useRows('policies')
  const mayAdd = house.actions['policy.create']?.may
  const add = mayAdd && (
    <Button component={Link} href="/policies/new" leftSection={<IconPlus size={16} />}>
      {say('new')}
    </Button>
  )
  return (
    <Page title={say('title')} says={say('says')} actions={add}>
      <Ready of={policies}>
        {({ items }) =>
          items.length ? (
            <Stack gap="sm" component="ul" className="plain-list">
              {[...items]
                .sort(
                  (a, b) => textOf(a, 'action').localeCompare(textOf(b, 'action')) || textOf(a, 'code').localeCompare(textOf(b, 'code')),
                )
                .map((row) => (
                  <PolicyCard key={row.id} row={row} />
                ))}
            </Stack>
          ) : (
            <Empty icon={IconGavel} title={say('none')} says={say('noneSays')} action={add} />
          )
        }
      </Ready>
    </Page>
  )
}

const PolicyCard = ({ row }: { row: Row }) => {
  const say = useTexts(policyTexts)
  const { language } = useLanguage()
  const { company } = useSession()
  const house = useHouse()
  const names = useNames()
  const deed = useDeed('policy.switch')
  const policy = policyOf(row)
  const fields = useMemo(() => conditionFields(house, policy.action, language), [house, policy.action, language])
  const titles = useTitles(policy.condition, fields)
  const isOn = row.state === 'active'
  return (
    <Card withBorder component="li" className="policy-card" data-off={!isOn || undefined}>
      <Group justify="space-between" align="start" wrap="nowrap">
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <Link href={`/policies/${row.id}`} className="strong-link">
              {policy.code}
            </Link>
            <Badge variant="light" color="gray" className="wrap-badge">
              {house.actions[policy.action]?.label ?? policy.action}
            </Badge>
            {policy.after && <Badge variant="outline" color="gray">{`→ ${policy.after}`}</Badge>}
          </Group>
          <Text>
            {policy.refusal
              ? say('overrideOf', { refusal: refusalCalled(policy.refusal, say) })
              : sayCondition(policy.condition, { fields, language, currency: company.currency, titles })}
          </Text>
          <Text size="sm" c="dimmed">
            {termsInWords(policy, names, say)}
          </Text>
          {policy.note && (
            <Text size="sm" c="dimmed" fs="italic">
              {policy.note}
            </Text>
          )}
        </Stack>
        <Switch
          checked={isOn}
          disabled={deed.isRunning || !house.actions['policy.switch']?.may}
          aria-label={say('switchOn', { code: policy.code })}
          onChange={() =>
            void deed.go({
              id: row.id,
              ...(row.version !== undefined && { version: row.version }),
              input: { state: isOn ? 'off' : 'active' },
            })
          }
        />
      </Group>
    </Card>
  )
}

/** The titles of rows that a condition names, looked up by kind. */
const useTitles = (condition: Condition | null, fields: readonly ConditionField[]): ReadonlyMap<string, string> => {
  const house = useHouse()
  const wanted = condition ? refsIn(condition, fields) : null
  const plural = wanted && house.records[wanted.ref]?.plural
  const where = wanted && JSON.stringify({ field: 'record.id', op: 'in', value: wanted.ids })
  const found = useRead<{ items: Row[] }>(plural ? `/${plural}` : null, { where, limit: 200 })
  return useMemo(() => new Map(found.data?.items.map((row) => [row.id, titled(row)])), [found.data])
}

const refsIn = (condition: Condition, fields: readonly ConditionField[]): { ref: string; ids: string[] } | null => {
  if ('op' in condition) {
    const field = fields.find((one) => one.field === condition.field)
    const values = Array.isArray(condition.value) ? condition.value : [condition.value]
    const ids = values.filter((one): one is string => typeof one === 'string' && one !== '')
    return field?.type === 'ref' && field.ref && ids.length ? { ref: field.ref, ids } : null
  }
  const parts =
    'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : [condition.some.where]
  for (const part of parts) {
    const found = refsIn(part, fields)
    if (found) return found
  }
  return null
}

/** A new policy, or one to change. */
export const PolicyPage = ({ params }: PageProps) => {
  const say = useTexts(policyTexts)
  const isNew = params.id === 'new'
  const row = useRead<Row>(isNew ? null : `/policies/${params.id}`)
  const back = { href: '/policies', label: say('back') }
  if (isNew)
    return (
      <Page title={say('newTitle')} back={back}>
        <PolicyForm row={null} />
      </Page>
    )
  return (
    <Page title={row.data ? textOf(row.data, 'code') : say('title')} back={back}>
      <Ready of={row}>{(found) => <PolicyForm key={found.version} row={found} />}</Ready>
    </Page>
  )
}
