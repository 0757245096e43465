import type { House } from '../core/kernel/house.ts'
import type { Doors } from './channel.ts'
import type { Desk, SayExpected } from './talk.ts'

export type DoorParts = {
  house: House
  desk: Desk
  sayExpected: SayExpected
  /** Called when a message was stored: wakes the conversation worker. */
  wake(): void
}
export type MakeDoors = (parts: DoorParts) => Doors
