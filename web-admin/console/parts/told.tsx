import { Anchor, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { type Call, newKey, type Outcome } from '../../shared/api.ts'
import { useErrorText } from '../../shared/errors.ts'
import type { Row } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useHouse } from '../../shared/use-house.tsx'
import { parts } from './texts.ts'

/** What takes an action back: another one, with its input. Null where nothing does. */
export type Inverse = { action: string; call: Call } | null

const opposites: Readonly<Record<string, string>> = {
  block: 'unblock',
  unblock: 'block',
  switch_off: 'switch_on',
  switch_on: 'switch_off',
  archive: 'restore',
  leave: 'come_back',
  take: 'hand_back',
}

/** The opposite of an action, where the house has one that asks for nothing. */
export const oppositeOf = (action: string, id: string | undefined, has: (name: string) => boolean): Inverse => {
  const [noun, verb = ''] = action.split('.')
  const other = `${noun}.${opposites[verb] ?? ''}`
  return id && opposites[verb] && has(other) ? { action: other, call: { id, input: {} } } : null
}

/** The change back to what a row held before. */
export const changeBack = (action: string, row: Row, sent: Readonly<Record<string, unknown>>): Inverse => ({
  action,
  call: { id: row.id, input: Object.fromEntries(Object.keys(sent).map((name) => [name, row[name] ?? null])) },
})

/** Tells what became of an action, in a toast: done (with the way back where there is one), or waiting for people. */
export const useTell = () => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const api = useApi()
  const { records } = useHouse()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  return useCallback(
    (outcome: Outcome, inverse: Inverse = null) => {
      const id = newKey()
      if (outcome.state === 'waits') {
        const href = `/${records.approval?.plural ?? 'approvals'}/${outcome.approvalId}`
        notifications.show({
          id,
          color: 'yellow',
          title: t('waits'),
          message: (
            <>
              {outcome.said}{' '}
              <Anchor component="button" type="button" size="sm" onClick={() => go(href)}>
                {t('showApproval')}
              </Anchor>
            </>
          ),
          autoClose: 9000,
        })
        return
      }
      if (outcome.once) {
        modals.open({
          title: t('onceTitle'),
          children: <Once text={outcome.said} secret={outcome.once} />,
          closeOnClickOutside: false,
          size: 'lg',
        })
        return
      }
      const back = async () => {
        notifications.hide(id)
        if (!inverse) return
        try {
          await api.act(inverse.action, inverse.call, newKey())
          await queries.invalidateQueries()
          notifications.show({ color: 'teal', message: t('undone') })
        } catch (error) {
          notifications.show({ color: 'red', message: errorText(error) })
        }
      }
      notifications.show({
        id,
        color: 'teal',
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{outcome.said}</Text>
            {inverse && (
              <Button size="compact-xs" variant="default" onClick={back} flex="none">
                {say('undo')}
              </Button>
            )}
          </Group>
        ),
        autoClose: inverse ? 9000 : 4500,
      })
    },
    [t, say, api, records, go, queries, errorText],
  )
}

/** What is shown this one time, to be copied before the dialog closes. */
const Once = ({ text, secret }: { text: string; secret: string }) => {
  const t = useTexts(parts)
  return (
    <Stack>
      <Text size="sm">{text.replace(secret, '').trim()}</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {secret}
      </Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant={copied ? 'light' : 'filled'} onClick={copy} style={{ alignSelf: 'flex-start' }}>
            {copied ? t('copied') : t('copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>
  )
}
