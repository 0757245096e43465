import { lifecycle } from '../../kernel/lifecycle.ts'
import { Conversation } from './records.ts'

/** Who answers the customer: exactly one at a time, the bot or a named person. While somebody is awaited the bot goes on. */
export const handlingLifecycle = lifecycle(Conversation, {
  field: 'handling',
  states: ['bot', 'waiting', 'person'],
  start: 'bot',
  moves: {
    hand_over: { from: 'bot',                         to: 'waiting', event: 'conversation.handed_over' },
    take:      { from: ['bot', 'waiting', 'person'],  to: 'person',  event: 'conversation.taken' },
    hand_back: { from: ['waiting', 'person'],         to: 'bot',     event: 'conversation.handed_back' },
  },
})
