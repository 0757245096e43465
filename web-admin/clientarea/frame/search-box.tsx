import { CloseButton, Kbd, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { frame } from '../texts/frame.ts'

const PAUSE_MS = 220

/** Finds products from every page, while one types; `/` leads here. */
export const SearchBox = () => {
  const t = useTexts(frame)
  const say = useTexts(common)
  const [path, go] = useLocation()
  const [params] = useSearchParams()
  const asked = path === '/catalogue' ? (params.get('q') ?? '') : ''
  const [text, setText] = useState(asked)
  const box = useRef<HTMLInputElement>(null)
  const typed = useRef(false)
  useHotkeys([['/', () => box.current?.focus()]])
  useEffect(() => {
    if (!typed.current) setText(asked)
  }, [asked])
  const show = (q: string, isFirst: boolean) => {
    typed.current = false
    const wanted = q.trim()
    if (wanted === asked && path === '/catalogue') return
    if (!wanted && path !== '/catalogue') return
    go(wanted ? `/catalogue?q=${encodeURIComponent(wanted)}` : '/catalogue', { replace: !isFirst })
  }
  useEffect(() => {
    if (!typed.current) return
    const timer = setTimeout(() => show(text, asked === ''), PAUSE_MS)
    return () => clearTimeout(timer)
  })
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          show(text, true)
        }}
      >
        <TextInput
          ref={box}
          value={text}
          onChange={(event) => {
            typed.current = true
            setText(event.currentTarget.value)
          }}
          size="md"
          placeholder={t('find')}
          aria-label={t('findLabel')}
          leftSection={<IconSearch size={18} aria-hidden="true" />}
          rightSection={
            text ? (
              <CloseButton
                aria-label={say('clear')}
                onClick={() => {
                  setText('')
                  show('', false)
                  box.current?.focus()
                }}
              />
            ) : (
              <Kbd aria-hidden="true" visibleFrom="sm">
                /
              </Kbd>
            )
          }
          enterKeyHint="search"
          autoComplete="off"
        />
      </form>
    </search>
  )
}
