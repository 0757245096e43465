import { editing } from '../../kernel/derive.ts'
import { module } from '../../kernel/module.ts'
import { Company, CustomField, Setting } from './records.ts'

export const editSetting = editing(Setting)
export const editCompany = editing(Company)
export const editCustomField = editing(CustomField)

/** What the admin decides for the whole house, and the seller's own company. */
export const settings = module({
  name: 'settings',
  title: 'Settings',
  records: [Setting, Company, CustomField],
  ownTables: ['saved_views', 'imports', 'import_lines'],
  actions: [
    editSetting.create,
    editSetting.update,
    editCompany.create,
    editCompany.update,
    editCustomField.create,
    editCustomField.update,
    editCustomField.archive,
  ],
})
