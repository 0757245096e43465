import { z } from 'zod'

export type Platform = 'slack' | 'teams' | 'whatsapp'

/**
 * How a stand-in may be told to misbehave. `duplicate`, `reorder`, `delay` and `drop` happen to what it delivers to the app;
 * `lose_answer`, `http_429` and `http_500` to what the app asks of it (`delay` too, when `method` names an API method).
 */
export const Misbehaviour = z.object({
  platform: z.enum(['slack', 'teams', 'whatsapp']),
  kind: z.enum(['duplicate', 'reorder', 'delay', 'drop', 'lose_answer', 'http_429', 'http_500']),
  count: z.int().min(1).optional().describe('How many times (Default: until cleared)'),
  ms: z.int().min(0).max(600_000).optional().describe('How long: the delay, the longest wait for a reorder, or Retry-After'),
  method: z.string().optional().describe('Only this API method or this kind of delivery'),
  channel: z.string().optional().describe('Only this Slack or Teams channel or this phone'),
  code: z.int().optional().describe("Meta's error code of a 429 (Default: 130429; 131056 = the same pair too fast)"),
})
export type Misbehaviour = z.infer<typeof Misbehaviour>

export type Mischief = ReturnType<typeof createMischief>

const API_KINDS = ['lose_answer', 'http_429', 'http_500']

/** Holds the switches that are on. */
export const createMischief = () => {
  let rules: (Misbehaviour & { left?: number })[] = []
  return {
    add: (rule: Misbehaviour) => {
      rules.push({ ...rule, ...(rule.count === undefined ? {} : { left: rule.count }) })
    },
    /** The first switch that applies to this, used up by one; undefined when the stand-in is to behave. */
    take: (platform: Platform, kind: Misbehaviour['kind'], method: string, options: { channel?: string; named?: boolean } = {}) => {
      const rule = rules.find(
        (one) =>
          one.platform === platform &&
          one.kind === kind &&
          (one.method === method || (one.method === undefined && !options.named)) &&
          (one.channel === undefined || one.channel === options.channel),
      )
      if (!rule) return undefined
      if (rule.left !== undefined && --rule.left === 0) rules = rules.filter((one) => one !== rule)
      return rule
    },
    clear: (platform?: Platform) => {
      rules = platform ? rules.filter((rule) => rule.platform !== platform) : []
    },
    list: () => rules.map((rule) => ({ ...rule, ofCalls: API_KINDS.includes(rule.kind) })),
  }
}
