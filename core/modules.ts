import type { Knex } from 'knex'
import type { Actor, ActorRef } from './kernel/actor.ts'
import { stranger, system } from './kernel/actor.ts'
import type { Hooks } from './kernel/hooks.ts'
import type { Module } from './kernel/module.ts'
import { approvals } from './modules/approvals/module.ts'
import { freeze, policyFor } from './modules/approvals/policy.ts'
import { catalog } from './modules/catalog/module.ts'
import { conversations } from './modules/conversations/module.ts'
import { crm } from './modules/crm/module.ts'
import { contactActor } from './modules/crm/queries.ts'
import { invoicing } from './modules/invoicing/module.ts'
import { people } from './modules/people/module.ts'
import { staffActor, tokenActor } from './modules/people/queries.ts'
import { sales } from './modules/sales/module.ts'
import { settings } from './modules/settings/module.ts'
import { warehouse } from './modules/warehouse/module.ts'

/** The table of contents of the house: every room, lowest first. */
export const modules: readonly Module[] = [settings, people, crm, catalog, warehouse, invoicing, approvals, conversations, sales]

/** What a contact permission opens, gathered from all rooms. `everybody`: what each contact may. */
export const contactGrants = (permission: string): readonly string[] => modules.flatMap((room) => room.contactGrants[permission] ?? [])

/** Somebody with the rights of this moment. */
const actorFor = async (db: Knex, { kind, id }: ActorRef): Promise<Actor | null> => {
  if (kind === 'system') return system()
  if (kind === 'stranger' || !id) return stranger
  if (kind === 'staff') return staffActor(db, id)
  if (kind === 'contact') return contactActor(db, id, contactGrants)
  return tokenActor(db, { id })
}

/** What the kernel asks of rooms without knowing them. */
export const hooks: Hooks = { policyFor, freeze, actorFor }
