import { Badge, Card, Grid, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useSearchParams } from 'wouter'
import { day as dayInWords, price } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { NumberBox } from '../parts/number-box.tsx'
import { Ready, useRead } from '../parts/read.tsx'
import { RefPicker } from '../parts/ref-picker.tsx'
import { priceTexts } from './words.ts'
import '../special.css'
import './prices.css'

type Level = 'client' | 'group' | 'promotion' | 'default' | 'list_price'
type Step = { level: string; text: string; priceE4: number | null; won: boolean; currency?: string; tax?: string }
type Answer = { unitPriceE4: number; currency: string; tax: 'net' | 'gross'; reason: string; steps: Step[] }

const levelKeys: Readonly<Record<Level, `level_${Level}`>> = {
  client: 'level_client',
  group: 'level_group',
  promotion: 'level_promotion',
  default: 'level_default',
  list_price: 'level_list_price',
}
const isLevel = (level: string): level is Level => Object.hasOwn(levelKeys, level)

/** What anybody pays for anything on any day, and each step of the reason. The question stands in the address, so that it can be sent. */
export const WhyPrice = () => {
  const say = useTexts(priceTexts)
  const { language } = useLanguage()
  const [params, setParams] = useSearchParams()
  const asked = {
    clientId: params.get('client'),
    productId: params.get('product'),
    quantityMilli: params.get('quantity'),
    on: params.get('on') ?? new Date().toISOString().slice(0, 10),
  }
  const put = (name: string, value: string | null) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const answer = useRead<Answer>(asked.productId && asked.clientId ? '/prices/why' : null, asked)
  return (
    <Page title={say('whyTitle')} says={say('whySays')} back={{ href: '/price_lists', label: say('title') }}>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Card withBorder>
            <Stack>
              <RefPicker record="product" label={say('product')} value={asked.productId} onChange={(id) => put('product', id)} required />
              <RefPicker record="client" label={say('client')} value={asked.clientId} onChange={(id) => put('client', id)} required />
              <NumberBox
                label={say('quantity')}
                digits={3}
                value={asked.quantityMilli ? Number(asked.quantityMilli) : null}
                onChange={(quantity) => put('quantity', quantity ? String(quantity) : null)}
              />
              <TextInput type="date" label={say('day')} value={asked.on} onChange={({ currentTarget }) => put('on', currentTarget.value)} />
              <Text size="xs" c="dimmed">
                {say('link')}
              </Text>
            </Stack>
          </Card>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          {asked.productId && asked.clientId ? (
            <Ready of={answer}>
              {(told) => (
                <Card withBorder>
                  <Stack gap="md">
                    <div aria-live="polite">
                      <Group gap="sm" align="baseline">
                        <Title order={2} fz={28} className="num">
                          {price(told.unitPriceE4, told.currency, language)}
                        </Title>
                        <Badge variant="light">{say(told.tax)}</Badge>
                        <Text size="sm" c="dimmed">
                          {dayInWords(asked.on, language)}
                        </Text>
                      </Group>
                      <Text mt={4}>{told.reason}</Text>
                    </div>
                    <ol className="why-steps">
                      {told.steps.map((step, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names but their place
                        <li key={at} className="why-step" data-won={step.won || undefined}>
                          <span className="why-sign">
                            {step.won ? <IconCheck size={14} aria-hidden /> : <IconMinus size={12} aria-hidden />}
                          </span>
                          <div>
                            <Text fw={step.won ? 620 : 500} size="sm">
                              {isLevel(step.level) ? say(levelKeys[step.level]) : step.level}
                            </Text>
                            <Text size="sm" c={step.won ? undefined : 'dimmed'}>
                              {step.text}
                            </Text>
                          </div>
                          <div className="num">
                            <Text fw={step.won ? 620 : 400} ta="right">
                              {step.priceE4 === null ? '–' : price(step.priceE4, step.currency ?? told.currency, language)}
                            </Text>
                            <Text size="xs" c="dimmed" ta="right">
                              {step.won ? say('wins') : step.priceE4 === null ? '' : say('passed')}
                            </Text>
                          </div>
                        </li>
                      ))}
                    </ol>
                  </Stack>
                </Card>
              )}
            </Ready>
          ) : (
            <Card withBorder>
              <Empty title={say('ask')} />
            </Card>
          )}
        </Grid.Col>
      </Grid>
    </Page>
  )
}
