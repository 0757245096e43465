import { ChannelError, type FileToSend } from '../../bots/channel.ts'
import { isTrustedService, type TeamsAccount } from './account.ts'
import type { Element } from './card.ts'
import { cut } from './cut.ts'
import type { Framework } from './framework.ts'
import { limits } from './limits.ts'

const biggestFile = 100 * 1024 * 1024

/** Keeps a document where people can open it, and gives its address. */
export type KeepFile = (file: { name: string; mime: string; bytes: Uint8Array }) => Promise<string>

export type Shared = {
  /** Pictures stand in the message itself. */
  pictures: { name: string; url: string }[]
  /** A bot cannot attach documents in a channel, and in a chat only after being allowed to: they are opened by address. */
  links: { name: string; url: string }[]
}

/** Makes what a message carries. Rejects with ChannelError. */
export const carried = async (files: readonly FileToSend[], keepFile?: KeepFile): Promise<Shared> => {
  const shared: Shared = { pictures: [], links: [] }
  for (const { name, mime, load } of files) {
    const bytes = await load().catch(() => {
      throw new ChannelError('later', 'file_not_made', `The file ${name} could not be made.`, 60_000)
    })
    if (/^image\/(png|jpeg|gif)$/.test(mime) && bytes.length <= limits.pictureBytes)
      shared.pictures.push({ name, url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` })
    else if (keepFile) shared.links.push({ name, url: await keepFile({ name, mime, bytes }) })
    else throw new ChannelError('refused', 'no_files', `The file ${name} cannot be shared in Teams here.`)
  }
  return shared
}

/** Pictures as parts of a card. */
export const pictureParts = ({ pictures }: Shared): Element[] =>
  pictures.map(({ name, url }) => ({ type: 'Image', url, altText: cut(name, 200), size: 'Stretch' }))

/** Fetches a file that somebody sent us: from Microsoft's file hosts as the address stands, from the service itself with our token. */
export const fetchFile = async (id: string, account: TeamsAccount, framework: () => Promise<Framework>) => {
  if (!URL.canParse(id)) throw new ChannelError('refused', 'file_not_found', 'This is not the address of a file.')
  const { protocol, hostname } = new URL(id)
  const isService = isTrustedService(id, account)
  const isStore = protocol === 'https:' && (hostname.endsWith('.sharepoint.com') || hostname.endsWith('.svc.ms'))
  if (!isService && !isStore) throw new ChannelError('refused', 'file_not_trusted', 'The file lies at an address that is not Microsoft’s.')
  let answer: Response
  try {
    answer = await fetch(id, {
      redirect: isStore ? 'follow' : 'error',
      signal: AbortSignal.timeout(60_000),
      ...(isService && { headers: { authorization: `Bearer ${await (await framework()).token()}` } }),
    })
  } catch (error) {
    if (error instanceof ChannelError) throw error
    throw new ChannelError('later', 'file_unreachable', 'The file could not be fetched.', 5000)
  }
  if (answer.status >= 500 || answer.status === 429)
    throw new ChannelError('later', `http_${answer.status}`, `The file store answered ${answer.status}.`, 5000)
  if (!answer.ok) throw new ChannelError('refused', 'file_not_found', `The file store answered ${answer.status}.`)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    if (size > biggestFile) throw new ChannelError('refused', 'file_too_large', 'The file is larger than 100 MB.')
    parts.push(part)
  }
  return {
    bytes: new Uint8Array(Buffer.concat(parts)),
    mime: answer.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream',
  }
}
