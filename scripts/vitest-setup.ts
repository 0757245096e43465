import type { TestProject } from 'vitest/node'
import { startTestServer } from '../adapters/postgres/testing.ts'

/** One database server for the whole run, with a migrated template for each file to clone. */
const setup = async (project: TestProject) => {
  const { server, stop } = await startTestServer(async () => {})
  project.provide('testServer', server)
  return stop
}

export { setup }
