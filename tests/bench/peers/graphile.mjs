// graphile-worker under perfq-bench's options. Completed jobs are deleted: it keeps no history.
import { Logger, makeWorkerUtils, run, runMigrations, runOnce, WorkerPreset } from 'graphile-worker'
import pg from 'pg'
import * as driver from './driver.mjs'

const logger = new Logger(() => () => {})

// What its authors' performance test sets; a batch of perfq's stands beside it.
const batched = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
}
const single = { concurrentJobs: driver.concurrency, maxPoolSize: driver.concurrency + 1 }

const preset = {
  extends: [WorkerPreset],
  worker: {
    connectionString: driver.url,
    logger,
    ...(driver.workload === 'drain' && driver.batch > 1 ? batched : single),
  },
}

const sql = async (text) => {
  const client = new pg.Client(driver.url)
  await client.connect()
  await client.query(text)
  await client.end()
}

const add = async (utils, payloads) => {
  const specs = payloads.map((payload) => ({ identifier: 'job', payload }))
  return specs.length === 1 ? utils.addJob('job', payloads[0]) : utils.addJobs(specs)
}

const withUtils = async (work) => {
  const utils = await makeWorkerUtils({ preset })
  await work(utils)
  await utils.release()
}

const clear = () => sql('DROP SCHEMA IF EXISTS graphile_worker CASCADE')

const fill = async () => {
  await clear()
  await runMigrations({ preset })
  if (driver.workload !== 'drain') return
  await withUtils((utils) =>
    driver.enqueueAll(driver.jobs, 1000, (payloads) => add(utils, payloads)),
  )
  await sql('VACUUM ANALYZE')
}

// It ends when nothing is left and the last completion is written. Its start-up does not count: the
// clock starts with the first job.
const drain = () => async () => {
  let began
  let jobs = 0
  const count = () => {
    began ??= driver.now()
    ++jobs
  }
  await runOnce({ preset, taskList: { job: count }, noHandleSignals: true })
  return { began, jobs, ended: driver.now() }
}

const enqueue = async () => {
  const utils = await makeWorkerUtils({ preset })
  return async () => {
    const began = driver.now()
    await driver.enqueueAll(driver.jobs, driver.batch, (payloads) => add(utils, payloads))
    return { began, jobs: driver.jobs }
  }
}

const wait = async () => {
  const took = []
  let done
  const all = new Promise((resolve) => (done = resolve))
  const job = ({ sent }) => {
    took.push(driver.now() - sent)
    if (took.length === driver.jobs) done()
  }
  await run({ preset, taskList: { job }, noHandleSignals: true })
  return async () => {
    const began = driver.now()
    await all
    return { began, jobs: took.length, took }
  }
}

const submit = () =>
  withUtils(async (utils) => {
    await driver.sleep(500) // until the worker listens
    for (let due = performance.now(), index = 0; index < driver.jobs; ++index) {
      due += 5
      await driver.sleep(Math.max(0, due - performance.now()))
      await utils.addJob('job', { sent: driver.now() })
    }
  })

const open = { drain, enqueue, latency: wait }[driver.workload]
await driver.drive({
  database: 'postgres',
  fill,
  open,
  submit: driver.workload === 'latency' ? submit : undefined,
  clear,
})
