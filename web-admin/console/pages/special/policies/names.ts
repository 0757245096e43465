import { useMemo } from 'react'
import { useHouse } from '../../../../shared/use-house.tsx'
import { useRows } from '../parts/read.tsx'
import { textOf, titled } from '../parts/rows.ts'
import type { Names } from './policy.ts'

/** What roles, colleagues and rights are called. */
export const useNames = (): Names => {
  const { permissions } = useHouse()
  const roles = useRows('roles').data
  const staff = useRows('staff').data
  return useMemo(
    () => ({
      role: new Map(roles?.items.map((row) => [textOf(row, 'name'), textOf(row, 'title')])),
      staff: new Map(
        staff?.items.map((row) => [row.id, row.$title ?? (`${textOf(row, 'firstName')} ${textOf(row, 'lastName')}`.trim() || titled(row))]),
      ),
      permission: new Map(permissions.map(({ name, label }) => [name, label])),
    }),
    [roles, staff, permissions],
  )
}
