import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type DeviceFilter, matching } from './device-queries.ts'

/**
 * Of a search that finds no more than `most` devices, those instead of what is searched for, and how many. It has read all that the reader
 * reaches, as they lie; in the list's order, and once more to count, that takes several times as long. One that finds more has soon
 * enough in any order.
 */
export async function searched(
  tx: Tx,
  filter: DeviceFilter,
  most: number,
): Promise<{ filter: DeviceFilter; counted: number | undefined }> {
  if (!filter.q) return { filter, counted: undefined }
  const { rows } = await sql<{
    id: string
  }>`select d.device_id as id from device d where ${matching(filter)} limit ${most + 1}`.execute(tx)
  const deviceId = rows.map(({ id }) => id)
  const few = deviceId.length <= most
  return { filter: few ? { ...filter, q: undefined, deviceId } : filter, counted: deviceId.length }
}
