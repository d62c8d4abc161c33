import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './StepProgress.module.css'

/** How far the reader is in named steps; on a telephone only the present step is named. */
export function StepProgress({ steps, current }: { steps: string[]; current: number }) {
  const { t } = useTranslation('ui')
  return (
    <nav aria-label={t('steps.label')} className={classes.steps}>
      <p className={classes.brief}>
        {t('steps.at', { step: current + 1, total: steps.length })} <strong>{steps[current]}</strong>
      </p>
      <ol>
        {steps.map((step, index) => (
          <li
            key={step}
            data-state={index < current ? 'done' : index === current ? 'here' : 'ahead'}
            aria-current={index === current ? 'step' : undefined}
          >
            <span className={classes.mark} aria-hidden>
              {index < current ? <IconCheck size={12} stroke={3} /> : index + 1}
            </span>
            <span className={classes.name}>
              {step}
              {index < current && <span className="visually-hidden"> {t('steps.done')}</span>}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
