// plainjob on better-sqlite3 under perfq-bench's options. It sets synchronous=NORMAL itself.
import Database from 'better-sqlite3'
import { rm } from 'node:fs/promises'
import { better, defineQueue, defineWorker } from 'plainjob'
import * as driver from './driver.mjs'

const file = driver.url.replace(/^sqlite:/, '')
const silent = () => {}
const logger = { error: console.error, warn: console.error, info: silent, debug: silent }

const openQueue = () => {
  const database = new Database(file)
  const queue = defineQueue({ connection: better(database), logger })
  return { database, queue }
}

const add = (queue, payloads) =>
  payloads.length === 1 ? queue.add('job', payloads[0]) : queue.addMany('job', payloads)

const fill = async () => {
  const { database, queue } = openQueue()
  if (driver.workload === 'drain')
    await driver.enqueueAll(driver.jobs, 1000, async (payloads) => add(queue, payloads))
  database.pragma('wal_checkpoint(TRUNCATE)')
  queue.close()
}

const clear = () =>
  Promise.all(['', '-wal', '-shm'].map((end) => rm(file + end, { force: true })))

const drain = async (queue) => {
  let jobs = 0
  const onCompleted = () => {
    if (++jobs === driver.jobs) worker.stop()
  }
  const worker = defineWorker('job', async () => {}, { queue, logger, onCompleted })
  await worker.start()
  return jobs
}

const enqueue = async (queue) => {
  await driver.enqueueAll(driver.jobs, driver.batch, async (payloads) => add(queue, payloads))
  return driver.jobs
}

const work = { drain, enqueue }[driver.workload]

const open = async () => {
  const { queue } = openQueue()
  return async () => {
    const began = driver.now()
    return { began, jobs: await work(queue), ended: driver.now() }
  }
}

await driver.drive({ database: 'sqlite', durability: 'normal', fill, open, clear })
