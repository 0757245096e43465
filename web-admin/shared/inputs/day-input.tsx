import { DateInput, DatesProvider, DateTimePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/ro.js'
import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat.js'
import type { ReactNode } from 'react'
import { useLanguage, useTexts } from '../i18n.tsx'
import { common } from '../texts.ts'

dayjs.extend(customParseFormat)

type Options = {
  value: string | null
  onChange(value: string | null): void
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  disabled?: boolean
}

const written = ['D.M.YYYY', 'D.M.YY', 'D/M/YYYY', 'D-M-YYYY', 'D MMM YYYY', 'D MMMM YYYY', 'YYYY-MM-DD']

/** A day, typed (`24.12.2026`, `2026-12-24`) or picked; given as `YYYY-MM-DD`. */
export const DayInput = ({ value, onChange, ...rest }: Options) => {
  const { language } = useLanguage()
  const t = useTexts(common)
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateInput
        {...rest}
        value={value}
        onChange={onChange}
        valueFormat="D MMM YYYY"
        dateParser={(typed) => {
          const at = dayjs(typed.trim(), written, language, true)
          return at.isValid() ? at.format('YYYY-MM-DD') : null
        }}
        clearable={!rest.required}
        placeholder={t('dayPlaceholder')}
        clearButtonProps={{ 'aria-label': t('clear') }}
        popoverProps={{ shadow: 'md' }}
      />
    </DatesProvider>
  )
}

/** An instant, in the reader's own time zone; given in ISO 8601, UTC. */
export const InstantInput = ({ value, onChange, ...rest }: Options) => {
  const { language } = useLanguage()
  const t = useTexts(common)
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateTimePicker
        {...rest}
        value={value ? dayjs(value).format('YYYY-MM-DD HH:mm:ss') : null}
        onChange={(picked) => onChange(picked ? new Date(picked.replace(' ', 'T')).toISOString() : null)}
        valueFormat="D MMM YYYY, HH:mm"
        clearable={!rest.required}
        placeholder={t('dayPlaceholder')}
      />
    </DatesProvider>
  )
}
