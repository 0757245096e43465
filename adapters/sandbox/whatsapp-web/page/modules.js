// The modules of WhatsApp Web that the library asks for by name, made of the little model beside this file.
import { ask, send } from './line.js'
import { forgetToken } from './link.js'
import { addMessage, Bus, Chat, chatOf, Msg, MsgKey, plainWid, Wid, widOf } from './model.js'

export const me = { phone: null }

export const Cmd = Object.assign(new Bus(), {
  refreshQR: () => send({ tell: 'refresh_qr' }),
  archiveChat: async (chat, is) => {
    chat.archive = is
  },
})
export const Conn = Object.assign(new Bus(), {
  ref: undefined,
  platform: 'android',
  pushname: 'Parley sandbox',
  serialize: () => ({ pushname: Conn.pushname, platform: Conn.platform, ref: Conn.ref }),
})
export const Socket = Object.assign(new Bus(), {
  state: 'OPENING',
  hasSynced: false,
  logout: async () => {
    send({ tell: 'logged_out' })
    leave()
  },
  takeover: () => setState('CONNECTED'),
})
export const setState = (state) => {
  Socket.state = state
  Socket.emit('change:state', Socket, state)
}
/** What the page does when this device is unlinked. */
export const leave = async () => {
  await forgetToken()
  Cmd.emit('logout')
  setTimeout(() => location.assign('/?post_logout=1'), 50)
}

/** Media by their path, in base64. */
export const media = new Map()

const base64 = (bytes) => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
const linksIn = (text) => [...String(text ?? '').matchAll(/https?:\/\/\S+/g)].map(([href]) => ({ href }))
const digest = async (buffer) => base64(new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)))
const blobs = new Map()

class Opaque {
  constructor(blob) {
    this.blob = blob
  }
  static async createFromData(blob) {
    return new Opaque(blob)
  }
  url() {
    return 'blob:sandbox'
  }
  autorelease() {}
  formData() {
    return this.blob
  }
  forceToBlob() {
    return this.blob
  }
}

const typeOf = (mime, { asDocument, isPtt }) => {
  if (asDocument) return 'document'
  const [top] = mime.split('/')
  if (isPtt) return 'ptt'
  return ['image', 'audio', 'video'].includes(top) ? top : 'document'
}

const prepared = async (opaque, params) => {
  const file = opaque.blob
  const known = {
    type: typeOf(file.type, params),
    filehash: await digest(await file.arrayBuffer()),
    mimetype: file.type,
    filename: file.name,
    size: file.size,
  }
  const prep = { ...known, mediaBlob: opaque, preview: undefined, toJSON: () => known, set: (more) => Object.assign(prep, more) }
  return prep
}

const uploaded = async ({ mediaObject }) => {
  const data = base64(new Uint8Array(await blobs.get(mediaObject.filehash).arrayBuffer()))
  const directPath = `/out/${mediaObject.filehash}`
  media.set(directPath, data)
  const mediaEntry = {
    mmsUrl: `https://media.sandbox${directPath}`,
    directPath,
    mediaKey: 'k',
    mediaKeyTimestamp: 1,
    encFilehash: 'e',
    uploadHash: 'u',
  }
  return { mediaEntry }
}

/** What the phone on the other side gets of a message. */
const wired = (message) => {
  const { id, type, body, caption, filename, mimetype, directPath, pollName, pollOptions, quotedStanzaID, t } = message
  const data = directPath ? media.get(directPath) : undefined
  const options = pollOptions?.map(({ name }) => name)
  return {
    id: id.id,
    chat: id.remote._serialized,
    type,
    body,
    caption,
    filename,
    mimetype,
    data,
    pollName,
    options,
    quotes: quotedStanzaID,
    t,
  }
}

const addAndSend = (_chat, values) => {
  const message = addMessage(values)
  const sent = ask({ tell: 'sent', message: wired(message) }).then(({ error }) => {
    if (error) throw new Error(error)
    message.ack = 1
    Msg.emit('change:ack', message, 1)
    return { messageSendResult: 'OK' }
  })
  sent.catch(() => {
    message.ack = -1
    Msg.emit('change:ack', message, -1)
  })
  return [Promise.resolve(message), sent]
}

const contact = (wid, more = {}) => ({
  id: wid,
  isContactBlocked: false,
  ...more,
  serialize: () => ({ id: plainWid(wid), type: 'in', ...more }),
})
const contactFacts = (one) => ({
  getName: one.name,
  getShortName: one.name,
  getPushname: one.pushname ?? one.name,
  getIsUser: true,
  getIsWAContact: true,
  getUserid: one.id.user,
  getIsMe: one.id._serialized === me.phone?._serialized,
})

const key = (fill) => new Uint8Array(32).fill(fill)
const exists = async (wid) => ((await ask({ tell: 'exists', chat: wid._serialized })).is ? { wid: plainWid(wid) } : null)

