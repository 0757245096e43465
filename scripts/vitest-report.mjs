import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './setup.mjs'

/** What vitest's JSON report says: how many tests passed, and one readable text per failure. A skipped or planned test is a failure here. */
export function readReport(file) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failures: [] }
  }
  const failures = []
  let passed = 0
  for (const { name, status, message, assertionResults } of report.testResults) {
    const path = relative(root, name)
    for (const test of assertionResults) {
      if (test.status === 'passed') passed++
      else if (test.status === 'failed') failures.push(`${path} > ${test.fullName}\n${firstLine(test.failureMessages[0] ?? '')}`)
      else failures.push(`${path} > ${test.fullName}\n  It was not run (${test.status}); a test is run or removed.`)
    }
    const isSilent = status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
    if (isSilent) failures.push(`${path}\n${firstLine(message || 'The file failed outside its tests.')}`)
  }
  return { passed, failures }
}

/** Vitest has printed each failure at length: here the sentence will do. */
function firstLine(text) {
  return `  ${text.split('\n', 1)[0]}`
}
