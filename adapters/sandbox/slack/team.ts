/** The ids of the one workspace and the one app that the stand-in knows. */
export const TEAM = { id: 'T0SANDBOX', domain: 'sandbox', name: 'Sandbox' } as const
export const BOT = { userId: 'U0PARLEY', botId: 'B0PARLEY', appId: 'A0PARLEY', name: 'Parley', handle: 'parley' } as const

export type Person = { slackUserId: string; name: string; email: string }
export type Room = { id: string; name: string }
export type SlackSeed = { staff: Person[]; channels: Room[] }
