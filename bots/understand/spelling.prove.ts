import { expect, test } from 'vitest'
import { stem } from '../../core/language/fold.ts'
import { demoIndex, inWords, putOn } from './corpus/check.ts'
import { demoProducts } from './corpus/demo.ts'
import { read } from './read.ts'

const active = demoProducts.filter((product) => product.active)
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const known = demoProducts
  .flatMap(({ names, aliases }) => [names.en, names.ro, ...aliases.en, ...aliases.ro])
  .flatMap((name) => bare(name).split(/[^a-z0-9]+/))
const stems = new Set(known.flatMap((word) => [word, stem(word, 'en'), stem(word, 'ro')]))

/** Every slip of one finger behind the first letter: lost, doubled, swapped, another letter in its place or before it. */
const slipsOf = (word: string) => {
  const slips = new Set<string>()
  for (let at = 1; at < word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at + 1)]
    slips.add(before + after)
    if (after) slips.add(before + after[0] + word[at] + after.slice(1))
    for (let letter = 97; letter < 123; letter++) {
      slips.add(before + String.fromCharCode(letter) + after)
      slips.add(before + String.fromCharCode(letter) + word.slice(at))
    }
  }
  // What is a word of the trade itself says so: "stapler" for "staples".
  return [...slips].filter((slip) => slip !== word && ![slip, stem(slip, 'en'), stem(slip, 'ro')].some((form) => stems.has(form)))
}

test('no slip in any word of any alias sells a wrong product', () => {
  let tried = 0
  let sold = 0
  const wrong: string[] = []
  for (const language of ['en', 'ro'] as const) {
    for (const alias of new Set(active.flatMap(({ aliases }) => aliases[language]))) {
      const owners = new Set(active.filter(({ aliases }) => aliases.en.includes(alias) || aliases.ro.includes(alias)).map(({ id }) => id))
      const words = alias.split(' ')
      for (const [at, word] of words.entries()) {
        if (!/^[a-z]{5,}$/.test(word)) continue
        for (const slip of slipsOf(word)) {
          const name = words.with(at, slip).join(' ')
          for (const said of [`3 ${name}`, `${name} 3 ${language === 'en' ? 'boxes' : 'cutii'}`, `1 ${name}, ${name} 1`]) {
            const reading = read(said, demoIndex, { language })
            const put = putOn(reading)
            tried++
            if (put.length > 0) sold++
            if (put.some((id) => !owners.has(id))) wrong.push(`${said}: ${reading.lines.map(inWords).join('; ')}`)
          }
        }
      }
    }
  }
  console.log(`${tried} misspelt lines: ${sold} understood, ${tried - sold} asked about, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
})