export const reactions = { reactionTableMode: { bulkUpsert: async () => {} } }
export const votes = { pollVoteTableMode: { bulkUpsert: async () => {} } }

const modules = {
  WAWebSocketModel: { Socket },
  WAWebCmd: { Cmd },
  WAWebConnModel: { Conn },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
  WAWebAltDeviceLinkingApi: {
    setPairingType() {},
    async initializeAltDeviceLinking() {},
    startAltLinkingFlow: async () => 'ABCD1234',
    async initializeQRLinking() {},
  },
  WABase64: { encodeB64: base64 },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
  WAWebAdvSignatureApi: {},
  WAWebUserPrefsInfoStore: { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: key(1) } }) } },
  WAWebSignalStoreApi: { waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: key(2) } }) } },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => base64(key(3)) },
  WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me.phone, getMaybeMeLidUser: () => null },
  WAWebCollections: {
    Msg,
    Chat,
    Contact: { find: async (wid) => contact(widOf(wid)), get() {} },
    Blocklist: { get() {} },
    GroupMetadata: { async update() {} },
  },
  WAWebSyncGatingUtils: {},
  WAWebBackendJobsCommon: {},
  WAWebE2EProtoUtils: {},
  WAWebCallCollection: {},
  WAWebWidFactory: {
    createWid: widOf,
    asUserWidOrThrow: widOf,
    createWidFromWidLike: widOf,
    createUserWid: (user) => new Wid(`${user}@c.us`),
  },
  WAWebFindChatAction: { findOrCreateLatestChat: async (wid) => ({ chat: chatOf(wid) }) },
  WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
  WAWebUpdateUnreadChatAction: {
    sendSeen: async ({ chat }) => {
      chat.unreadCount = 0
      send({ tell: 'seen', chat: chat.id._serialized })
    },
  },
  WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
  WAWebChatGetters: { getIsNewsletter: () => false, getIsBroadcast: () => false },
  WALinkify: { findLink: (text) => linksIn(text)[0], findLinks: linksIn },
  WAWebLinkPreviewChatAction: { getLinkPreview: async () => null },
  WAWebMsgKey: MsgKey,
  WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
  WAWebMsgReply: { canReplyMsg: () => true },
  WAWebLidMigrationUtils: { toPn: (wid) => wid },
  WAWebQueryExistsJob: { queryWidExists: exists },
  WAWebSendMsgChatAction: { addAndSendMsgToChat: addAndSend },
  WAWebSendMessageEditAction: {
    sendMessageEdit: async (message, body) => {
      const before = message.body
      message.body = body
      send({ tell: 'edited', id: message.id.id, body })
      Msg.emit('change:body', message, body, before)
    },
  },
  WAWebMediaOpaqueData: Opaque,
  WAWebPrepRawMedia: { prepRawMedia: (opaque, params) => ({ waitForPrep: () => prepared(opaque, params) }) },
  WAWebMediaStorage: {
    getOrCreateMediaObject: (filehash) => ({
      filehash,
      type: 'x',
      size: 0,
      contentInfo: { waveform: new Uint8Array(64) },
      consolidate({ size }) {
        this.size = size
      },
    }),
  },
  WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
  WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
  WAWebMediaInMemoryBlobCache: { InMemoryMediaBlobCache: { put: (hash, blob) => blobs.set(hash, blob) } },
  WAWebMediaMmsV4Upload: { uploadMedia: uploaded },
  WAWebDownloadManager: {
    downloadManager: {
      downloadAndMaybeDecrypt: async ({ directPath }) => Uint8Array.from(atob(media.get(directPath)), (sign) => sign.charCodeAt(0)).buffer,
    },
  },
  WAWebContactGetters: new Proxy({}, { get: (_, name) => (one) => contactFacts(one)[name] ?? false }),
  WAWebFrontendContactGetters: { getIsMyContact: () => true },
  WAWebApiContact: { getAlternateUserWid() {}, getCurrentLid() {}, getPhoneNumber() {} },
  WAWebChatStateBridge: {
    sendChatStateComposing: async (wid) => send({ tell: 'typing', chat: widOf(wid)._serialized }),
    async sendChatStatePaused() {},
    async sendChatStateRecording() {},
  },
  WAWebPresenceChatAction: { async sendPresenceAvailable() {}, async sendPresenceUnavailable() {} },
  WAWebAddonReactionTableMode: reactions,
  WAWebAddonPollVoteTableMode: votes,
  WAWebMiscBrowserUtils: { info: () => ({ os: 'x', name: 'x' }) },
}

/** The page's own way to its modules. A name that is asked for and not here is told, so that a new version of the library shows it. */
export const require = (name) => {
  if (name in modules) return modules[name]
  send({ tell: 'missing', name })
  throw new Error(`The stand-in has no module ${name}.`)
}
