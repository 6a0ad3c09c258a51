// What the drivers share: perfq-bench's options, its JSON object, and processes that start together.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'

const number = (value) => ({ type: 'string', default: String(value) })

export const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    db: { type: 'string' },
    jobs: number(10_000),
    workers: number(1),
    batch: number(1),
    processes: { type: 'boolean', default: false },
    durability: { type: 'string', default: 'full' },
    json: { type: 'boolean' },
  },
})
export const workload = positionals[0]
export const url = given.db
export const [jobs, workers, batch] = [given.jobs, given.workers, given.batch].map(Number)
export const concurrency = given.processes ? 1 : workers

/** perfq-bench's own, of about 60 bytes. */
export const payload = (index) => ({
  commit: '8ce228758651cd5c90abd2a9da6fdf32',
  number: 1_000_000 + index,
})

/** In ns, of a clock that is the machine's and not the process's. */
export const now = () => Number(process.hrtime.bigint())

/** Calls `add` with the payloads of each call, and returns when the last has returned. */
export const enqueueAll = async (count, size, add) => {
  for (let index = 0; index < count; index += size) {
    const length = Math.min(size, count - index)
    await add(Array.from({ length }, (_, place) => payload(index + place)))
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const beChild = async (open) => {
  process.once('disconnect', () => process.exit(1))
  const work = await open()
  process.send('ready')
  await once(process, 'message')
  const part = await work()
  process.send({ ...part, ended: part.ended ?? now() }, () => process.exit(0))
}

const startChild = async () => {
  const child = fork(process.argv[1], process.argv.slice(2))
  const heard = once(child, 'message')
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`a worker ended with ${code}`)
  })
  died.catch(() => {})
  await Promise.race([heard, died])
  return { child, died }
}

const runChildren = async (submit) => {
  const count = given.processes ? workers : 1
  const children = await Promise.all(Array.from({ length: count }, startChild))
  const parts = children.map(({ child, died }) => Promise.race([once(child, 'message'), died]))
  for (const { child } of children) child.send('go')
  await submit?.()
  return (await Promise.all(parts)).map(([part]) => part)
}

/** The nearest rank, in ms. */
const rank = (sorted, percent) => sorted[Math.floor(((sorted.length - 1) * percent) / 100)] / 1e6

const print = (parts, database, durability) => {
  const done = parts.reduce((sum, part) => sum + part.jobs, 0)
  if (done !== jobs) throw new Error(`${done} jobs were done, not ${jobs}`)
  const began = Math.min(...parts.filter((part) => part.jobs > 0).map((part) => part.began))
  const seconds = (Math.max(...parts.map((part) => part.ended)) - began) / 1e9
  const took = parts.flatMap((part) => part.took ?? []).sort((one, other) => one - other)
  const latency_ms =
    took.length > 0 ? { p50: rank(took, 50), p99: rank(took, 99), max: rank(took, 100) } : {}
  const rate = done / seconds
  console.log(
    JSON.stringify({
      workload, database, jobs: done, workers, batch, history: 0, seconds, jobs_per_s: rate,
      latency_ms, durability,
    }),
  )
}

/**
 * `fill` lays the tables and the jobs, `clear` takes them away. In each process `open` connects and
 * returns what works: it resolves to { began, ended, jobs, took }. `submit` runs beside the work.
 */
export const drive = async ({ database, durability = 'full', fill, open, submit, clear }) => {
  if (process.send) return beChild(open)
  await fill()
  try {
    print(await runChildren(submit), database, durability)
  } finally {
    await clear()
  }
}
