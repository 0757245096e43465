import { PasswordInput, TextInput } from '@mantine/core'
import { useTexts } from '../../../../shared/i18n.tsx'
import { common } from '../../../../shared/texts.ts'
import type { KindField } from './channel.ts'
import { channelTexts } from './words.ts'

type Props = {
  fields: readonly KindField[]
  values: Readonly<Record<string, string>>
  onChange(name: string, value: string): void
  issueAt(path: string): string | undefined
  missing: readonly string[]
  /** Secrets that are stored already may stay empty. */
  isStored?: boolean
}

/** The inputs of one kind of channel. Secrets are typed hidden and never come back. */
export const KindFields = ({ fields, values, onChange, issueAt, missing, isStored = false }: Props) => {
  const say = useTexts(channelTexts)
  const t = useTexts(common)
  return fields.map(({ name, label, secret, required, help }) => {
    const stays = isStored && (secret || name === 'externalId')
    const path = name === 'externalId' ? name : `${secret ? 'secrets' : 'settings'}.${name}`
    const shared = {
      label,
      value: values[name] ?? '',
      required: required && !stays,
      error: missing.includes(name) ? t('needed') : (issueAt(path) ?? issueAt(name)),
      autoComplete: 'off',
    }
    const change = (event: { currentTarget: HTMLInputElement }) => onChange(name, event.currentTarget.value)
    return secret ? (
      <PasswordInput
        key={name}
        {...shared}
        onChange={change}
        description={[help, say(isStored ? 'secretLeave' : 'secretKept')].filter(Boolean).join(' ')}
      />
    ) : (
      <TextInput key={name} {...shared} onChange={change} description={help} disabled={stays} />
    )
  })
}
