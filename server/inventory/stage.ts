import { sql } from 'kysely'
import { BinaryRows, type RowPlace } from '../platform/db/copy.ts'
import { newId } from '../platform/ids.ts'
import { type Prepared, searchTextOf } from './prepare.ts'

/** A device of a batch: what it is compared by; all else stands in its row already. */
export type Staged = Pick<
  Prepared,
  'identity' | 'parent' | 'vendorKey' | 'serialNorm' | 'contentHash' | 'placeHash' | 'incomplete'
> & {
  /** Who it is if nobody knows it yet. */
  id: string
  row: RowPlace & Record<'deviceId' | 'versionNo', number> & { parentId: number | null }
  /** JSON of what is kept, where it may have to be merged with what is known. */
  attributes: string | null
}

/** Columns of `incoming`, in the order in which rows are written; first those of a version, which need not be looked for behind all others. */
export const stageColumns = sql`device_id uuid, version_no int, content_hash bytea, place_hash bytea, attributes text, parent_id uuid, identity text, vendor text, vendor_key text, serial text,
  serial_norm text, product_id text, product_family text, kind text, hostname text, name_norm text, address text, mac text,
  software_type text, software_version text, location text, site text, search_text text`
const COLUMNS = 23
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * A batch's rows as COPY takes them, written as its records are read: a record is forgotten then, before it costs the garbage collector
 * anything. It is a new device's first version, unless what is found out later is written over that.
 */
export class Stage {
  readonly #rows = new BinaryRows()

  /** So many bytes its rows have. */
  get length(): number {
    return this.#rows.length
  }

  clear(): void {
    this.#rows.clear()
  }

  add(device: Prepared, keep: boolean): Staged {
    const { identity, parent, record, vendorKey, serialNorm, nameNorm, contentHash, placeHash, attributes } = device
    const rows = this.#rows
    rows.begin(COLUMNS)
    const id = newId()
    const deviceId = rows.uuid(id)
    const versionNo = rows.int4(1)
    rows.bytea(contentHash)
    rows.bytea(placeHash)
    rows.text(attributes)
    const parentId = parent === null ? rows.none() : rows.uuid(NOBODY)
    rows.text(identity)
    rows.text(record.vendor ?? '')
    rows.text(vendorKey)
    rows.text(record.serial ?? '')
    rows.text(serialNorm)
    rows.text(record.productId ?? '')
    rows.text(record.productFamily ?? '')
    rows.text(record.kind ?? '')
    rows.text(record.hostname ?? '')
    rows.text(nameNorm)
    rows.text(record.address ?? '')
    rows.text(record.mac ?? '')
    rows.text(record.softwareType ?? '')
    rows.text(record.softwareVersion ?? '')
    rows.text(record.location ?? '')
    rows.text(record.site ?? '')
    rows.text(searchTextOf(record))
    return {
      ...{ identity, parent, vendorKey, serialNorm, contentHash, placeHash },
      ...(device.incomplete && { incomplete: true }),
      id,
      row: { ...rows.end(), deviceId, versionNo, parentId },
      attributes: keep ? attributes : null,
    }
  }

  /** Says that a row is of a device that is known, and which version of it. */
  settle({ row }: Staged, deviceId: string, versionNo: number): void {
    this.#rows.setUuid(row.deviceId, deviceId)
    this.#rows.setInt4(row.versionNo, versionNo)
  }

  /** Says which device speaks for that of a row. */
  settleParent({ row }: Staged, deviceId: string): void {
    if (row.parentId !== null) this.#rows.setUuid(row.parentId, deviceId)
  }

  pieces(devices: Staged[]): Buffer[] {
    return this.#rows.pieces(devices.map(({ row }) => row))
  }
}
