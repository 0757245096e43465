import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Link } from 'wouter'
import { day, money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { Empty, Failed } from '../parts/empty.tsx'
import { Filters, Rows } from '../parts/list.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { papers } from '../texts/papers.ts'
import type { Account, Invoice } from '../types.ts'
import { useHome, usePages, useRead } from '../use-portal.ts'
import classes from './pages.module.css'

const MOST_AT_ONCE = 20

/** What is owed, how to pay it, and every invoice. */
export const Invoices = () => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const api = useApi()
  const { data: home } = useHome()
  const [state, setState] = useState('all')
  const [q, setQ] = useState('')
  const find = useCallback((text: string) => setQ(text), [])
  const account = useRead<Account>('/account')
  const pages = usePages<Invoice>('/invoices', { ...(state !== 'all' && { state }), ...(q && { q }) })
  const paying = useMutation({
    mutationFn: (invoiceIds: readonly string[]) => api.send<{ url: string }>('POST', '/portal/account/pay', { invoiceIds }),
    onSuccess: ({ url }) => location.assign(url),
  })
  const stand = account.data
  const documents = home?.rights.documents
  const amount = (minor: number) => money(minor, stand?.currency, language)
  return (
    <Page
      title={t('invoicesTitle')}
      aside={
        documents && (
          <Button component="a" variant="default" href={api.address('/portal/account/document')} target="_blank" rel="noopener">
            {t('statement')}
          </Button>
        )
      }
    >
      {stand && (
        <div className={classes.section}>
          <Panel title={t('toPay')}>
            {stand.openMinor === 0 ? (
              t('nothingToPay')
            ) : (
              <div className={classes.owed}>
                <div>
                  <div className={classes.fact}>{amount(stand.openMinor)}</div>
                  {stand.overdueMinor > 0 && <Status tone="bad">{t('overdueOf', { amount: amount(stand.overdueMinor) })}</Status>}
                </div>
                <div>
                  {stand.canPay && (
                    <Button
                      size="md"
                      loading={paying.isPending}
                      onClick={() => paying.mutate(stand.open.slice(0, MOST_AT_ONCE).map(({ id }) => id))}
                    >
                      {t('payAll', { total: amount(stand.open.slice(0, MOST_AT_ONCE).reduce((sum, one) => sum + one.balanceMinor, 0)) })}
                    </Button>
                  )}
                  {stand.transfer.iban && (
                    <div className={classes.dim}>{t('transfer', { seller: stand.transfer.seller, iban: stand.transfer.iban })}</div>
                  )}
                </div>
              </div>
            )}
            <Failed error={paying.error} />
          </Panel>
        </div>
      )}
      <Filters
        filter={{
          label: t('show'),
          value: state,
          onChange: setState,
          data: [
            { value: 'all', label: t('all') },
            { value: 'open', label: t('toPay') },
            { value: 'overdue', label: t('overdue') },
          ],
        }}
        find={{ label: t('findInvoice'), onChange: find }}
      />
      <Rows
        pages={pages}
        heads={[
          { label: t('number') },
          { label: t('issued') },
          { label: t('due') },
          { label: t('orderOf') },
          { label: t('state') },
          { label: t('amount'), isEnd: true },
          { label: t('left'), isEnd: true },
          { label: t('papersOf'), isEnd: true },
        ]}
        row={(invoice) => [
          <strong key="number">{invoice.number}</strong>,
          invoice.issuedOn && day(invoice.issuedOn, language),
          invoice.dueOn && day(invoice.dueOn, language),
          invoice.orderId && invoice.orderNumber && (
            <Link key="order" href={`/orders/${invoice.orderId}`}>
              {invoice.orderNumber}
            </Link>
          ),
          <Status key="state" tone={invoice.tone}>
            {invoice.status}
          </Status>,
          <span key="amount" className="num">
            {money(invoice.totalMinor, invoice.currency, language)}
          </span>,
          invoice.balanceMinor > 0 && (
            <span key="left" className="num">
              {money(invoice.balanceMinor, invoice.currency, language)}
            </span>
          ),
          <span key="papers" className={classes.papers}>
            {stand?.canPay && invoice.balanceMinor > 0 && (
              <Button
                size="compact-sm"
                variant="light"
                aria-label={t('payOne', { number: invoice.number })}
                onClick={() => paying.mutate([invoice.id])}
              >
                {t('pay')}
              </Button>
            )}
            {documents && invoice.printable && (
              <a
                href={api.address(`/portal/invoices/${invoice.id}/document`)}
                target="_blank"
                rel="noopener"
                aria-label={t('pdfOf', { number: invoice.number })}
              >
                {t('pdf')}
              </a>
            )}
          </span>,
        ]}
        empty={<Empty title={t('noInvoices')} says={t('noInvoicesSays')} />}
      />
    </Page>
  )
}
