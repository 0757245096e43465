import type { TestProject } from 'vitest/node'
import { startTestServer } from '../adapters/postgres/testing.ts'
import { migrate } from '../migrations/run.ts'

/** One database server for the whole run, with a migrated template for each file to clone. */
export const setup = async (project: TestProject) => {
  const { server, stop } = await startTestServer((ownerUrl) => migrate(ownerUrl))
  project.provide('testServer', server)
  return stop
}
