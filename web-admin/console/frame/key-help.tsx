import { Kbd, Modal, Table } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { texts, useTexts } from '../../shared/i18n.tsx'
import { frame } from '../texts.ts'
import { onOpenKeys } from './keys.ts'

const words = texts(
  {
    palette: 'Find a page, a record or something to do',
    search: 'Search in this list',
    move: 'Next and previous row',
    open: 'Open the row',
    pages: 'Next and previous page of the list',
    create: 'Add something to this list',
    start: 'Go to the start page',
    help: 'This help',
    close: 'Close a dialog',
  },
  {
    palette: 'Găsește o pagină, o înregistrare sau ceva de făcut',
    search: 'Caută în lista aceasta',
    move: 'Rândul următor și cel dinainte',
    open: 'Deschide rândul',
    pages: 'Pagina următoare și cea dinainte a listei',
    create: 'Adaugă ceva în lista aceasta',
    start: 'Mergi la pagina de început',
    help: 'Acest ajutor',
    close: 'Închide un dialog',
  },
)

const keys: readonly (readonly [keyof typeof words.en, readonly string[]])[] = [
  ['palette', ['Ctrl', 'K']],
  ['search', ['/']],
  ['move', ['j', 'k']],
  ['open', ['Enter']],
  ['pages', ['[', ']']],
  ['create', ['c']],
  ['start', ['h']],
  ['help', ['?']],
  ['close', ['Esc']],
]

/** What can be done with the keyboard alone; opens with `?`. */
export const KeyHelp = () => {
  const t = useTexts(words)
  const say = useTexts(frame)
  const [isOpen, { open, close }] = useDisclosure()
  const [, go] = useLocation()
  useEffect(() => onOpenKeys(open), [open])
  useHotkeys([
    ['shift+?', open],
    ['h', () => go('/')],
  ])
  return (
    <Modal opened={isOpen} onClose={close} title={say('keys')} size="md">
      <Table>
        <Table.Tbody>
          {keys.map(([what, caps]) => (
            <Table.Tr key={what}>
              <Table.Td>{t(what)}</Table.Td>
              <Table.Td ta="end">
                {caps.map((cap) => (
                  <Kbd key={cap} ml={4}>
                    {cap}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
