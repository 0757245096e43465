import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vitest/node'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const elsewhere = new Set(['node_modules', 'data', 'dist', 'fixtures'])

/** A node of a syntax tree (ESTree). */
export type Node = { type: string; start: number; end: number } & Record<string, unknown>

/** One import or re-export. `to` is a path from the top of the repository, or a package's name. */
export type Import = { from: string; to: string; isPackage: boolean; kind: 'type' | 'value'; names: readonly string[] }

const listed = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || elsewhere.has(entry.name)) return []
    const path = posix.join(folder, entry.name)
    return entry.isDirectory() ? listed(path) : /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })

/** Every TypeScript file of the house, as a path from the top of the repository. */
export const sources: readonly string[] = listed('').sort()

/** Tests, and what only tests import: the journeys speak to the whole house from outside. */
export const isTest = (path: string) =>
  /\.(test|prove)\./.test(path) || /(^|\/)testing[^/]*\.ts$/.test(path) || path.startsWith('bots/journeys/')

/** A file of the repository, as text. */
export const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

const trees = new Map<string, Node>()
export const treeOf = (path: string): Node => {
  const known = trees.get(path)
  if (known) return known
  const tree = parseAst(textOf(path), { lang: path.endsWith('x') ? 'tsx' : 'ts', sourceType: 'module' }) as unknown as Node
  trees.set(path, tree)
  return tree
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** Visits a node and everything under it. */
export const walk = (node: Node, visit: (node: Node) => void) => {
  visit(node)
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit)
    else if (Array.isArray(value)) for (const one of value) if (isNode(one)) walk(one, visit)
  }
}

/** The line on which a node begins, for messages. */
export const lineOf = (path: string, node: Node) => textOf(path).slice(0, node.start).split('\n').length

/** The text of a literal, a template without values, or a sum of these; undefined where it is computed. */
export const literalOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type === 'TemplateLiteral' && (node.expressions as Node[]).length === 0)
    return ((node.quasis as Node[])[0]!.value as { cooked: string }).cooked
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined
  const [left, right] = [literalOf(node.left), literalOf(node.right)]
  return left === undefined || right === undefined ? undefined : left + right
}

const importKinds = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType'])
const namesIn = (node: Node) =>
  ((node.specifiers as Node[] | undefined) ?? []).flatMap(({ imported, local }) => {
    const name = (imported ?? local) as Node | undefined
    return name ? [String(name.name ?? name.value)] : []
  })

/**
 * The imports of a file: static ones, re-exports, `import()` and types written as `import('…')`. What is erased when Node strips types
 * (`import type`) is of the kind `type`; `import { type A }` is not erased, so it is a value.
 */
export const importsOf = (from: string): Import[] => {
  const found: Import[] = []
  walk(treeOf(from), (node) => {
    if (!importKinds.has(node.type)) return
    const told = literalOf(node.source ?? (node.argument as Node | undefined)?.literal ?? node.argument)
    if (told === undefined) return
    const isPackage = !told.startsWith('.')
    const erased = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'
    found.push({
      from,
      to: isPackage ? packageOf(told) : posix.join(posix.dirname(from), told),
      isPackage,
      kind: erased ? 'type' : 'value',
      names: namesIn(node),
    })
  })
  return found
}

/** `@slack/bolt/x` is the package `@slack/bolt`; Node's own parts keep their name. */
const packageOf = (told: string) =>
  told.startsWith('node:')
    ? told
    : told
        .split('/')
        .slice(0, told.startsWith('@') ? 2 : 1)
        .join('/')

/** The circles of a graph, each as the way round. */
export const circlesIn = (edges: ReadonlyMap<string, readonly string[]>): string[] => {
  const circles: string[] = []
  const done = new Set<string>()
  const way: string[] = []
  const go = (at: string) => {
    if (way.includes(at)) {
      circles.push([...way.slice(way.indexOf(at)), at].join(' → '))
      return
    }
    if (done.has(at)) return
    way.push(at)
    for (const next of edges.get(at) ?? []) go(next)
    way.pop()
    done.add(at)
  }
  for (const start of edges.keys()) go(start)
  return circles
}

/** The name of the top-level declaration that a place in a file stands in. */
export const declarationAt = (path: string, position: number): string => {
  for (const statement of treeOf(path).body as Node[]) {
    if (position < statement.start || position >= statement.end) continue
    const declared = (statement.declaration ?? statement) as Node
    const named = ((declared.declarations as Node[] | undefined)?.find(({ start, end }) => position >= start && position < end)?.id ??
      declared.id) as Node | undefined
    return named ? String(named.name) : '(top of the file)'
  }
  return '(top of the file)'
}

/** The values that a file exports by name; types are none. */
export const exportsOf = (path: string): string[] =>
  (treeOf(path).body as Node[]).flatMap((statement) => {
    const declared = statement.declaration as Node | null | undefined
    if (statement.type !== 'ExportNamedDeclaration' || !declared) return []
    if (declared.type === 'VariableDeclaration') return (declared.declarations as Node[]).map(({ id }) => String((id as Node).name))
    return declared.type === 'FunctionDeclaration' ? [String((declared.id as Node).name)] : []
  })
