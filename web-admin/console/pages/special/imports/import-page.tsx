import { Alert, Button, Card, Group, Radio, SimpleGrid, Stack, Stepper, Text, Title } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { number } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import { Page } from '../../../parts/page.tsx'
import { useTellError } from '../parts/read.tsx'
import { RefPicker } from '../parts/ref-picker.tsx'
import { Going } from './going.tsx'
import { faultOfFile, type Import, kinds, type Mapping, remapped } from './import.ts'
import { Columns, Mistakes } from './preview.tsx'
import { importTexts } from './words.ts'
import '../special.css'
import './imports.css'

/** Takes a spreadsheet in: the file, where its columns go, what would change, and then how far it is. */
export const ImportPage = () => {
  const [params] = useSearchParams()
  return <Steps key={params.get('of')} />
}

const Steps = () => {
  const say = useTexts(importTexts)
  const { language } = useLanguage()
  const api = useApi()
  const tellError = useTellError()
  const [params, setParams] = useSearchParams()
  const kind = kinds.find((one) => one === params.get('of')) ?? 'products'
  const [file, setFile] = useState<File | null>(null)
  const [read, setRead] = useState<Import | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [isRunning, setRunning] = useState(false)
  const [fault, setFault] = useState<'wrongKind' | 'tooBig' | null>(null)

  const busily = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }
  const open = (chosen: File) => {
    const wrong = faultOfFile(chosen)
    setFault(wrong)
    if (wrong) return
    setFile(chosen)
    void busily(async () => {
      const type = /\.csv$/i.test(chosen.name) ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
      const headers = { 'Content-Type': type, 'X-File-Name': encodeURIComponent(chosen.name) }
      setRead(await api.send<Import>('POST', `/imports?of=${kind}&name=${encodeURIComponent(chosen.name)}`, chosen, headers))
    })
  }
  const map = (mapping: Mapping, into: string | null) =>
    read &&
    busily(async () => {
      setRead({ ...read, mapping, into })
      setRead(await api.send<Import>('POST', `/imports/${read.id}/mapping`, { mapping, into }))
    })
  const run = () =>
    read &&
    busily(async () => {
      await api.send('POST', `/imports/${read.id}/run`, {})
      setRunning(true)
    })
  const again = () => {
    setFile(null)
    setRead(null)
    setRunning(false)
  }
  const step = isRunning ? 3 : read ? 2 : 0
  const failing = read?.preview.wrong ?? 0
  const going = read ? read.preview.create + read.preview.change : 0

  return (
    <Page title={say('title')} says={say('says')}>
      <Stack gap="lg">
        <Stepper active={step} size="xs" allowNextStepsSelect={false} className="import-steps">
          <Stepper.Step label={say('step1')} />
          <Stepper.Step label={say('step2')} />
          <Stepper.Step label={say('step3')} />
          <Stepper.Step label={say('step4')} />
        </Stepper>
        {!read && (
          <Card withBorder>
            <Stack>
              <Radio.Group
                label={say('what')}
                value={kind}
                onChange={(of) => setParams({ of }, { replace: true })}
                {...(kind === 'prices' && { description: say('noPrices') })}
              >
                <Group mt="xs" gap="lg">
                  {kinds.map((one) => (
                    <Radio key={one} value={one} label={say(one)} />
                  ))}
                </Group>
              </Radio.Group>
              <Drop onFile={open} isBusy={isBusy} />
              {fault && (
                <Alert color="red" role="alert">
                  {say(fault)}
                </Alert>
              )}
            </Stack>
          </Card>
        )}
        {read && !isRunning && (
          <>
            <Group justify="space-between">
              <Title order={2}>{say('file', { name: file?.name ?? '', n: read.lines })}</Title>
              <Button variant="default" onClick={again}>
                {say('back')}
              </Button>
            </Group>
            <SimpleGrid cols={{ base: 2, sm: 4 }} aria-busy={isBusy}>
              {(['create', 'change', 'same'] as const).map((key) => (
                <Figure
                  key={key}
                  value={read.preview[key]}
                  words={say(key === 'create' ? 'wouldCreate' : key === 'change' ? 'wouldChange' : 'wouldSame')}
                />
              ))}
              <Figure value={failing} words={say('wouldFail')} bad={failing > 0} />
            </SimpleGrid>
            {read.of === 'prices' && read.mapping.priceListId === undefined && (
              <Card withBorder>
                <RefPicker
                  record="price_list"
                  label={say('into')}
                  description={say('intoSays')}
                  value={read.into}
                  onChange={(into) => void map(read.mapping, into)}
                  required
                />
              </Card>
            )}
            <Columns read={read} onMap={(at, field) => void map(remapped(read.mapping, at, field), read.into)} />
            {read.errors.length > 0 && <Mistakes errors={read.errors} columns={read.columns} />}
            <Group>
              <Button size="md" onClick={() => void run()} loading={isBusy} disabled={going === 0}>
                {say('run', { n: going })}
              </Button>
              {going === 0 && failing === 0 && <Text c="dimmed">{say('nothing')}</Text>}
            </Group>
          </>
        )}
        {read && isRunning && <Going id={read.id} kind={kind} onAgain={again} />}
      </Stack>
      <span className="quiet" aria-live="polite">
        {read && !isRunning ? say('file', { name: file?.name ?? '', n: number(read.lines, language) }) : ''}
      </span>
    </Page>
  )
}

const Figure = ({ value, words, bad = false }: { value: number; words: string; bad?: boolean }) => {
  const { language } = useLanguage()
  return (
    <Card withBorder padding="sm">
      <Text fz={26} fw={640} lh={1.1} className="num" c={bad ? 'var(--mantine-color-error)' : undefined}>
        {number(value, language)}
      </Text>
      <Text size="sm" c="dimmed">
        {words}
      </Text>
    </Card>
  )
}

/** Where a file is dropped, or chosen. */
const Drop = ({ onFile, isBusy }: { onFile(file: File): void; isBusy: boolean }) => {
  const say = useTexts(importTexts)
  const input = useRef<HTMLInputElement>(null)
  const [isOverIt, setOverIt] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOverIt(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <div
      className="import-drop"
      data-over={isOverIt || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOverIt(true)
      }}
      onDragLeave={() => setOverIt(false)}
      onDrop={drop}
    >
      <IconUpload size={28} stroke={1.5} aria-hidden />
      <Text fw={600}>{isBusy ? say('reading') : say('drop')}</Text>
      <Button variant="light" loading={isBusy} onClick={() => input.current?.click()}>
        {say('browse')}
      </Button>
      <Text size="sm" c="dimmed">
        {say('columnsHelp')}
      </Text>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={say('browse')}
        accept=".csv,.xlsx"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) onFile(file)
          currentTarget.value = ''
        }}
      />
    </div>
  )
}
