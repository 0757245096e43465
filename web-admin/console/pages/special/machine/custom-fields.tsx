import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconForms, IconPlus } from '@tabler/icons-react'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useRecord } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { RecordForm } from '../../../parts/record-form.tsx'
import { RecordList } from '../../../parts/record-list.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { machineTexts } from './words.ts'

/** Fields that the company adds to its records. */
export const CustomFields = () => {
  const say = useTexts(machineTexts)
  const record = useRecord('custom_field')
  const [isAdding, adding] = useDisclosure()
  const add = record?.create && (
    <Button leftSection={<IconPlus size={16} />} onClick={adding.open}>
      {say('newField')}
    </Button>
  )
  return (
    <Page title={say('fieldsTitle')} says={say('fieldsSays')} actions={add}>
      {record ? (
        <RecordList
          record="custom_field"
          hrefOf={({ id }) => `/custom_fields/${id}`}
          empty={{ title: say('fieldsNone'), says: say('fieldsNoneSays'), action: add }}
        />
      ) : (
        <Empty icon={IconForms} title={say('unavailable')} says={say('unavailableSays')} />
      )}
      <Dialog opened={isAdding} onClose={adding.close} title={say('newField')} size="lg">
        <RecordForm record="custom_field" onDone={adding.close} onCancel={adding.close} />
      </Dialog>
    </Page>
  )
}
