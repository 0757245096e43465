import { Alert, Button, Stack, Text, Title } from '@mantine/core'
import { IconAlertCircle, IconMoodEmpty } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { frame } from '../texts/frame.ts'
import classes from './parts.module.css'

type Way = { href: string; label: string }

/** Nothing is here: why, and what to do next. */
export const Empty = ({ title, says, to, children }: { title: string; says?: string; to?: Way; children?: ReactNode }) => (
  <div className={classes.empty}>
    <IconMoodEmpty size={44} stroke={1.3} aria-hidden="true" />
    <Title order={2}>{title}</Title>
    {says && (
      <Text c="dimmed" maw={440}>
        {says}
      </Text>
    )}
    {to && (
      <Button component={Link} href={to.href} mt="sm">
        {to.label}
      </Button>
    )}
    {children}
  </div>
)

/** Something could not be read: why, and again. */
export const Trouble = ({ error, again }: { error: unknown; again(): unknown }) => {
  const t = useTexts(frame)
  const say = useTexts(common)
  const errorText = useErrorText()
  return (
    <Stack maw={480} mx="auto" mt="xl" p="md">
      <Alert color="red" icon={<IconAlertCircle />} title={t('trouble')} role="alert">
        {errorText(error)}
      </Alert>
      <Button variant="default" onClick={() => again()}>
        {say('retry')}
      </Button>
    </Stack>
  )
}

/** What went wrong with a deed, beside where it was done. */
export const Failed = ({ error }: { error: unknown }) => {
  const errorText = useErrorText()
  if (!error) return null
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle />} role="alert">
      {errorText(error)}
    </Alert>
  )
}
