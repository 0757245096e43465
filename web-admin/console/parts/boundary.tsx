import { Alert, Button, Stack } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { frame } from '../texts.ts'

type Caught = { error: Error | null; at: string }

/** Keeps a page that breaks from taking the frame along. Another page begins afresh. */
export const Boundary = ({ children }: { children: ReactNode }) => {
  const [path] = useLocation()
  return <Catch at={path}>{children}</Catch>
}

class Catch extends Component<{ at: string; children: ReactNode }, Caught> {
  override state: Caught = { error: null, at: this.props.at }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  static getDerivedStateFromProps({ at }: { at: string }, state: Caught): Partial<Caught> | null {
    return at === state.at ? null : { error: null, at }
  }

  override render() {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children
  }
}

/** After an update the parts of the old page are gone from the server: loading anew is all it needs. */
const Broken = ({ error }: { error: Error }) => {
  const t = useTexts(common)
  const say = useTexts(frame)
  return (
    <Stack p="xl" maw={620}>
      <Alert color="red" title={say('broke')}>
        {t('broken')} ({error.message})
      </Alert>
      <Button variant="default" onClick={() => location.reload()} style={{ alignSelf: 'flex-start' }}>
        {t('retry')}
      </Button>
    </Stack>
  )
}
