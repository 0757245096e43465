import { Modal, type ModalProps } from '@mantine/core'
import { useTexts } from '../../../../shared/i18n.tsx'
import { common } from '../../../../shared/texts.ts'

/** A dialog over the page; its cross says what it does. */
export const Dialog = (props: ModalProps) => {
  const t = useTexts(common)
  return <Modal closeButtonProps={{ 'aria-label': t('close') }} {...props} />
}
