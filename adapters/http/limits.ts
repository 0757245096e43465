import { isIPv6 } from 'node:net'
import { fault } from './fault.ts'

const MOST_KEYS = 50_000
/** When it is full, those that were quiet longest go, many at once, so that making room costs next to nothing per request. */
const KEYS_KEPT = 40_000

/**
 * A bucket per caller that holds a minute's worth of requests and refills steadily. In memory: each process counts for itself.
 * `perMinute` 0 = no limit. `now` in milliseconds.
 */
export const makeLimit = (perMinute: number, now: () => number = () => performance.now()) => {
  const buckets = new Map<string, { left: number; at: number }>()
  const perMs = perMinute / 60_000
  const level = (bucket: { left: number; at: number }, at: number) => Math.min(perMinute, bucket.left + (at - bucket.at) * perMs)
  const forgetIdle = (at: number) => {
    for (const [key, bucket] of buckets) if (level(bucket, at) >= perMinute) buckets.delete(key)
    for (const key of buckets.keys()) {
      if (buckets.size <= KEYS_KEPT) return
      buckets.delete(key)
    }
  }
  /** Counts one request. Throws Fault 429 with Retry-After. */
  return (key: string) => {
    if (!perMinute) return
    const at = now()
    if (buckets.size >= MOST_KEYS && !buckets.has(key)) forgetIdle(at)
    const left = level(buckets.get(key) ?? { left: perMinute, at }, at)
    if (left < 1) {
      const seconds = Math.ceil((1 - left) / perMs / 1000)
      throw fault(
        429,
        'request.too_many',
        'These are more requests than one caller may send. Wait {seconds} s.',
        { seconds },
        { 'Retry-After': String(seconds) },
      )
    }
    buckets.delete(key)
    buckets.set(key, { left: left - 1, at })
  }
}

/** One caller by address: an IPv6 network of 64 bits belongs to one household, so it counts as one. */
export const addressKey = (ip: string) => {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail.split(':').filter(Boolean)
  const full = plain.includes('::') ? [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back] : front
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
