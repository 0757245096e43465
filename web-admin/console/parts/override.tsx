import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Override, Problem } from '../../shared/api.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { parts } from './texts.ts'

/** Asks who may step over a refusal for the reason, which is kept. */
export const OverrideDialog = ({
  problem,
  isRunning,
  onClose,
  onGive,
}: {
  problem: Problem | null
  isRunning: boolean
  onClose(): void
  onGive(override: Override): void
}) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const [reason, setReason] = useState('')
  return (
    <Modal opened={problem !== null} onClose={onClose} title={t('overrideTitle')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // A form inside a form: the outer one is not meant.
          event.stopPropagation()
          if (problem) onGive({ code: problem.code, reason: reason.trim() })
        }}
      >
        <Stack>
          <Alert color="yellow">{problem?.message}</Alert>
          <Text size="sm">{t('overrideSays')}</Text>
          <Textarea
            label={t('reason')}
            required
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" color="red" loading={isRunning} disabled={!reason.trim()}>
              {t('override')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
