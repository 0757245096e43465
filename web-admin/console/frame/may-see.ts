import type { House } from '../../shared/house.ts'
import type { Me } from '../../shared/session.tsx'
import type { PageEntry } from '../page-entry.ts'

/** Whether a page is open to somebody. The server decides about what is on it; this only spares them dead ends. */
export const maySeePage = ({ record, room, permission }: PageEntry, { records }: House, me: Me): boolean => {
  if (record && !records[record]?.canSee) return false
  if (room && !(room in me.rooms)) return false
  return !permission || me.permissions.includes(permission) || me.permissions.includes('*')
}
