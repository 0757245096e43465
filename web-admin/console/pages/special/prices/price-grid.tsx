import { ActionIcon, Button, Card, Group, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { tell } from '../parts/read.tsx'
import { RefPicker } from '../parts/ref-picker.tsx'
import { finds } from '../roles/matrix.ts'
import { type Column, cellAfter, columns, faultIn, inputOf, isTouched, type Line, lineOf } from './grid.ts'
import { mostPrices, type NamedPrice, useSavePrices } from './use-prices.ts'
import { priceTexts } from './words.ts'
import './prices.css'

const SHOWN = 100

/** The prices of a list to be typed in place: lines are saved one by one or all together, and the last saving can be taken back. */
export const PriceGrid = ({ listId, prices, mayEdit }: { listId: string; prices: readonly NamedPrice[]; mayEdit: boolean }) => {
  const say = useTexts(priceTexts)
  const { language } = useLanguage()
  const kept = useMemo(() => prices.map((one) => lineOf(one, one.product, language)), [prices, language])
  const [typed, setTyped] = useState<Readonly<Record<string, Pick<Line, Column>>>>({})
  const [born, setBorn] = useState<readonly Line[]>([])
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(SHOWN)
  const table = useRef<HTMLTableElement>(null)
  const saving = useSavePrices(listId, prices)
  const lines = useMemo(() => {
    const all = [...kept.map((line) => ({ ...line, ...typed[line.key] })), ...born.map((line) => ({ ...line, ...typed[line.key] }))]
    return all.sort((a, b) => a.product.localeCompare(b.product, language))
  }, [kept, born, typed, language])
  const touched = lines.filter(isTouched)
  const found = query ? lines.filter((line) => finds(query, line.product)) : lines
  const visible = found.slice(0, shown)

  useEffect(() => {
    if (!touched.length) return
    const stay = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', stay)
    return () => removeEventListener('beforeunload', stay)
  }, [touched.length])

  const type = (line: Line, column: Column, text: string) =>
    setTyped((all) => ({ ...all, [line.key]: { from: line.from, price: line.price, discount: line.discount, [column]: text } }))
  const forget = (keys: readonly string[]) => {
    setTyped((all) => Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key))))
    setBorn((all) => all.filter((line) => !keys.includes(line.key)))
  }
  const give = (productId: string, product: string, from = '0') => {
    const key = `new ${productId} ${Date.now()}`
    setBorn((all) => [...all, { key, productId, product, kept: null, from, price: '', discount: '' }])
    requestAnimationFrame(() => focus(key, 'price'))
  }
  const focus = (key: string, column: Column) =>
    table.current?.querySelector<HTMLInputElement>(`[data-cell="${CSS.escape(`${key} ${column}`)}"]`)?.focus()

  const save = async (productId: string) => {
    const own = lines.filter((line) => line.productId === productId)
    if (own.some((line) => faultIn(line, lines, language))) return false
    const done = await saving.save(
      own[0]!.product,
      productId,
      own.map((line) => inputOf(line, language)),
    )
    if (done) forget(own.map(({ key }) => key))
    return done
  }
  const saveAll = async () => {
    for (const productId of new Set(touched.map((line) => line.productId))) if (!(await save(productId))) return
  }
  const remove = async (line: Line) => {
    if (!line.kept) return forget([line.key])
    const rest = lines.filter((one) => one.productId === line.productId && one.key !== line.key && one.kept)
    const back = rest.map((one) => inputOf({ ...one, ...one.kept }, language))
    if (await saving.save(line.product, line.productId, back)) forget([line.key])
  }
  const undo = async () => {
    const product = await saving.undo()
    if (product) tell(say('undone', { product }))
  }

  const keys = (event: KeyboardEvent) => {
    const pressed = event.key.toLowerCase()
    if ((event.ctrlKey || event.metaKey) && pressed === 's') {
      event.preventDefault()
      void saveAll()
    } else if ((event.ctrlKey || event.metaKey) && pressed === 'z' && saving.canUndo && !touched.length) {
      event.preventDefault()
      void undo()
    }
  }
  const cellKeys = (event: KeyboardEvent<HTMLInputElement>, line: Line, row: number, column: Column) => {
    if (event.key === 'Escape') {
      if (line.kept) type(line, column, line.kept[column])
      return
    }
    const next = cellAfter(event.key, row, column, visible.length)
    if (!next) return
    event.preventDefault()
    focus(visible[next.row]!.key, next.column)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for whoever is in the grid
    <div onKeyDown={keys}>
      <Card withBorder p={0}>
        <Group p="sm" gap="xs" justify="space-between">
          <TextInput
            aria-label={say('filter')}
            placeholder={say('filter')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={query}
            onChange={({ currentTarget }) => setQuery(currentTarget.value)}
            flex="1 1 200px"
            maw={340}
          />
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={16} />}
              disabled={!saving.canUndo}
              loading={saving.isSaving && !touched.length}
              onClick={() => void undo()}
            >
              {say('undo')}
            </Button>
            <Button disabled={!touched.length} loading={saving.isSaving} onClick={() => void saveAll()}>
              {touched.length ? say('saveAll', { n: touched.length }) : say('save')}
            </Button>
          </Group>
        </Group>
        {lines.length === 0 && <Empty title={say('emptyList')} says={say('emptyListSays')} />}
        {lines.length > 0 && found.length === 0 && (
          <Text p="md" c="dimmed">
            {say('noMatch', { q: query })}
          </Text>
        )}
        {visible.length > 0 && (
          <Table ref={table} className="price-grid" verticalSpacing={3}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('product')}</Table.Th>
                {columns.map((column) => (
                  <Table.Th key={column} className="price-column">
                    {say(column)}
                  </Table.Th>
                ))}
                <Table.Th className="price-deeds">
                  <span className="quiet">{say('save')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {visible.map((line, row) => {
                const isSecond = visible[row - 1]?.productId === line.productId
                const fault = isTouched(line) ? faultIn(line, lines, language) : null
                return (
                  <Table.Tr key={line.key} data-touched={isTouched(line) || undefined}>
                    <Table.Td className="price-product" data-label={say('product')}>
                      <span className={isSecond ? 'price-again' : undefined}>{line.product}</span>
                      {isTouched(line) && <span className="price-unsaved">{say('unsaved')}</span>}
                    </Table.Td>
                    {columns.map((column) => (
                      <Table.Td key={column} className="price-column" data-label={say(column)}>
                        <TextInput
                          data-cell={`${line.key} ${column}`}
                          aria-label={`${line.product}: ${say(column)}`}
                          classNames={{ input: 'price-input' }}
                          inputMode="decimal"
                          value={line[column]}
                          readOnly={!mayEdit}
                          error={fault?.column === column ? say(fault.code) : undefined}
                          onChange={({ currentTarget }) => type(line, column, currentTarget.value)}
                          onKeyDown={(event) => cellKeys(event, line, row, column)}
                          onFocus={({ currentTarget }) => currentTarget.select()}
                        />
                      </Table.Td>
                    ))}
                    <Table.Td className="price-deeds">
                      {mayEdit && (
                        <Group gap={2} wrap="nowrap" justify="end">
                          {isTouched(line) && (
                            <Tooltip label={say('save')}>
                              <ActionIcon
                                aria-label={`${say('save')}: ${line.product}`}
                                onClick={() => void save(line.productId)}
                                loading={saving.isSaving}
                                disabled={fault !== null}
                              >
                                <IconCheck size={16} />
                              </ActionIcon>
                            </Tooltip>
                          )}
                          {isTouched(line) && line.kept ? (
                            <Tooltip label={say('revert')}>
                              <ActionIcon variant="subtle" color="gray" aria-label={say('revert')} onClick={() => forget([line.key])}>
                                <IconArrowBackUp size={16} />
                              </ActionIcon>
                            </Tooltip>
                          ) : (
                            <Tooltip label={say('addStep', { product: line.product })}>
                              <ActionIcon
                                variant="subtle"
                                color="gray"
                                aria-label={say('addStep', { product: line.product })}
                                onClick={() => give(line.productId, line.product, '')}
                              >
                                <IconPlus size={16} />
                              </ActionIcon>
                            </Tooltip>
                          )}
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={say('remove', { product: line.product, from: line.from || '0' })}
                            onClick={() => void remove(line)}
                          >
                            <IconTrash size={16} />
                          </ActionIcon>
                        </Group>
                      )}
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        )}
        <Stack p="sm" gap="xs">
          {found.length > shown && (
            <Button variant="default" onClick={() => setShown(shown + SHOWN)}>
              {say('more', { n: Math.min(SHOWN, found.length - shown) })}
            </Button>
          )}
          {mayEdit && (
            <div className="price-add">
              <RefPicker
                record="product"
                ariaLabel={say('add')}
                placeholder={say('add')}
                value={null}
                onChange={(id, product) => id && give(id, product ?? id)}
              />
            </div>
          )}
          {prices.length >= mostPrices && (
            <Text size="sm" c="dimmed">
              {say('tooMany', { n: mostPrices })}
            </Text>
          )}
        </Stack>
      </Card>
      {mayEdit && (
        <Text size="xs" c="dimmed" mt="xs" visibleFrom="sm">
          {say('keys')}
        </Text>
      )}
    </div>
  )
}
