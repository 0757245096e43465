import { ActionIcon, Button, Checkbox, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useErrorText } from '../../shared/errors.ts'
import type { RecordShape } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useApi, useMe } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { parts } from '../parts/texts.ts'
import { type Choices, readChoices, writeChoices } from './choices.ts'

type View = {
  id: string
  list: string
  name: string
  query: Readonly<Record<string, string>>
  columns: readonly string[]
  shared: boolean
  staffId?: string
  own?: boolean
}

/** Choices of a list under a name: one's own, and those that colleagues share. */
export const Views = ({ record, choices, change }: { record: RecordShape; choices: Choices; change(next: Partial<Choices>): void }) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const api = useApi()
  const me = useMe()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [isSaving, { open, close }] = useDisclosure()
  const [error, setError] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['views', record.plural],
    queryFn: ({ signal }) => api.get<{ items: readonly View[] }>('/views', { list: record.plural }, signal),
    retry: false,
    staleTime: 60_000,
  })
  if (!data) return null
  const again = () => queries.invalidateQueries({ queryKey: ['views', record.plural] })
  const show = ({ query, columns }: View) => change({ ...readChoices(new URLSearchParams(query)), columns })
  const drop = async (view: View) => {
    await api
      .send('DELETE', `/views/${view.id}`)
      .catch((problem: unknown) => notifications.show({ color: 'red', message: errorText(problem) }))
    await again()
  }
  const save = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const query = Object.fromEntries(writeChoices({ ...choices, columns: [] }))
    try {
      await api.send('POST', '/views', {
        list: record.plural,
        name: String(form.get('name')),
        query,
        columns: choices.columns,
        shared: form.get('shared') === 'on',
      })
      await again()
      close()
    } catch (problem) {
      setError(errorText(problem))
    }
  }
  const isOwn = (view: View) => view.own ?? (view.staffId === undefined || view.staffId === me.id)
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={260}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} />}>
            {t('views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => change(readChoices(new URLSearchParams()))}>{t('all')}</Menu.Item>
          {data.items.map((view) => (
            <Menu.Item
              key={view.id}
              component="div"
              onClick={() => show(view)}
              rightSection={
                isOwn(view) && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="sm"
                    aria-label={t('dropView', { name: view.name })}
                    onClick={(event) => {
                      event.stopPropagation()
                      void drop(view)
                    }}
                  >
                    <IconTrash size={14} />
                  </ActionIcon>
                )
              }
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            onClick={() => {
              setError(null)
              open()
            }}
          >
            {t('saveView')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isSaving} onClose={close} title={t('saveView')}>
        <form onSubmit={save}>
          <Stack>
            <TextInput name="name" label={t('viewName')} required maxLength={100} error={error} data-autofocus />
            <Checkbox name="shared" label={t('shared')} />
            <Button type="submit">{say('save')}</Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
