/** The same, each next one begun before the one before is handed out: reading goes on while its reader is busy. */
export async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  const begin = () => {
    const next = source.next()
    next.catch(() => {}) // thrown where it is waited for, if somebody still does
    return next
  }
  try {
    let next = begin()
    for (let now = await next; !now.done; now = await next) {
      next = begin()
      yield now.value
    }
  } finally {
    await source.return(undefined)
  }
}
