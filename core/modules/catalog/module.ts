import { module } from '../../kernel/module.ts'
import { editCategory, editPriceList, editProduct, editUnit, editVatRate, removePrices, setPrices } from './actions.ts'
import { Category, PriceListRecord, PriceRecord, Product, Unit, VatRate } from './records.ts'

/** What is sold, and for how much: products, units, VAT, price lists and the one price function. */
export const catalog = module({
  name: 'catalog',
  title: 'Catalogue',
  uses: ['settings', 'crm'],
  records: [Unit, VatRate, Category, Product, PriceListRecord, PriceRecord],
  actions: [
    editUnit.create,
    editUnit.update,
    editVatRate.create,
    editVatRate.update,
    editCategory.create,
    editCategory.update,
    editProduct.create,
    editProduct.update,
    editProduct.archive,
    editPriceList.create,
    editPriceList.update,
    editPriceList.archive,
    setPrices,
    removePrices,
  ],
})
