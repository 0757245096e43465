import { useMe } from '../../shared/session.tsx'
import { Page } from '../parts/page.tsx'

export const Start = () => {
  const me = useMe()
  return <Page title={me.name}>{null}</Page>
}
