import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { neededScopes } from './check.ts'

const manifest = parse(readFileSync(new URL('manifest.yaml', import.meta.url), 'utf8'))

test('the manifest asks for exactly the scopes that the check looks for', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([...neededScopes])
})

test('the manifest sends commands, events and presses to one address, and every kind of message has its scope', () => {
  const addresses = [
    manifest.features.slash_commands[0].url,
    manifest.settings.event_subscriptions.request_url,
    manifest.settings.interactivity.request_url,
  ]
  expect(new Set(addresses)).toEqual(new Set(['https://parley.example.com/slack/events']))
  expect(manifest.settings.event_subscriptions.bot_events).toEqual([
    'app_home_opened',
    'app_mention',
    'link_shared',
    'message.channels',
    'message.groups',
    'message.im',
    'reaction_added',
  ])
})
