import { module } from '../../kernel/module.ts'
import {
  blockClient,
  clientLifecycle,
  editAddress,
  editClient,
  editClientGroup,
  editContact,
  setAgent,
  setContactPermissions,
  setCreditLimit,
  setLanguage,
  setOrderLimit,
  setTerms,
  unblockClient,
} from './actions.ts'
import { Address, Client, ClientGroup, Contact } from './records.ts'

/** Who buys: clients, their groups, contacts, addresses, terms and limits. */
export const crm = module({
  name: 'crm',
  title: 'Clients',
  uses: ['settings', 'people'],
  records: [ClientGroup, Client, Contact, Address],
  lifecycles: [clientLifecycle],
  actions: [
    editClientGroup.create,
    editClientGroup.update,
    editClient.create,
    editClient.update,
    editClient.archive,
    blockClient,
    unblockClient,
    setCreditLimit,
    setTerms,
    setAgent,
    setContactPermissions,
    setOrderLimit,
    editContact.create,
    editContact.update,
    editContact.archive,
    setLanguage,
    editAddress.create,
    editAddress.update,
    editAddress.archive,
  ],
  contactGrants: { everybody: ['contact.set_language'] },
})
