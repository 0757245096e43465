import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, useLocation } from 'wouter'
import { day, money, price } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { Empty, Failed, Trouble } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { useAmount } from '../parts/product.tsx'
import { Stepper } from '../parts/stepper.tsx'
import { SumsOf } from '../parts/sums.tsx'
import { shop } from '../texts/shop.ts'
import type { Cart, CartLine } from '../types.ts'
import { CartChanged, useCart, useCartDeed, usePlace } from '../use-portal.ts'
import { Delivery } from './delivery.tsx'
import classes from './pages.module.css'

/** The cart and the way to the order, on one page: it is the draft of the chat. */
export const Checkout = () => {
  const t = useTexts(shop)
  const { data: cart, error, refetch } = useCart()
  if (error) return <Trouble error={error} again={() => refetch()} />
  if (!cart) return <Loader />
  if (!cart.lines.length)
    return (
      <Page title={t('cartTitle')}>
        <Empty title={t('cartEmpty')} says={t('cartEmptySays')} to={{ href: '/catalogue', label: t('toCatalogue') }} />
      </Page>
    )
  return (
    <Page title={t('cartTitle')} says={t('sameAsPhone')} aside={<Drop />}>
      <div className={classes.checkout}>
        <Stack gap="md" miw={0}>
          <Panel flush>
            <ul className={classes.lines}>
              {cart.lines.map((line) => (
                <LineOf key={line.productId} line={line} currency={cart.sums.currency} />
              ))}
            </ul>
          </Panel>
          <Panel title={t('where')}>
            <Delivery cart={cart} />
          </Panel>
        </Stack>
        <Place cart={cart} />
      </div>
    </Page>
  )
}

const LineOf = ({ line, currency }: { line: CartLine; currency: string }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const amount = useAmount()
  const deed = useCartDeed()
  const set = (quantityMilli: number) =>
    deed.mutate({ method: 'POST', path: '/lines', body: { lines: [{ productId: line.productId, quantityMilli, deed: 'set' }] } })
  const settle = (way: 'wait' | 'there') => deed.mutate({ method: 'POST', path: '/shortage', body: { productId: line.productId, way } })
  const { short } = line
  return (
    <li>
      <div className={classes.lineName}>
        <Link href={`/products/${encodeURIComponent(line.code)}`} className={classes.plain}>
          {line.name}
        </Link>
        <div className={classes.dim}>
          {line.code} · {price(line.unitNetE4, currency, language)} {t('perUnit', { unit: line.unitName })}
        </div>
      </div>
      <Stepper name={line.name} milli={line.quantityMilli} minMilli={line.minMilli} stepMilli={line.stepMilli} canEnd onChange={set} />
      <div className={classes.lineSum}>
        <span className="num">{money(line.netMinor, currency, language)}</span>
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => set(0)} aria-label={t('takeOut', { name: line.name })}>
          {t('takeOut', { name: '' }).trim()}
        </Button>
      </div>
      {(line.fault || short || deed.error) && (
        <div className={classes.lineNote}>
          {line.fault && (
            <Text size="sm" c="red" role="alert">
              {line.fault}
            </Text>
          )}
          {short && !line.fault && (
            <Alert color={short.decided ? 'teal' : 'yellow'} variant="light" p="xs">
              <Group gap="xs" justify="space-between">
                <Text size="sm" fw={550} c="var(--mantine-color-text)">
                  {short.text} {short.decided && short.allOn && t('waits', { day: day(short.allOn, language) })}
                </Text>
                {!short.decided && (
                  <Group gap={6}>
                    {short.allOn && (
                      <Button size="compact-sm" onClick={() => settle('wait')} loading={deed.isPending}>
                        {t('waitForAll', { day: day(short.allOn, language) })}
                      </Button>
                    )}
                    {short.canTakeThere && (
                      <Button size="compact-sm" variant="default" onClick={() => settle('there')} loading={deed.isPending}>
                        {short.thereMilli === null
                          ? t('takeThere')
                          : t('takeThereAmount', { amount: amount(short.thereMilli, line.unitForms) })}
                      </Button>
                    )}
                  </Group>
                )}
              </Group>
            </Alert>
          )}
          <Failed error={deed.error} />
        </div>
      )}
    </li>
  )
}

const Drop = () => {
  const t = useTexts(shop)
  const say = useTexts(common)
  const [isOpen, { open, close }] = useDisclosure()
  const deed = useCartDeed()
  return (
    <>
      <Button variant="subtle" color="gray" onClick={open}>
        {t('emptyIt')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t('emptyIt')} closeButtonProps={{ 'aria-label': say('close') }}>
        <Text mb="md">{t('emptySure')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {say('cancel')}
          </Button>
          <Button color="red" loading={deed.isPending} onClick={() => deed.mutate({ method: 'DELETE', path: '' }, { onSuccess: close })}>
            {t('emptyIt')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

/** The sums, what keeps it from being placed, and the button that binds. */
const Place = ({ cart }: { cart: Cart }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const [, go] = useLocation()
  const deed = usePlace((id) => go(`/orders/${id}?placed=1`))
  const amount = (minor: number) => money(minor, cart.sums.currency, language)
  const { freeDeliveryFromMinor, minimumMinor, sums } = cart
  const place = () => deed.mutate({ shownMinor: sums.totalMinor })
  return (
    <aside className={classes.place}>
      <Panel title={t('total')}>
        <Stack gap="sm">
          <SumsOf sums={sums} />
          {cart.deliverOn ? (
            <Text fw={600}>{t('comesOn', { day: day(cart.deliverOn, language) })}</Text>
          ) : (
            <Text size="sm" c="dimmed">
              {t('noDay')}
            </Text>
          )}
          {sums.deliveryChargeMinor > 0 && freeDeliveryFromMinor > 0 && (
            <Text size="sm" c="dimmed">
              {t('freeFrom', { amount: amount(freeDeliveryFromMinor) })}
            </Text>
          )}
          {minimumMinor > 0 && (
            <Text size="sm" c="dimmed">
              {t('minimum', { amount: amount(minimumMinor) })}
            </Text>
          )}
          <div aria-live="polite">
            {cart.problems.length > 0 && (
              <Alert color="yellow" variant="light" title={t('notReady')}>
                <ul className={classes.points}>
                  {cart.problems.map(({ code, text }) => (
                    <li key={code}>{text}</li>
                  ))}
                </ul>
              </Alert>
            )}
            {cart.notices.length > 0 && (
              <Alert color="blue" variant="light" title={t('goodToKnow')}>
                <ul className={classes.points}>
                  {cart.notices.map(({ code, text }) => (
                    <li key={code}>{text}</li>
                  ))}
                </ul>
              </Alert>
            )}
          </div>
          {deed.error instanceof CartChanged ? (
            <Alert color="yellow" variant="light" role="alert">
              {t('changedMeanwhile')}
            </Alert>
          ) : (
            <Failed error={deed.error} />
          )}
          <Button
            size="lg"
            fullWidth
            disabled={!cart.ready || deed.isSuccess}
            loading={deed.isPending}
            onClick={place}
            className={classes.press!}
          >
            {t('place', { total: amount(sums.totalMinor) })}
          </Button>
          <Text size="xs" c="dimmed">
            {t('placeSays')}
          </Text>
        </Stack>
      </Panel>
    </aside>
  )
}
