import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readReport } from './vitest-report.mjs'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-report-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const reportOf = (testResults: object[]) => {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify({ testResults }))
  return readReport(file)
}
const outcome = (fullName: string, status: string) => ({
  fullName,
  status,
  failureMessages: status === 'failed' ? [`${fullName} broke\n  at line 1`] : [],
})

test('passed tests are counted, and each failed, skipped or planned one is a failure', () => {
  const assertionResults = [
    outcome('a', 'passed'),
    outcome('b', 'failed'),
    outcome('c', 'skipped'),
    outcome('d', 'todo'),
    outcome('e', 'pending'),
  ]
  const { passed, failures } = reportOf([{ name: '/x/one.test.ts', status: 'failed', message: '', assertionResults }])
  expect(passed).toBe(1)
  expect(failures).toHaveLength(4)
  expect(failures[0]).toContain('b broke')
  expect(failures[1]).toContain('It was not run (skipped)')
})

test('a file that fails before its first test is one failure', () => {
  const { passed, failures } = reportOf([{ name: '/x/one.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] }])
  expect(passed).toBe(0)
  expect(failures).toEqual([expect.stringContaining('Cannot find module')])
})

test('a report that is not there counts nothing', () => {
  expect(readReport(join(folder, 'none.json'))).toEqual({ passed: 0, failures: [] })
})
