import { lifecycle } from '../../kernel/lifecycle.ts'
import { ChannelAccount, Conversation } from './records.ts'

/** Who answers the customer: exactly one at a time, the bot or a named person. While somebody is awaited the bot goes on. */
export const handlingLifecycle = lifecycle(Conversation, {
  field: 'handling',
  states: ['bot', 'waiting', 'person'],
  start: 'bot',
  // biome-ignore format: a timetable
  moves: {
    hand_over: { from: ['bot', 'person'],            to: 'waiting', event: 'conversation.handed_over' },
    take:      { from: ['bot', 'waiting', 'person'], to: 'person',  event: 'conversation.taken' },
    hand_back: { from: ['waiting', 'person'],        to: 'bot',     event: 'conversation.handed_back' },
  },
})

/** An account that fails is switched off with its reason; an admin switches it on again. */
export const accountLifecycle = lifecycle(ChannelAccount, {
  states: ['active', 'faulty', 'off'],
  start: 'active',
  // biome-ignore format: a timetable
  moves: {
    fail:    { from: 'active',             to: 'faulty', event: 'channel_account.failed' },
    disable: { from: ['active', 'faulty'], to: 'off',    event: 'channel_account.disabled' },
    enable:  { from: ['faulty', 'off'],    to: 'active', event: 'channel_account.enabled' },
  },
})
