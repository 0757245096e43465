import { module } from '../../kernel/module.ts'
import { createAccount, disableAccount, enableAccount, ensureAccount, failAccount, setPlace, updateAccount } from './actions/account.ts'
import { clearAlarm, raiseAlarm } from './actions/alarm.ts'
import { answerConversation, dropMessage } from './actions/answer.ts'
import {
  chooseContact,
  handBack,
  handOver,
  openConversation,
  startMarketing,
  stopMarketing,
  takeConversation,
} from './actions/conversation.ts'
import { addIdentity, endIdentity, linkIdentity, makeLinkCode } from './actions/identity.ts'
import { resendMessage } from './actions/message.ts'
import { ignoreStranger } from './actions/stranger.ts'
import { noteTemplates } from './actions/template.ts'
import { forgetWhoLeft, showAlarm, showConversationToStaff } from './effects.ts'
import { accountLifecycle, handlingLifecycle } from './lifecycle.ts'
import { ChannelAccount, ChannelAlarm, ChatIdentity, ChatPlace, Conversation, LinkCode, MessageTemplate } from './records.ts'

/** Channel accounts, who is who in chat, conversations, and the messages that go out. */
export const conversations = module({
  name: 'conversations',
  title: 'Conversations',
  uses: ['people', 'crm'],
  records: [ChannelAccount, ChannelAlarm, MessageTemplate, ChatPlace, ChatIdentity, LinkCode, Conversation],
  lifecycles: [handlingLifecycle, accountLifecycle],
  actions: [
    openConversation,
    chooseContact,
    handOver,
    takeConversation,
    handBack,
    stopMarketing,
    startMarketing,
    ignoreStranger,
    makeLinkCode,
    linkIdentity,
    addIdentity,
    endIdentity,
    createAccount,
    ensureAccount,
    updateAccount,
    disableAccount,
    enableAccount,
    failAccount,
    noteTemplates,
    raiseAlarm,
    clearAlarm,
    setPlace,
    resendMessage,
    dropMessage,
    answerConversation,
  ],
  effects: [showConversationToStaff, forgetWhoLeft, showAlarm],
  contactGrants: { everybody: ['conversation.hand_over', 'conversation.stop_marketing', 'conversation.start_marketing'] },
  ownTables: [
    'channel_pulses',
    'conversation_states',
    'desk_dialogs',
    'inbound',
    'messages',
    'stray_reports',
    'whatsapp_web_media',
    'whatsapp_web_parts',
    'whatsapp_web_sessions',
    'shared_files',
  ],
})
