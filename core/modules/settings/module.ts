import { editing } from '../../kernel/derive.ts'
import { module } from '../../kernel/module.ts'
import { Company, Setting } from './records.ts'

export const editSetting = editing(Setting)
export const editCompany = editing(Company)

/** What the admin decides for the whole house, and the seller's own company. */
export const settings = module({
  name: 'settings',
  title: 'Settings',
  records: [Setting, Company],
  ownTables: ['saved_views', 'imports', 'import_lines'],
  actions: [editSetting.create, editSetting.update, editCompany.create, editCompany.update],
})
