import { ActionIcon, Card, Code, CopyButton, Group, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTexts } from '../../../../shared/i18n.tsx'
import { channelTexts } from './words.ts'

/** The addresses at which the platform finds us, to be copied. */
export const Webhooks = ({ webhooks }: { webhooks: readonly { label: string; url: string }[] }) => {
  const say = useTexts(channelTexts)
  if (!webhooks.length) return null
  return (
    <Card withBorder>
      <Title order={2}>{say('webhooks')}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {say('webhooksSays')}
      </Text>
      <Stack gap="xs">
        {webhooks.map(({ label, url }) => (
          <div key={`${label} ${url}`}>
            <Text size="sm" fw={500}>
              {label}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code className="break">{url}</Code>
              <CopyButton value={url}>
                {({ copied, copy }) => (
                  <Tooltip label={say(copied ? 'copied' : 'copy')}>
                    <ActionIcon variant="subtle" onClick={copy} aria-label={`${say('copy')}: ${label}`}>
                      {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                    </ActionIcon>
                  </Tooltip>
                )}
              </CopyButton>
            </Group>
          </div>
        ))}
      </Stack>
    </Card>
  )
}
