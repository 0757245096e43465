import { module } from '../../kernel/module.ts'
import { Company, Setting } from './records.ts'

/** What the admin decides for the whole house, and the seller's own company. */
export const settings = module({
  name: 'settings',
  title: 'Settings',
  records: [Setting, Company],
})
