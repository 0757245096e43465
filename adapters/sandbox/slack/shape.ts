import { fieldsOf } from '../wire.ts'

/** Says what is wrong at a place (a JSON pointer). */
export type Complain = (pointer: string, sentence: string) => void

/** Looks at one value; `optional` ones may be absent. */
export type Rule = { look: (value: unknown, pointer: string, complain: Complain) => void; optional?: boolean }

/** The fields an object may have. Any other is refused, as Slack does. */
export type Shape = Record<string, Rule>

export const optional = (rule: Rule): Rule => ({ ...rule, optional: true })

/** Text by UTF-16 units, at least `min` (Default: 1). */
export const text = (max: number, min = 1): Rule => ({
  look: (value, pointer, complain) => {
    if (typeof value !== 'string') return complain(pointer, 'must be a string')
    if (value.length < min) complain(pointer, `must be more than ${min - 1} characters`)
    if (value.length > max) complain(pointer, `must be less than ${max + 1} characters`)
  },
})

export const oneOf = (...words: string[]): Rule => ({
  look: (value, pointer, complain) => {
    if (typeof value !== 'string' || !words.includes(value)) complain(pointer, `must be one of: ${words.join(', ')}`)
  },
})

export const flag: Rule = {
  look: (value, pointer, complain) => {
    if (typeof value !== 'boolean') complain(pointer, 'must be a boolean')
  },
}

export const whole = (min: number, max: number): Rule => ({
  look: (value, pointer, complain) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max)
      complain(pointer, `must be a whole number from ${min} to ${max}`)
  },
})

export const matching = (pattern: RegExp, sentence: string): Rule => ({
  look: (value, pointer, complain) => {
    if (typeof value !== 'string' || !pattern.test(value)) complain(pointer, sentence)
  },
})

export const link = (max: number): Rule => ({
  look: (value, pointer, complain) => {
    if (typeof value !== 'string' || !/^(https?|mailto|tel|slack):/i.test(value) || !URL.canParse(value))
      complain(pointer, 'must be a valid URL')
    else if (value.length > max) complain(pointer, `must be less than ${max + 1} characters`)
  },
})

export const list = (rule: Rule, min: number, max: number): Rule => ({
  look: (value, pointer, complain) => {
    if (!Array.isArray(value)) return complain(pointer, 'must be an array')
    if (value.length < min) complain(pointer, `must have at least ${min} items`)
    if (value.length > max) complain(pointer, `no more than ${max} items allowed`)
    value.forEach((one, index) => {
      rule.look(one, `${pointer}/${index}`, complain)
    })
  },
})

/** An object with these fields; `also` looks at rules between fields. */
export const object = (shape: Shape, also?: (value: Record<string, unknown>, pointer: string, complain: Complain) => void): Rule => ({
  look: (value, pointer, complain) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return complain(pointer, 'must be an object')
    const fields = fieldsOf(value)
    for (const [name, rule] of Object.entries(shape)) {
      if (fields[name] === undefined) {
        if (!rule.optional) complain(pointer, `missing required field: ${name}`)
      } else rule.look(fields[name], `${pointer}/${name}`, complain)
    }
    for (const name of Object.keys(fields)) if (!(name in shape)) complain(pointer, `invalid additional property: ${name}`)
    also?.(fields, pointer, complain)
  },
})

export const anything: Rule = { look: () => {} }

/** Chooses the rule by the object's `type`; an unknown one is refused. */
export const byType = (rules: Record<string, Rule>, what: string): Rule => ({
  look: (value, pointer, complain) => {
    const type = fieldsOf(value).type
    const rule = typeof type === 'string' && Object.hasOwn(rules, type) ? rules[type] : undefined
    if (rule) rule.look(value, pointer, complain)
    else complain(`${pointer}/type`, `unsupported ${what}: ${typeof type === 'string' ? type : 'none'}`)
  },
})

/** Exactly this word. */
export const word = (literal: string): Rule => oneOf(literal)
