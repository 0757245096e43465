import type { Answer, CatalogueIndex, Pending, SpokenLanguage } from './types.ts'
export const readAnswer = (_text: string, _pending: Pending, _index: CatalogueIndex, _language: SpokenLanguage): Answer | null => null
