import { useCallback, useState } from 'react'
import { Link } from 'wouter'
import { day } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { Empty } from '../parts/empty.tsx'
import { Filters, Rows } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { papers } from '../texts/papers.ts'
import type { Note } from '../types.ts'
import { usePages } from '../use-portal.ts'

/** The delivery notes of what has left. */
export const Deliveries = () => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const api = useApi()
  const [q, setQ] = useState('')
  const find = useCallback((text: string) => setQ(text), [])
  const pages = usePages<Note>('/delivery_notes', q ? { q } : {})
  return (
    <Page title={t('deliveriesTitle')}>
      <Filters find={{ label: t('findInvoice'), onChange: find }} />
      <Rows
        pages={pages}
        heads={[
          { label: t('number') },
          { label: t('day') },
          { label: t('orderOf') },
          { label: t('state') },
          { label: t('papersOf'), isEnd: true },
        ]}
        row={(note) => [
          <strong key="number">{note.number}</strong>,
          note.day && day(note.day, language),
          note.orderId && note.orderNumber && (
            <Link key="order" href={`/orders/${note.orderId}`}>
              {note.orderNumber}
            </Link>
          ),
          <Status key="state" tone={note.tone}>
            {note.status}
          </Status>,
          <a
            key="pdf"
            href={api.address(`/portal/delivery_notes/${note.id}/document`)}
            target="_blank"
            rel="noopener"
            aria-label={t('pdfOf', { number: note.number })}
          >
            {t('pdf')}
          </a>,
        ]}
        empty={<Empty title={t('noDeliveries')} says={t('noDeliveriesSays')} />}
      />
    </Page>
  )
}
