import { Card, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useTexts } from '../../../../shared/i18n.tsx'
import { fieldAt, type Import, type ImportError, samplesOf, type Target, unfilled } from './import.ts'
import { importTexts } from './words.ts'

const LEFT_OUT = '-'
const MOST_SHOWN = 200

/** Where each column of the file goes. */
export const Columns = ({ read, onMap }: { read: Import; onMap(at: number, field: string | null): void }) => {
  const say = useTexts(importTexts)
  const options = [
    { value: LEFT_OUT, label: say('leaveOut') },
    ...read.columns.map(({ field, label, required }) => ({ value: field, label: required ? `${label} *` : label })),
  ]
  return (
    <Card withBorder>
      <Stack>
        <Title order={2}>{say('step2')}</Title>
        {unfilled(read).map(({ field, label }) => (
          <Text key={field} size="sm" c="var(--mantine-color-error)" role="alert">
            {say('missing', { field: label })}
          </Text>
        ))}
        <Table className="import-columns">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('column')}</Table.Th>
              <Table.Th>{say('goesTo')}</Table.Th>
              <Table.Th>{say('sample')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {read.header.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns are known by their place, names may repeat
              <Table.Tr key={at}>
                <Table.Td fw={550}>{column}</Table.Td>
                <Table.Td>
                  <Select
                    aria-label={`${column}: ${say('goesTo')}`}
                    data={options}
                    value={fieldAt(read.mapping, at) ?? LEFT_OUT}
                    onChange={(field) => onMap(at, field === LEFT_OUT ? null : field)}
                    allowDeselect={false}
                    searchable
                  />
                </Table.Td>
                <Table.Td c="dimmed" className="import-sample">
                  {samplesOf(read.sample, at).join(' · ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Card>
  )
}

/** What is wrong, by line of the file. */
export const Mistakes = ({ errors, columns }: { errors: readonly ImportError[]; columns: readonly Target[] }) => {
  const say = useTexts(importTexts)
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={2}>{say('mistakes')}</Title>
        <Text size="sm" c="dimmed">
          {say('mistakesSays')}
        </Text>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section className="import-mistakes" tabIndex={0} aria-label={say('mistakes')}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('line')}</Table.Th>
                <Table.Th>{say('field')}</Table.Th>
                <Table.Th>{say('problem')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {errors.slice(0, MOST_SHOWN).map(({ line, field, message }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line may have the same mistake twice
                <Table.Tr key={at}>
                  <Table.Td className="num">{line}</Table.Td>
                  <Table.Td>{columns.find((one) => one.field === field)?.label ?? field}</Table.Td>
                  <Table.Td>{message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
        {errors.length > MOST_SHOWN && (
          <Text size="sm" c="dimmed">
            {say('moreMistakes', { n: errors.length - MOST_SHOWN })}
          </Text>
        )}
      </Stack>
    </Card>
  )
}
