import { Alert, Button, Card, Group, NumberInput, Radio, Select, Stack, Switch, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { ConditionEditor } from '../conditions/condition-editor.tsx'
import { conditionFields } from '../conditions/fields.ts'
import { pruned, unfinished } from '../conditions/tree.ts'
import { useDeed, useRows } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import { Approvers } from './approvers.tsx'
import { Aside } from './aside.tsx'
import { Ladder } from './ladder.tsx'
import { useNames } from './names.ts'
import { blankPolicy, isWhole, type Policy, policyOf, refusalCalled, refusals } from './policy.ts'
import { policyTexts } from './words.ts'

const hours = [4, 8, 24, 48, 72, 168]

/** The form of one policy: before what, when, who, how many, until when, and what then; with its meaning in words beside it. */
export const PolicyForm = ({ row }: { row: Row | null }) => {
  const say = useTexts(policyTexts)
  const { language } = useLanguage()
  const house = useHouse()
  const [, go] = useLocation()
  const [policy, setPolicy] = useState<Policy>(() => (row ? policyOf(row) : blankPolicy))
  const [isOverride, setOverride] = useState(policy.refusal !== null)
  const [isMarked, setMarked] = useState(false)
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map())
  const deed = useDeed(row ? 'policy.change' : 'policy.create')
  const names = useNames()
  const others = useRows('policies').data?.items ?? []
  const staff = useRows('staff').data?.items ?? []
  const change = (patch: Partial<Policy>) => setPolicy((now) => ({ ...now, ...patch }))
  const fields = useMemo(() => conditionFields(house, policy.action, language), [house, policy.action, language])
  const actions = useMemo(
    () =>
      Object.values(house.actions)
        .map(({ name, label, record }) => ({ value: name, label: `${house.records[record]?.label ?? record}: ${label}` }))
        .sort((a, b) => a.label.localeCompare(b.label, language)),
    [house, language],
  )
  const roles = [...names.role].map(([value, label]) => ({ value, label }))
  const teams = [...new Set(staff.map((one) => textOf(one, 'team')).filter(Boolean))]
  const codeFault = isMarked && !/^[A-Z][A-Z0-9_]{0,39}$/.test(policy.code) ? say('needCode') : deed.issueAt('code')
  const peers = others.filter((one) => textOf(one, 'action') === policy.action && textOf(one, 'code') !== policy.code)

  const isReady = () =>
    /^[A-Z][A-Z0-9_]{0,39}$/.test(policy.code) &&
    policy.action !== '' &&
    policy.approvers.every(isWhole) &&
    (policy.escalateTo ?? []).every(isWhole) &&
    policy.furtherTo.every((rung) => rung.length > 0 && rung.every(isWhole)) &&
    (isOverride ? policy.refusal !== null : policy.condition === null || unfinished(policy.condition).length === 0)

  const save = async () => {
    setMarked(true)
    if (!isReady()) return
    const { code, ...rest } = policy
    const input = {
      ...rest,
      condition: isOverride ? null : policy.condition && pruned(policy.condition),
      refusal: isOverride ? policy.refusal : null,
      escalateTo: policy.escalateTo?.length ? policy.escalateTo : null,
      furtherTo: policy.escalateTo?.length ? policy.furtherTo : [],
      note: policy.note?.trim() || null,
    }
    const outcome = await deed.go(
      row ? { id: row.id, ...(row.version !== undefined && { version: row.version }), input } : { input: { ...input, code } },
    )
    if (outcome) go('/policies')
  }

  return (
    <form
      className="policy-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="lg">
        {isMarked && !isReady() && (
          <Alert color="red" role="alert">
            {say('missing')}
          </Alert>
        )}
        <Card withBorder>
          <Stack>
            <Group grow align="start" preventGrowOverflow={false}>
              <TextInput
                label={say('code')}
                description={say('codeSays')}
                value={policy.code}
                onChange={({ currentTarget }) => change({ code: currentTarget.value.toUpperCase() })}
                disabled={row !== null}
                error={codeFault}
                required
                maw={260}
                miw={180}
              />
              <Select
                label={say('action')}
                description={say('actionSays')}
                data={actions}
                value={policy.action}
                onChange={(action) => action && change({ action, after: null, refusal: null })}
                allowDeselect={false}
                searchable
                required
                miw={220}
                error={deed.issueAt('action')}
              />
            </Group>
            <Textarea
              label={say('note')}
              description={say('noteSays')}
              value={policy.note ?? ''}
              onChange={({ currentTarget }) => change({ note: currentTarget.value })}
              maxLength={500}
              autosize
              minRows={1}
              error={deed.issueAt('note')}
            />
          </Stack>
        </Card>
        <Card withBorder component="section" aria-labelledby="policy-when">
          <Stack>
            <Title order={2} id="policy-when">
              {say('when')}
            </Title>
            <Radio.Group
              aria-label={say('when')}
              value={isOverride ? 'refusal' : 'condition'}
              onChange={(kind) => setOverride(kind === 'refusal')}
            >
              <Stack gap="xs">
                <Radio value="condition" label={say('always')} />
                <Radio value="refusal" label={say('override')} />
              </Stack>
            </Radio.Group>
            {isOverride ? (
              <Select
                label={say('refusal')}
                data={refusals
                  .filter(({ action }) => action === policy.action)
                  .map(({ code }) => ({ value: code, label: refusalCalled(code, say) }))}
                value={policy.refusal}
                onChange={(refusal) => change({ refusal })}
                error={isMarked && !policy.refusal ? say('needRefusal') : undefined}
                maw={420}
              />
            ) : (
              <ConditionEditor
                value={policy.condition}
                onChange={(condition) => change({ condition })}
                fields={fields}
                showUnfinished={isMarked}
                onTitles={(found) => setTitles((now) => new Map([...now, ...found]))}
              />
            )}
          </Stack>
        </Card>
        <Card withBorder component="section" aria-labelledby="policy-who">
          <Stack>
            <Title order={2} id="policy-who">
              {say('who')}
            </Title>
            <Approvers
              label={say('who')}
              value={policy.approvers}
              onChange={(approvers) => change({ approvers })}
              marked={isMarked}
              {...{ house, roles, teams, say }}
            />
            <Group grow align="start" preventGrowOverflow={false}>
              <NumberInput
                label={say('howMany')}
                description={policy.needed > 1 ? say('several', { n: policy.needed }) : say('anyOne')}
                min={1}
                max={20}
                value={policy.needed}
                onChange={(needed) => change({ needed: Math.max(1, Number(needed) || 1) })}
                miw={180}
                error={deed.problem?.code === 'policy.too_few_can_decide' ? deed.problem.message : undefined}
              />
              <Select
                label={say('after')}
                description={policy.after ? undefined : say('afterNone')}
                data={peers.map((one) => ({ value: textOf(one, 'code'), label: textOf(one, 'code') }))}
                value={policy.after}
                onChange={(after) => change({ after })}
                clearable
                disabled={peers.length === 0}
                miw={180}
              />
            </Group>
            <Switch
              label={say('fourEyes')}
              description={say('fourEyesSays')}
              checked={policy.fourEyes}
              onChange={({ currentTarget }) => change({ fourEyes: currentTarget.checked })}
            />
          </Stack>
        </Card>
        <Card withBorder component="section" aria-labelledby="policy-until">
          <Stack>
            <Title order={2} id="policy-until">
              {say('until')}
            </Title>
            <Group gap="xs" align="center">
              <NumberInput
                aria-label={say('until')}
                suffix={` ${say('custom')}`}
                min={1}
                max={2160}
                value={policy.expiresHours}
                onChange={(expiresHours) => change({ expiresHours: Math.max(1, Number(expiresHours) || 1) })}
                w={140}
              />
              {hours.map((one) => (
                <Button
                  key={one}
                  size="compact-sm"
                  variant={policy.expiresHours === one ? 'light' : 'default'}
                  aria-pressed={policy.expiresHours === one}
                  onClick={() => change({ expiresHours: one })}
                >
                  {one < 48 ? say('hours', { n: one }) : say('days', { n: one / 24 })}
                </Button>
              ))}
            </Group>
            <Text size="sm" fw={500}>
              {say('escalate')}
            </Text>
            <Ladder {...{ policy, change, house, roles, teams, say, isMarked }} />
            <Text size="sm" c="dimmed">
              {say('standIns')}
            </Text>
          </Stack>
        </Card>
        <Group>
          <Button type="submit" loading={deed.isRunning}>
            {say('save')}
          </Button>
        </Group>
      </Stack>
      <Aside {...{ policy, isOverride, fields, titles, names }} />
    </form>
  )
}
