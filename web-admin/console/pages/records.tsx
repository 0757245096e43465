import { Button, Paper, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useActionShape, useHouse, useRecord } from '../../shared/use-house.tsx'
import { ActionForm } from '../parts/action-form.tsx'
import { Page } from '../parts/page.tsx'
import { RecordForm } from '../parts/record-form.tsx'
import { RecordList } from '../parts/record-list.tsx'
import { RecordPage, useRow } from '../parts/record-page.tsx'
import { parts } from '../parts/texts.ts'
import { changeBack, useTell } from '../parts/told.tsx'
import type { RecordPages } from '../records.ts'

type Options = { pages: RecordPages; id: string }

/** The list of a record. */
export const ListOf = ({ pages }: Options) => {
  const { language } = useLanguage()
  const record = useRecord(pages.record)
  const create = useActionShape(record?.create)
  return (
    <Page
      title={pages.title[language]}
      says={pages.says?.[language]}
      actions={
        create?.may && (
          <Button component={Link} href={`/${pages.plural}/new`} leftSection={<IconPlus size={16} />}>
            {create.label}
          </Button>
        )
      }
    >
      <RecordList
        key={pages.record}
        record={pages.record}
        {...(pages.columns && { columns: pages.columns })}
        {...(pages.sort && { sort: pages.sort })}
        {...(pages.empty && { empty: { title: pages.title[language], says: pages.empty[language] } })}
      />
    </Page>
  )
}

/** The form that adds a row; what stands in the address is filled in already. */
export const NewOf = ({ pages }: Options) => {
  const { language } = useLanguage()
  const t = useTexts(parts)
  const record = useRecord(pages.record)
  const create = useActionShape(record?.create)
  const tell = useTell()
  const [, go] = useLocation()
  const [given] = useSearchParams()
  const { company } = useSession()
  const say = useTexts(common)
  const back = `/${pages.plural}`
  return (
    <Page title={create?.label ?? t('newOf', { label: record?.label ?? '' })} back={{ href: back, label: pages.title[language] }} narrow>
      <Paper withBorder p="lg">
        {record?.create && (
          <ActionForm
            action={record.create}
            // What is mostly so; a form without such a field passes over it.
            initial={{ currency: company.currency, language: company.language, ...Object.fromEntries(given) }}
            submit={say('save')}
            onCancel={() => go(back)}
            onDone={(outcome) => {
              tell(outcome)
              go(outcome.state === 'done' && outcome.id ? `${back}/${outcome.id}` : back)
            }}
          />
        )}
      </Paper>
    </Page>
  )
}

/** The form that changes a row. */
export const ChangeOf = ({ pages, id }: Options) => {
  const t = useTexts(parts)
  const record = useRecord(pages.record)
  const { data: row } = useRow(pages.record, id)
  const queries = useQueryClient()
  const tell = useTell()
  const [, go] = useLocation()
  const back = `/${pages.plural}/${id}`
  if (!record || !row) return null
  return (
    <Page title={t('editOf', { label: row.$title ?? record.label })} back={{ href: back, label: row.$title ?? record.label }} narrow>
      <Paper withBorder p="lg">
        <RecordForm
          record={pages.record}
          row={row}
          onCancel={() => go(back)}
          onStale={() => queries.invalidateQueries({ queryKey: ['row', pages.record, id] })}
          onDone={(outcome, sent) => {
            tell(outcome, record.update ? changeBack(record.update, row, sent) : null)
            go(back)
          }}
        />
      </Paper>
    </Page>
  )
}

/** The page of a row, with what belongs to it in tabs. */
export const OneOf = ({ pages, id }: Options) => {
  const { records } = useHouse()
  const tabs = (pages.related ?? []).flatMap(({ record: name, by, columns }) => {
    const record = records[name]
    if (!record?.canSee) return []
    return [
      {
        name,
        label: record.labelMany,
        show: () => <Owned name={name} by={by} id={id} {...(columns && { columns })} />,
      },
    ]
  })
  return (
    <RecordPage
      key={id}
      record={pages.record}
      id={id}
      tabs={tabs}
      {...(pages.first && { first: pages.first })}
      {...(pages.without && { without: pages.without })}
      {...(pages.childColumns && { childColumns: pages.childColumns })}
      {...(pages.prints && { prints: true })}
    />
  )
}

const Owned = ({ name, by, id, columns }: { name: string; by: string; id: string; columns?: readonly string[] }) => {
  const record = useRecord(name)
  const create = useActionShape(record?.create)
  return (
    <Stack gap="sm">
      {create?.may && create.fields.some((field) => field.name === by) && (
        <Button
          component={Link}
          href={`/${record?.plural}/new?${by}=${id}`}
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          style={{ alignSelf: 'flex-start' }}
        >
          {create.label}
        </Button>
      )}
      <RecordList record={name} fixed={{ [by]: id }} embedded {...(columns && { columns })} />
    </Stack>
  )
}
