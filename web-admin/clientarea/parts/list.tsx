import { Button, Loader, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTexts } from '../../shared/i18n.tsx'
import { papers } from '../texts/papers.ts'
import type { usePages } from '../use-portal.ts'
import { Trouble } from './empty.tsx'
import classes from './list.module.css'

type Filter = { label: string; value: string; data: readonly { value: string; label: string }[]; onChange(value: string): void }

/** The filters above a list: a choice, and words to find. */
export const Filters = ({ filter, find }: { filter?: Filter; find: { label: string; onChange(text: string): void } }) => {
  const [text, setText] = useState('')
  const { label, onChange } = find
  useEffect(() => {
    const timer = setTimeout(() => onChange(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text, onChange])
  return (
    <div className={classes.filters}>
      {filter && <SegmentedControl aria-label={filter.label} value={filter.value} onChange={filter.onChange} data={[...filter.data]} />}
      <TextInput
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        className={classes.find!}
      />
    </div>
  )
}

/** A list that is read page by page, as rows of a table that become cards on a phone. */
export const Rows = <Item extends { id: string }>({
  pages,
  heads,
  row,
  empty,
}: {
  pages: ReturnType<typeof usePages<Item>>
  heads: readonly { label: string; isEnd?: boolean }[]
  row(item: Item): readonly ReactNode[]
  empty: ReactNode
}) => {
  const t = useTexts(papers)
  if (pages.error) return <Trouble error={pages.error} again={() => pages.refetch()} />
  if (pages.isPending) return <Loader />
  if (!pages.items.length) return empty
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map(({ label, isEnd }) => (
              <th key={label} scope="col" data-end={isEnd || undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pages.items.map((item) => (
            <tr key={item.id}>
              {row(item).map((cell, at) => (
                <td key={heads[at]?.label} data-label={heads[at]?.label} data-end={heads[at]?.isEnd || undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <Button variant="default" mt="md" fullWidth loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  )
}
