import { Button, SegmentedControl, Text, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { useDeed } from '../parts/read.tsx'
import { talkTexts } from './words.ts'

/** Writes to the customer, or a note that stays among colleagues. */
export const Composer = ({ id, name, isMine }: { id: string; name: string; isMine: boolean }) => {
  const say = useTexts(talkTexts)
  const { actions } = useHouse()
  const queries = useQueryClient()
  const answer = useDeed('conversation.answer')
  const note = useDeed('conversation.note')
  const [text, setText] = useState('')
  const [isNote, setNote] = useState(false)
  const mayAnswer = actions['conversation.answer']?.may ?? false
  const mayNote = actions['conversation.note']?.may ?? false
  const noting = isNote || !mayAnswer
  if (!mayAnswer && !mayNote) return null
  const deed = noting ? note : answer
  const send = async () => {
    const said = text.trim()
    if (!said || deed.isRunning) return
    setText('')
    const outcome = await deed.go({ id, input: { text: said } }, true)
    if (!outcome) setText(said)
    await queries.invalidateQueries({ queryKey: ['lines', id] })
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <form
      className="talk-write"
      data-note={noting || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {mayAnswer && mayNote && (
        <SegmentedControl
          size="xs"
          aria-label={say('message')}
          data={[
            { value: 'message', label: say('message') },
            { value: 'note', label: say('note') },
          ]}
          value={noting ? 'note' : 'message'}
          onChange={(kind) => setNote(kind === 'note')}
        />
      )}
      <div className="talk-type">
        <Textarea
          aria-label={noting ? say('note') : say('message')}
          placeholder={noting ? say('writeNote') : say('write', { name })}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={keys}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4000}
          flex={1}
          error={deed.issueAt('text')}
        />
        <Button type="submit" loading={deed.isRunning} disabled={!text.trim()} leftSection={<IconSend size={16} />}>
          {say(noting ? 'keep' : 'send')}
        </Button>
      </div>
      <Text size="xs" c="dimmed">
        {!noting && !isMine ? say('takeFirst') : say('keys')}
      </Text>
    </form>
  )
}
