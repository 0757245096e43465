import { Button, Card, Divider, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../../../../shared/api.ts'
import type { House, RowPage } from '../../../../shared/house.ts'
import { fill, type Language, useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi, useSession } from '../../../../shared/session.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { conditionFields } from '../conditions/fields.ts'
import { sayCondition } from '../conditions/say.ts'
import { type ConditionField, looksAtCall, pruned, unfinished } from '../conditions/tree.ts'
import { type Names, type Policy, type PolicySay, refusalCalled, termsInWords } from './policy.ts'
import { policyTexts } from './words.ts'

type Props = {
  policy: Policy
  isOverride: boolean
  fields: readonly ConditionField[]
  titles: ReadonlyMap<string, string>
  names: Names
}

/** What a policy means: in words, in both languages, and tried on what was. */
export const Aside = ({ policy, isOverride, fields, titles, names }: Props) => {
  const say = useTexts(policyTexts)
  const { language } = useLanguage()
  const { company } = useSession()
  const other: Language = language === 'en' ? 'ro' : 'en'
  const otherHouse = useOtherHouse(other)
  const otherSay: PolicySay = (key, terms = {}) => fill(policyTexts[other][key], terms, other)
  const condition = policy.condition && pruned(policy.condition)
  const inWords = (spoken: Language, saying: PolicySay, known: readonly ConditionField[]) =>
    isOverride
      ? saying('overrideOf', { refusal: policy.refusal ? refusalCalled(policy.refusal, saying) : '…' })
      : sayCondition(condition, { fields: known, language: spoken, currency: company.currency, titles })
  return (
    <aside className="policy-aside">
      <Card withBorder>
        <Stack gap="sm">
          <Title order={2}>{say('sentence')}</Title>
          <div aria-live="polite">
            <Text fw={550}>{inWords(language, say, fields)}</Text>
            <Text size="sm" mt={4}>
              {termsInWords(policy, names, say)}
            </Text>
          </div>
          {otherHouse && (
            <>
              <Divider label={say('both')} labelPosition="left" />
              <div lang={other}>
                <Text size="sm" c="dimmed">
                  {inWords(other, otherSay, conditionFields(otherHouse, policy.action, other))}
                </Text>
                <Text size="sm" c="dimmed" mt={4}>
                  {termsInWords(policy, names, otherSay)}
                </Text>
              </div>
            </>
          )}
          {!isOverride && (
            <>
              <Divider label={say('tryIt')} labelPosition="left" />
              <DryRun policy={{ ...policy, condition }} say={say} />
            </>
          )}
        </Stack>
      </Card>
    </aside>
  )
}

/** The house in the other language, for its labels. */
const useOtherHouse = (language: Language): House | undefined => {
  const api = useApi()
  return useQuery({
    queryKey: ['house', language],
    staleTime: 300_000,
    queryFn: async ({ signal }): Promise<House> => {
      const response = await fetch(api.address('/house'), { headers: { 'Accept-Language': language }, credentials: 'same-origin', signal })
      if (!response.ok) throw new Error(`The house could not be read: ${response.status}.`)
      return response.json()
    },
  }).data
}

type Tried = { asked: number; of: number } | { why: string }

/** Counts how many of the last records the condition would have concerned; the server's own comparison does it. */
const DryRun = ({ policy, say }: { policy: Policy; say: PolicySay }) => {
  const api = useApi()
  const house = useHouse()
  const [tried, setTried] = useState<{ for: string; result: Tried } | null>(null)
  const [isTrying, setTrying] = useState(false)
  const { condition } = policy
  const key = JSON.stringify([policy.action, condition])
  const plural = house.records[house.actions[policy.action]?.record ?? '']?.plural
  if (condition && looksAtCall(condition)) return <Text size="sm">{say('notTried')}</Text>

  const run = async () => {
    setTrying(true)
    try {
      const last = await api.get<RowPage>(`/${plural}`, { limit: 50 })
      const ids = last.items.map(({ id }) => id)
      const where = JSON.stringify({ all: [{ field: 'record.id', op: 'in', value: ids }, ...(condition ? [condition] : [])] })
      const asked = ids.length ? await api.get<RowPage>(`/${plural}`, { limit: 50, where }) : last
      setTried({ for: key, result: { asked: asked.items.length, of: ids.length } })
    } catch (error) {
      const why = error instanceof Problem ? error.message : ''
      setTried({ for: key, result: { why } })
    } finally {
      setTrying(false)
    }
  }

  const result = tried?.for === key ? tried.result : null
  const isBlank = condition !== null && unfinished(condition).length > 0
  return (
    <Stack gap="xs" align="start">
      <Button variant="light" size="compact-sm" onClick={() => void run()} loading={isTrying} disabled={!plural || isBlank}>
        {say('tryNow')}
      </Button>
      <Text size="sm" aria-live="polite">
        {result &&
          ('why' in result
            ? say('notAsked', result)
            : result.of
              ? say('tried', {
                  n: result.asked,
                  of: `${result.of} (${house.records[house.actions[policy.action]?.record ?? '']?.labelMany ?? ''})`,
                })
              : say('triedNone'))}
      </Text>
    </Stack>
  )
}
