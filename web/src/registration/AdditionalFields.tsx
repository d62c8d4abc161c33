import { Checkbox, Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countries } from '../ui/countries.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import classes from './registration.module.css'

export type Additional = {
  jobTitle: string
  phone: string
  site: string
  country: string
  employedStatement: boolean
  termsAccepted: boolean
}

type Field = (path: keyof Additional, options?: { type?: 'checkbox' }) => object

/** The additional information asked of a company's person (issue: job title … terms). */
export function AdditionalFields({ field, companyName }: { field: Field; companyName: string }) {
  const { t } = useTranslation('registration')
  const format = useFormat()
  const options = useMemo(
    () =>
      countries
        .map((code) => ({ value: code, label: format.country(code) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [format],
  )
  return (
    <>
      <div className={classes.two}>
        <TextInput label={t('details.jobTitle')} autoComplete="organization-title" required {...field('jobTitle')} />
        <TextInput label={t('details.phone')} type="tel" autoComplete="work tel" required {...field('phone')} />
      </div>
      <div className={classes.two}>
        <TextInput label={t('details.site')} description={t('details.siteHint')} required {...field('site')} />
        <Select
          label={t('details.country')}
          description={t('details.countryHint')}
          data={options}
          searchable
          autoComplete="off"
          required
          nothingFoundMessage={t('details.countryNone')}
          {...field('country')}
        />
      </div>
      <Checkbox
        label={t('details.employed', { company: companyName })}
        {...field('employedStatement', { type: 'checkbox' })}
      />
      <TermsBox field={field} />
    </>
  )
}

export function TermsBox({ field }: { field: (path: 'termsAccepted', options?: { type?: 'checkbox' }) => object }) {
  const { t } = useTranslation('registration')
  return (
    <Checkbox
      label={
        <>
          {t('details.terms')}{' '}
          <PageLink href="/rules" inherit>
            {t('details.termsLink')}
          </PageLink>
        </>
      }
      {...field('termsAccepted', { type: 'checkbox' })}
    />
  )
}

/** What must be filled in, in words; for a form's `validate`. */
export function useAdditionalValidation() {
  const { t } = useTranslation('registration')
  const needed = (value: string) => (value.trim() ? null : t('details.needed'))
  return {
    jobTitle: needed,
    phone: (value: string) => (/^[+\d][\d\s()./-]{4,}/.test(value.trim()) ? null : t('details.phoneWrong')),
    site: needed,
    country: needed,
    employedStatement: (value: boolean) => (value ? null : t('details.employedNeeded')),
    termsAccepted: (value: boolean) => (value ? null : t('details.termsNeeded')),
  }
}
