import { Alert, Anchor, Button, Text } from '@mantine/core'
import { IconCheck, IconCircleDashed } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { RowPage } from '../../shared/house.ts'
import { texts, useTexts } from '../../shared/i18n.tsx'
import { type SetupStep, useApi, useSession } from '../../shared/session.tsx'
import { useHouse } from '../../shared/use-house.tsx'
import { Page } from '../parts/page.tsx'
import classes from './first-steps.module.css'

const words = texts(
  {
    title: 'First steps',
    says: 'From an empty house to the first order. Do them in any order; each can be changed later.',
    done: 'Done',
    toDo: 'To do',
    company: 'Your company',
    companySays: 'Name, tax number, address, IBAN: they stand on every invoice and delivery note.',
    companyGo: 'Write them down',
    colleagues: 'Your colleagues',
    colleaguesSays: 'Each gets an invitation by mail and signs in with their own password. Roles say who may do what.',
    colleaguesGo: 'Add a colleague',
    channel: 'A channel',
    channelSays: 'Connect WhatsApp for customers and Slack or Teams for colleagues. A live test says at once what is missing.',
    channelGo: 'Connect a channel',
    products: 'Your products',
    productsSays: 'Bring them from a spreadsheet, with a preview before anything is saved, or write the first ones by hand.',
    productsGo: 'Import products',
    prices: 'Your prices',
    pricesSays: 'A default list for everybody; lists for groups and clients above it. “Why this price” shows which one counts.',
    pricesGo: 'Import prices',
    orders: 'The first order',
    ordersSays: 'Write to your own number from a phone that stands with a contact, or begin one here.',
    ordersGo: 'Begin an order',
    sandboxTitle: 'You are in the sandbox',
    sandboxSays:
      'Everything here is made up, and nothing leaves this machine. To begin with your own company, start Parley with SANDBOX=off (or connect a channel by its variables); it then opens on an empty database of its own, and these steps wait for you there.',
  },
  {
    title: 'Primii pași',
    says: 'De la o casă goală la prima comandă. Fă-i în orice ordine; toate se pot schimba mai târziu.',
    done: 'Făcut',
    toDo: 'De făcut',
    company: 'Firma ta',
    companySays: 'Nume, cod fiscal, adresă, IBAN: stau pe fiecare factură și aviz.',
    companyGo: 'Completează',
    colleagues: 'Colegii tăi',
    colleaguesSays: 'Fiecare primește o invitație pe email și intră cu parola lui. Rolurile spun cine ce poate face.',
    colleaguesGo: 'Adaugă un coleg',
    channel: 'Un canal',
    channelSays: 'Conectează WhatsApp pentru clienți și Slack sau Teams pentru colegi. O probă pe loc spune imediat ce lipsește.',
    channelGo: 'Conectează un canal',
    products: 'Produsele tale',
    productsSays: 'Adu-le dintr-un tabel, cu previzualizare înainte de salvare, sau scrie-le pe primele de mână.',
    productsGo: 'Importă produse',
    prices: 'Prețurile tale',
    pricesSays: 'O listă generală pentru toți; deasupra ei liste pentru grupuri și clienți. „De ce prețul acesta” arată care contează.',
    pricesGo: 'Importă prețuri',
    orders: 'Prima comandă',
    ordersSays: 'Scrie la numărul tău de pe un telefon care este al unei persoane de contact sau începe o comandă aici.',
    ordersGo: 'Începe o comandă',
    sandboxTitle: 'Ești în sandbox',
    sandboxSays:
      'Totul aici este inventat și nimic nu pleacă din acest calculator. Ca să începi cu firma ta, pornește Parley cu SANDBOX=off (sau conectează un canal prin variabilele lui); se deschide atunci pe o bază de date goală, iar pașii aceștia te așteaptă acolo.',
  },
)

const steps: readonly SetupStep[] = ['company', 'colleagues', 'channel', 'products', 'prices', 'orders']

/** The way from an empty house to the first order, each step with where it is done. */
export const FirstSteps = () => {
  const t = useTexts(words)
  const { setup, sandbox } = useSession()
  const api = useApi()
  const { records } = useHouse()
  const { data: companies } = useQuery({
    queryKey: ['list', 'company', 'first'],
    queryFn: ({ signal }) => api.get<RowPage>('/companies', { limit: 1 }, signal),
    enabled: records.company?.canSee === true,
  })
  const company = companies?.items[0]
  const addresses: Readonly<Record<SetupStep, string>> = {
    company: company ? `/companies/${company.id}/edit` : '/companies/new',
    colleagues: '/staff/new',
    channel: '/channels/new',
    products: '/import?of=products',
    prices: '/import?of=prices',
    orders: '/orders/new',
  }
  const isDone = (step: SetupStep) => setup.steps?.[step] ?? setup.done
  return (
    <Page title={t('title')} says={t('says')} narrow>
      {sandbox && <Alert title={t('sandboxTitle')}>{t('sandboxSays')}</Alert>}
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step} className={classes.step} data-done={isDone(step) || undefined}>
            <span className={classes.sign}>
              {isDone(step) ? (
                <IconCheck size={17} role="img" aria-label={t('done')} />
              ) : (
                <IconCircleDashed size={18} role="img" aria-label={t('toDo')} />
              )}
            </span>
            <div className={classes.words}>
              <Text fw={600}>{t(step)}</Text>
              <Text size="sm" c="dimmed">
                {t(`${step}Says`)}
              </Text>
            </div>
            {isDone(step) ? (
              <Anchor component={Link} href={addresses[step]} size="sm">
                {t(`${step}Go`)}
              </Anchor>
            ) : (
              <Button component={Link} href={addresses[step]} size="xs">
                {t(`${step}Go`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Page>
  )
}
