import { useQuery } from '@tanstack/react-query'
import { day, instant, money, number, percent, price, quantity } from '../../shared/format.ts'
import type { RecordShape, Row } from '../../shared/house.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useRecord } from '../../shared/use-house.tsx'
import { parts } from '../parts/texts.ts'
import { type Filter, needsValue } from './choices.ts'

/** A filter in words: “Deliver on is at least 3 Dec 2026”. */
export const FilterWords = ({ record, filter }: { record: RecordShape; filter: Filter }) => {
  const t = useTexts(parts)
  const field = record.fields.find(({ name }) => name === filter.field)
  return (
    <>
      {field?.label ?? filter.field} {filter.op === 'in' ? t('eq') : t(filter.op)}{' '}
      {needsValue(filter.op) && (
        <b>
          <ValueWords record={record} filter={filter} />
        </b>
      )}
    </>
  )
}

const ValueWords = ({ record, filter: { field: name, value } }: { record: RecordShape; filter: Filter }) => {
  const say = useTexts(common)
  const { language } = useLanguage()
  const { company } = useSession()
  const field = record.fields.find((one) => one.name === name)
  const choice = (one: unknown) => field?.choices?.find((known) => known.value === one)?.label ?? String(one)
  if (Array.isArray(value)) return value.map(choice).join(', ')
  if (typeof value === 'boolean') return value ? say('yes') : say('no')
  if (typeof value === 'number') {
    if (field?.type === 'money') return money(value, company.currency, language)
    if (field?.type === 'priceE4') return price(value, company.currency, language)
    if (field?.type === 'milli') return quantity(value, language)
    return field?.type === 'percent' ? percent(value, language) : number(value, language)
  }
  if (field?.type === 'day') return day(String(value), language)
  if (field?.type === 'instant') return instant(String(value), language, company.timezone)
  return field?.ref ? <RowTitle record={field.ref} id={String(value)} /> : choice(value)
}

/** What a row is called, by its id. */
const RowTitle = ({ record: name, id }: { record: string; id: string }) => {
  const record = useRecord(name)
  const api = useApi()
  const { data } = useQuery({
    queryKey: ['row', name, id, 'title'],
    queryFn: ({ signal }) => api.get<Row>(`/${record?.plural}/${id}`, undefined, signal),
    enabled: record?.canSee === true,
  })
  return data?.$title ?? id
}
