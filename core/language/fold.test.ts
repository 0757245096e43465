import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, fold, searchKey, similarity, stem, trigramsOf } from './fold.ts'

describe('folding', () => {
  test.for([
    ['Hârtie A4 80 g/m²', 'hartie a4 80 g m2'],
    ['ȘŞșş ȚŢțţ ĂÂÎ', 'ssss tttt aai'],
    ['S\u0326 and s\u0327', 's and s'],
    ['Straße, Œuvre & Łódź', 'strasse oeuvre lodz'],
    ['  (24/6)  —  TON-410-K ', '24 6 ton 410 k'],
    ['İstanbul', 'istanbul'],
    ['½ kg', '½ kg'],
    ['Ａ４', 'a4'],
    ['🙂', ''],
  ] as const)('"%s" is "%s"', ([text, folded]) => {
    expect(fold(text)).toBe(folded)
  })

  test('folding what is folded changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })
})

describe('stems', () => {
  test.for([
    ['hârtia', 'hârtie', 'hârtii', 'hârtiile', 'hârtiei', 'hârtiilor'],
    ['cutie', 'cutii', 'cutiile', 'cutia'],
    ['toner', 'tonere', 'tonerele', 'tonerul', 'tonerului', 'tonerelor'],
    ['prosop', 'prosoape', 'prosoapele', 'prosopul'],
    ['șervețel', 'șervețele', 'șervețelele', 'servetel'],
    ['mănușă', 'mănuși', 'mănușile', 'mănușilor'],
    ['biblioraft', 'bibliorafturi', 'bibliorafturile'],
    ['pix', 'pixuri', 'pixurile', 'pixul'],
    ['săpun', 'săpunuri', 'săpunul', 'săpunului'],
    ['cafea', 'cafele', 'cafeaua', 'cafelei'],
    ['sticlă', 'sticle', 'sticlele', 'sticla'],
    ['simplu', 'simplă', 'simple', 'simpli'],
    ['negru', 'neagră', 'negre', 'negri'],
    ['capsator', 'capsatoare', 'capsatorul'],
    ['biscuit', 'biscuiți', 'biscuite', 'biscuiții'],
    ['sac', 'saci', 'sacii', 'sacul'],
    ['apă', 'ape', 'apei'],
    ['bandă', 'benzi', 'banda'],
    ['detergent', 'detergenți', 'detergentul', 'detergentului'],
    ['canistră', 'canistre', 'canistrele'],
  ])('in Romanian %s and its forms meet', (forms) => {
    expect(new Set(forms.map((form) => searchKey(form, 'ro'))).size).toBe(1)
  })

  test.for([
    ['paper', 'papers'],
    ['box', 'boxes'],
    ['battery', 'batteries'],
    ['case', 'cases'],
    ['envelope', 'envelopes'],
    ['glass', 'glasses'],
    ['glove', 'gloves'],
  ])('in English %s and its plural meet', (forms) => {
    expect(new Set(forms.map((form) => searchKey(form, 'en'))).size).toBe(1)
  })

  test('different goods stay different', () => {
    const goods = [
      'hârtie',
      'cutie',
      'toner',
      'capse',
      'capsator',
      'capace',
      'pixuri',
      'plicuri',
      'pahare',
      'saci',
      'săpun',
      'ceai',
      'clor',
      'role',
      'folii',
    ]
    expect(new Set(goods.map((word) => searchKey(word, 'ro'))).size).toBe(goods.length)
  })

  test('codes, sizes and words of languages we do not know stay as they are', () => {
    expect(searchKey('A4 80g 410K', 'ro')).toBe('a4 80g 410k')
    expect(stem('servilletas', 'es')).toBe('servilletas')
  })
})

describe('likeness', () => {
  test.for([
    ['toner', 'toner', 2, 0],
    ['toner', 'tonner', 2, 1],
    ['toner', 'tonre', 2, 1],
    ['hartie', 'hatrie', 2, 1],
    ['hartie', 'cutie', 2, 3],
    ['', 'ab', 2, 2],
    ['abc', 'xyz', 3, 3],
  ] as const)('from "%s" to "%s", at most %i: %i', ([a, b, atMost, steps]) => {
    expect(editDistance(a, b, atMost)).toBe(steps)
  })

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

  test('distance is the same both ways, and the limit only cuts it off', () => {
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, atMost) => {
        const whole = editDistance(a, b, 20)
        expect(editDistance(b, a, 20)).toBe(whole)
        expect(editDistance(a, b, atMost)).toBe(Math.min(whole, atMost + 1))
      }),
    )
  })

  test('likeness by trigrams agrees with pg_trgm', () => {
    expect([...trigramsOf('cat')].sort()).toEqual(['  c', ' ca', 'at ', 'cat'])
    expect(similarity('word', 'two words')).toBeCloseTo(0.363636, 5)
    expect(similarity('hartie', 'hartie')).toBe(1)
    expect(similarity('', '')).toBe(0)
    expect(similarity(trigramsOf('toner'), 'tonner')).toBe(similarity('toner', 'tonner'))
  })
})
