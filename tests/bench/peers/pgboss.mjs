// pg-boss under perfq-bench's options: fetch and complete, as its own speed test calls them.
import { PgBoss } from 'pg-boss'
import pg from 'pg'
import * as driver from './driver.mjs'

const queue = 'bench'

const sql = async (text) => {
  const client = new pg.Client(driver.url)
  await client.connect()
  await client.query(text)
  await client.end()
}

const start = async () => {
  const boss = new PgBoss({ connectionString: driver.url, max: driver.concurrency + 1 })
  boss.on('error', (error) => console.error(error.message))
  await boss.start()
  return boss
}

const add = (boss, payloads) =>
  payloads.length === 1
    ? boss.send(queue, payloads[0])
    : boss.insert(queue, payloads.map((data) => ({ data })))

const clear = () => sql('DROP SCHEMA IF EXISTS pgboss CASCADE')

const fill = async () => {
  await clear()
  const boss = await start()
  await boss.createQueue(queue)
  if (driver.workload === 'drain')
    await driver.enqueueAll(driver.jobs, 1000, (payloads) => add(boss, payloads))
  await boss.stop({ graceful: false })
  await sql('VACUUM ANALYZE')
}

const takeAll = async (boss) => {
  let jobs = 0
  for (;;) {
    const held = await boss.fetch(queue, { batchSize: driver.batch })
    if (held.length === 0) return jobs
    await boss.complete(queue, held.map((job) => job.id))
    jobs += held.length
  }
}

const drain = async (boss) => {
  const all = await Promise.all(Array.from({ length: driver.concurrency }, () => takeAll(boss)))
  return all.reduce((sum, jobs) => sum + jobs, 0)
}

const enqueue = async (boss) => {
  await driver.enqueueAll(driver.jobs, driver.batch, (payloads) => add(boss, payloads))
  return driver.jobs
}

const work = { drain, enqueue }[driver.workload]

const open = async () => {
  const boss = await start()
  await boss.getQueue(queue)
  return async () => {
    const began = driver.now()
    return { began, jobs: await work(boss), ended: driver.now() }
  }
}

await driver.drive({ database: 'postgres', fill, open, clear })
