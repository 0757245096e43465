/** Does what is due, a few things side by side, and looks again whenever something ended or somebody says there is more. */
export type Pool = {
  /** There may be work. Returns at once. */
  wake(): void
  /** Works until nothing is due. Resolves with how many tasks were done; rejects where taking work failed. */
  drain(): Promise<number>
  /** Takes nothing more and waits for what runs. */
  stop(): Promise<void>
}

/** `claim` takes at most `room` tasks, so that nobody else takes them; `run` never rejects by itself (what it throws goes to `failed`). */
export const pool = <Task>(parts: {
  abreast: number
  claim(room: number): Promise<Task[]>
  run(task: Task): Promise<void>
  failed(error: unknown): void
}): Pool => {
  let running = 0
  let done = 0
  let claiming = false
  let again = false
  let stopped = false
  let woken = false
  const waiting: { resolve(count: number): void; reject(why: unknown): void }[] = []

  const settle = (error?: unknown) => {
    if (error === undefined && (claiming || running > 0 || woken)) return
    const told = waiting.splice(0)
    for (const { resolve, reject } of told) error === undefined ? resolve(done) : reject(error)
    if (!running) done = 0
  }
  const start = async (task: Task) => {
    running += 1
    try {
      await parts.run(task)
    } catch (error) {
      parts.failed(error)
    } finally {
      running -= 1
      done += 1
      wake()
    }
  }
  const fill = async () => {
    again = true
    if (claiming) return
    claiming = true
    let trouble: unknown
    try {
      while (again && !stopped && running < parts.abreast) {
        again = false
        const room = parts.abreast - running
        const tasks = await parts.claim(room)
        for (const task of tasks) void start(task)
        // Fewer than there was room for were all there is; each that ends looks again.
        if (tasks.length >= room) again = true
      }
    } catch (error) {
      trouble = error
      parts.failed(error)
    } finally {
      claiming = false
      settle(trouble)
    }
  }
  /** Many commits in one moment are one look. */
  const wake = () => {
    if (woken) return
    woken = true
    setImmediate(() => {
      woken = false
      void fill()
    })
  }
  return {
    wake,
    drain: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        void fill()
      }),
    stop: async () => {
      stopped = true
      while (running > 0 || claiming) await new Promise((resolve) => setTimeout(resolve, 5))
    },
  }
}
