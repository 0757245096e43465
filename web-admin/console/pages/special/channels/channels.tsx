import { Alert, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBrandSlack,
  IconBrandTeams,
  IconBrandWhatsapp,
  IconMail,
  IconMessage,
  IconPlugConnected,
  IconPlus,
} from '@tabler/icons-react'
import { Link } from 'wouter'
import { ago } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready } from '../parts/read.tsx'
import { type Channel, type ChannelKind, useChannels } from './channel.ts'
import { Places } from './places.tsx'
import { channelTexts } from './words.ts'
import '../special.css'
import './channels.css'

export const KindSign = ({ kind, size = 22 }: { kind: string; size?: number }) => {
  const Sign = kind.startsWith('whatsapp')
    ? IconBrandWhatsapp
    : kind === 'slack'
      ? IconBrandSlack
      : kind === 'teams'
        ? IconBrandTeams
        : kind === 'email'
          ? IconMail
          : IconMessage
  return (
    <span className="channel-sign" data-kind={kind}>
      <Sign size={size} stroke={1.6} aria-hidden />
    </span>
  )
}

const colors = { active: 'petrol', faulty: 'red', off: 'gray' } as const

export const StateBadge = ({ state }: { state: Channel['state'] }) => {
  const say = useTexts(channelTexts)
  return (
    <Badge color={colors[state]} variant="light">
      {say(state)}
    </Badge>
  )
}

/** Every channel account with how it does; what is wrong stands first. */
export const Channels = () => {
  const say = useTexts(channelTexts)
  const { actions } = useHouse()
  const channels = useChannels()
  const add = actions['channel_account.create']?.may && (
    <Button component={Link} href="/channels/new" leftSection={<IconPlus size={16} />}>
      {say('connect')}
    </Button>
  )
  return (
    <Page title={say('title')} says={say('says')} actions={add}>
      <Ready of={channels}>
        {({ items, kinds, alarms = [] }) => (
          <Stack gap="lg">
            {alarms.map((alarm) => (
              <Alert key={alarm.code} color="clay" icon={<IconAlertTriangle />}>
                {alarm.text}
              </Alert>
            ))}
            {items.length === 0 ? (
              <Empty icon={IconPlugConnected} title={say('none')} says={say('noneSays')} action={add} />
            ) : (
              <>
                <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} component="ul" className="plain-list">
                  {items.map((channel) => (
                    <ChannelCard key={channel.id} channel={channel} kinds={kinds} />
                  ))}
                </SimpleGrid>
                <section aria-labelledby="places">
                  <Title order={2} id="places">
                    {say('places')}
                  </Title>
                  <Text size="sm" c="dimmed" mb="sm">
                    {say('placesSays')}
                  </Text>
                  <Places channels={items} />
                </section>
              </>
            )}
          </Stack>
        )}
      </Ready>
    </Page>
  )
}

const ChannelCard = ({ channel, kinds }: { channel: Channel; kinds: readonly ChannelKind[] }) => {
  const say = useTexts(channelTexts)
  const { language } = useLanguage()
  const kind = kinds.find((one) => one.kind === channel.kind)
  const heard = [
    channel.lastInboundAt ? say('lastIn', { ago: ago(channel.lastInboundAt, language) }) : say('silent'),
    channel.lastSentAt && say('lastOut', { ago: ago(channel.lastSentAt, language) }),
  ]
  return (
    <Card withBorder component="li">
      <Group wrap="nowrap" align="start">
        <KindSign kind={channel.kind} />
        <Stack gap={4} flex={1} miw={0}>
          <Group gap="xs">
            <Link href={`/channels/${channel.id}`} className="strong-link">
              {channel.name}
            </Link>
            <StateBadge state={channel.state} />
          </Group>
          <Text size="sm" c="dimmed" className="break">
            {kind?.label ?? channel.kind}
            {channel.fromEnvironment && ` · ${say('environment')}`}
          </Text>
          <Text size="sm" c="dimmed">
            {heard.filter(Boolean).join(' · ')}
          </Text>
          {channel.trouble && (
            <Text size="sm" c="var(--mantine-color-error)">
              {channel.trouble}
            </Text>
          )}
          {channel.alarms.map((alarm) => (
            <Text key={alarm.code} size="sm" c="var(--mantine-color-error)">
              {alarm.text} {alarm.since && say('since', { ago: ago(alarm.since, language) })}
            </Text>
          ))}
        </Stack>
      </Group>
    </Card>
  )
}
