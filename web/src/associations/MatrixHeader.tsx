import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import classes from './associations.module.css'
import { sizes } from './MatrixGrid.tsx'
import type { Customer } from './matrix.ts'

type Props = {
  columns: { index: number; start: number }[]
  customers: Customer[]
  selectColumn: (column: number) => void
}

/** The customers along the top; a name selects its column, a dot tells the state of its service. */
export function MatrixHeader({ columns, customers, selectColumn }: Props) {
  const { t } = useTranslation('associations')
  return (
    <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.header} style={{ height: sizes.header }}>
      <div className={classes.corner}>
        <div
          role="columnheader"
          tabIndex={-1}
          aria-colindex={1}
          className={classes.cornerName}
          style={{ width: sizes.names }}
        >
          {t('grid.people')}
        </div>
        <div
          role="columnheader"
          tabIndex={-1}
          aria-colindex={2}
          className={classes.cornerAll}
          style={{ width: sizes.all }}
        >
          {t('grid.all')}
        </div>
      </div>
      {columns.map(({ index, start }) => {
        const customer = customers[index]
        if (!customer) return null
        const service = t(tk('customers:service.', customer.service))
        return (
          <div
            key={customer.customerId}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={index + 3}
            className={classes.columnHead}
            style={{ left: sizes.names + sizes.all + start, width: sizes.column }}
          >
            <button
              type="button"
              tabIndex={-1}
              className={classes.columnName}
              title={t('grid.customer', { name: customer.name, service, count: customer.seenBy })}
              onClick={() => selectColumn(index)}
            >
              {customer.name}
            </button>
            <span className={classes.dot} data-service={customer.service} aria-hidden />
            <span className="visually-hidden">{service}</span>
          </div>
        )
      })}
    </div>
  )
}
