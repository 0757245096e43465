import { plain } from '../channel.ts'
import type { InboundItem } from '../talk.ts'
import type { SpokenLanguage } from '../understand/types.ts'
import type { Asker, Model } from './port.ts'
import type { ModelWord } from './words.ts'

type File = { bytes: Uint8Array; mime: string }

/** Fetches what a customer sent through a channel account. Null = it cannot be had. */
export type FetchMedia = (accountId: string, mediaId: string) => Promise<File | null>

/** The text of a document as lines, without any model. Null = it is none that can be read. Never rejects. */
export type ReadDocument = (document: File & { name: string | null }) => Promise<readonly string[] | null>

/** What is needed to read what is no text. */
export type MediaParts = { fetch: FetchMedia; readDocument: ReadDocument; model: Model | null }

/** What was read from a file; `nothing`: it was looked at, and there are no words in it. Null = it cannot be read here. */
export type FileRead = { text: string; says: ModelWord } | { nothing: ModelWord } | null

const LARGEST_BYTES = 20 * 1024 * 1024
const LONGEST_TOLD = 600

/** The kinds of messages that can be read with these parts. */
export const readableKinds = ({ model }: MediaParts): ReadonlySet<InboundItem['kind']> =>
  new Set<InboundItem['kind']>(model ? ['voice', 'image', 'document'] : ['document'])

/** Reads a voice note, picture or document into text. What somebody called the file is looked at for its ending alone. */
export const readFile = async (
  { fetch, readDocument, model }: MediaParts,
  item: InboundItem,
  { accountId, language, by }: { accountId: string; language: SpokenLanguage; by: Asker },
): Promise<FileRead> => {
  if (!item.media || (item.kind !== 'document' && !model)) return null
  const file = await fetch(accountId, item.media.id)
  if (!file || file.bytes.byteLength === 0 || file.bytes.byteLength > LARGEST_BYTES) return null
  if (item.kind === 'voice') {
    const heard = (await model?.transcribe({ bytes: file.bytes, mime: baseOf(file.mime), language }, by)) ?? null
    return heard === null ? null : heard === '' ? { nothing: 'nothing_heard' } : { text: heard, says: 'understood_voice' }
  }
  const picture = pictureIn(file.bytes)
  if (picture) {
    const lines = (await model?.readPicture({ bytes: file.bytes, mime: picture }, by)) ?? null
    return lines === null ? null : asText(lines, 'nothing_on_picture', 'understood_picture')
  }
  if (item.kind !== 'document') return null
  const lines = await readDocument({ bytes: file.bytes, mime: baseOf(file.mime), name: item.media.name ?? null })
  return lines === null ? null : asText(lines, 'nothing_in_document', 'understood_document')
}

const asText = (lines: readonly string[], nothing: ModelWord, says: ModelWord): FileRead =>
  lines.length ? { text: lines.join('\n'), says } : { nothing }

const baseOf = (mime: string) => mime.split(';')[0]!.trim().toLowerCase()

/** What a picture really is, by its first bytes: what it calls itself is not believed. */
const pictureIn = (bytes: Uint8Array): string | null => {
  const begins = (...expected: number[]) => expected.every((byte, at) => bytes[at] === byte)
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (begins(0x52, 0x49, 0x46, 0x46) && String.fromCharCode(...bytes.subarray(8, 12)) === 'WEBP') return 'image/webp'
  return null
}

/** What was read, as it is told back: it is data, so nothing in it becomes markup. */
export const toldBack = (text: string): string => {
  const letters = [...plain(text.slice(0, LONGEST_TOLD * 2))]
  return letters.length <= LONGEST_TOLD ? letters.join('') : `${letters.slice(0, LONGEST_TOLD).join('')}…`
}
