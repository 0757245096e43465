import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { parseDecimal, typedDecimal } from '../../../../shared/format.ts'
import { useLanguage } from '../../../../shared/i18n.tsx'

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  /** Scaled by 10^digits; null is empty. */
  value: number | null
  onChange(value: number | null): void
  /** Digits behind the point that the value is scaled by. (Default: 0) */
  digits?: number
  /** Zeros that are shown in any case: 2 for money. (Default: 0) */
  least?: number
}

/** A number typed as people write it, kept as an exact scaled integer. What cannot be read is marked and kept as empty. */
export const NumberBox = ({ value, onChange, digits = 0, least = 0, error, ...rest }: Props) => {
  const { language } = useLanguage()
  const written = value === null ? '' : typedDecimal(value, digits, language, least)
  const [typed, setTyped] = useState(written)
  const read = typed.trim() === '' ? null : parseDecimal(typed, digits, language)
  // What comes from outside replaces what stands here, unless it is the same number in other words.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a value from outside
  useEffect(() => {
    if (read !== value) setTyped(written)
  }, [value, written])
  const isUnread = typed.trim() !== '' && read === null
  return (
    <TextInput
      inputMode="decimal"
      {...rest}
      value={typed}
      error={isUnread ? (error ?? true) : error}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        const now = currentTarget.value.trim() === '' ? null : parseDecimal(currentTarget.value, digits, language)
        onChange(now)
      }}
      onBlur={() => !isUnread && setTyped(written)}
    />
  )
}
