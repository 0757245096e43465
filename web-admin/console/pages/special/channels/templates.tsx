import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconTemplate } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useRecord } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { RecordForm } from '../../../parts/record-form.tsx'
import { RecordList } from '../../../parts/record-list.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { channelTexts } from './words.ts'

/** What may be sent when the 24 hours are over. */
export const Templates = () => {
  const say = useTexts(channelTexts)
  const record = useRecord('message_template')
  const [isAdding, adding] = useDisclosure()
  const add = record?.create && (
    <Button leftSection={<IconPlus size={16} />} onClick={adding.open}>
      {say('newTemplate')}
    </Button>
  )
  const connect = (
    <Button component={Link} href="/channels/new" variant="light">
      {say('goToChannels')}
    </Button>
  )
  return (
    <Page title={say('templates')} says={say('templatesSays')} actions={add}>
      {record ? (
        <RecordList
          record="message_template"
          empty={{ title: say('templatesNone'), says: say('templatesNoneSays'), action: add ?? connect }}
        />
      ) : (
        <Empty icon={IconTemplate} title={say('unavailable')} says={say('unavailableSays')} />
      )}
      <Dialog opened={isAdding} onClose={adding.close} title={say('newTemplate')} size="lg">
        <RecordForm record="message_template" onDone={adding.close} onCancel={adding.close} />
      </Dialog>
    </Page>
  )
}
