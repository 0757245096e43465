import { Button, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { Failed } from '../parts/empty.tsx'
import { useAmount } from '../parts/product.tsx'
import { Stepper } from '../parts/stepper.tsx'
import { papers } from '../texts/papers.ts'
import type { Order } from '../types.ts'
import { useDeed } from '../use-portal.ts'
import classes from './pages.module.css'

/** Asks to give back goods of an order that have left. */
export const GiveBack = ({ order, isOpen, close }: { order: Order; isOpen: boolean; close(): void }) => {
  const t = useTexts(papers)
  const say = useTexts(common)
  const amount = useAmount()
  const deed = useDeed()
  const [back, setBack] = useState<Readonly<Record<string, number>>>({})
  const [why, setWhy] = useState('')
  const [isTried, setTried] = useState(false)
  const lines = order.lines.flatMap((line) => {
    const free = order.returnable.find(({ lineId }) => lineId === line.id)?.freeMilli ?? 0
    return free > 0 ? [{ ...line, free }] : []
  })
  const wanted = Object.entries(back).flatMap(([lineId, quantityMilli]) => (quantityMilli > 0 ? [{ lineId, quantityMilli }] : []))
  const lacksWhy = why.trim().length < 3
  const send = () => {
    setTried(true)
    if (!wanted.length || lacksWhy) return
    deed.mutate({ path: `/orders/${order.id}/return`, body: { lines: wanted, reason: why.trim() } }, { onSuccess: close })
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('returnTitle', { number: order.number })}
      size="lg"
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t('returnSays')}</Text>
        {lines.map((line) => (
          <div key={line.id} className={classes.readLine}>
            <span>
              <strong>{line.name}</strong>
              <div className={classes.dim}>{t('returnMost', { amount: amount(line.free, line.unitForms) })}</div>
            </span>
            <Stepper
              name={line.name}
              milli={back[line.id] ?? 0}
              minMilli={Math.min(1000, line.free)}
              stepMilli={1000}
              canEnd
              onChange={(milli) => setBack((now) => ({ ...now, [line.id]: Math.min(milli, line.free) }))}
            />
          </div>
        ))}
        {isTried && !wanted.length && (
          <Text c="red" size="sm" role="alert">
            {t('returnNone')}
          </Text>
        )}
        <Textarea
          label={t('returnWhy')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          error={isTried && lacksWhy ? t('returnReason') : null}
          maxLength={500}
          autosize
          minRows={2}
          withAsterisk
        />
        <Failed error={deed.error} />
        <Button loading={deed.isPending} onClick={send}>
          {t('returnSend')}
        </Button>
      </Stack>
    </Modal>
  )
}
