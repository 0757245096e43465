import { Text, TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { parseDecimal, typedDecimal } from '../format.ts'
import { useLanguage, useTexts } from '../i18n.tsx'
import { common } from '../texts.ts'

export type NumberInputOptions = Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  /** Scaled by 10^digits; null is empty. Not a number: what was typed cannot be read. */
  value: number | null
  onChange(value: number | null): void
  /** How many decimal digits the value is scaled by: 2 for cents, 3 for thousandths. (Default: 0) */
  digits?: number
  /** Decimal digits that are always written. (Default: 0) */
  least?: number
  /** What stands behind the number: a currency, a unit, %. */
  unit?: string | undefined
}

/** A number as people write it in their language, kept as an exact scaled integer. What cannot be read is said below the field and given as NaN. */
export const NumberInput = ({ value, onChange, digits = 0, least = 0, unit, error, ...rest }: NumberInputOptions) => {
  const { language } = useLanguage()
  const t = useTexts(common)
  const write = (given: number | null) => (given === null || Number.isNaN(given) ? '' : typedDecimal(given, digits, language, least))
  const [typed, setTyped] = useState<string | null>(null)
  const [unread, setUnread] = useState(false)
  const read = (text: string) => (text.trim() === '' ? null : (parseDecimal(text, digits, language) ?? Number.NaN))
  return (
    <TextInput
      inputMode={digits ? 'decimal' : 'numeric'}
      autoComplete="off"
      {...rest}
      className="num"
      value={typed ?? write(value)}
      error={
        unread && !error ? t('wrongNumber', { example: typedDecimal(digits ? 12_345 * 10 ** (digits - 1) : 12, digits, language) }) : error
      }
      rightSection={unit ? <Text size="xs">{unit}</Text> : undefined}
      rightSectionWidth={unit ? 14 + unit.length * 9 : undefined}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        setUnread(false)
        onChange(read(currentTarget.value))
      }}
      onBlur={() => {
        if (typed === null) return
        const isUnread = Number.isNaN(read(typed))
        setUnread(isUnread)
        if (!isUnread) setTyped(null)
      }}
    />
  )
}
