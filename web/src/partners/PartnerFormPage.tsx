import { Box, Select, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { useCountries } from './countries.ts'
import type { PartnerDetail } from './partner.ts'

/** A new partner, or the record of one. */
export default function PartnerFormPage() {
  const { partnerId } = useParams({ strict: false }) as { partnerId?: string }
  return partnerId ? <EditPartner partnerId={partnerId} /> : <PartnerForm />
}

function EditPartner({ partnerId }: { partnerId: string }) {
  const partner = useRead('/api/v1/vendor/partners/{partnerId}', { params: { path: { partnerId } } })
  if (partner.error) return <ErrorState error={partner.error} retry={() => void partner.refetch()} />
  return partner.data ? <PartnerForm partner={partner.data} /> : <LoadingState />
}

function PartnerForm({ partner }: { partner?: PartnerDetail }) {
  const { t } = useTranslation('partners')
  const navigate = useNavigate()
  const denied = useAgentDenial('manage_partners')
  const countries = useCountries()
  const create = useWrite('post', '/api/v1/vendor/partners', { ok: t('form.created'), quiet: true })
  const change = useWrite('patch', '/api/v1/vendor/partners/{partnerId}', { ok: t('form.saved'), quiet: true })
  const form = useProblemForm({
    initialValues: {
      name: partner?.name ?? '',
      country: partner?.country ?? null,
      website: partner?.website ?? '',
    },
    validate: { name: (value) => (value.trim() ? null : t('form.nameMissing')) },
    submit: async ({ name, country, website }) => {
      const body = { name: name.trim(), country, website: website.trim() || null }
      if (partner) await change.mutateAsync({ params: { path: { partnerId: partner.partnerId } }, body })
      const { partnerId } = partner ?? (await create.mutateAsync({ body }))
      form.resetDirty()
      setTimeout(() => void navigate(linkTo(`/vendor/partners/${partnerId}`)))
    },
  })
  const back = partner ? `/vendor/partners/${partner.partnerId}` : '/vendor/partners'
  return (
    <>
      <PageHeader title={partner ? t('form.edit') : t('form.new')} text={partner ? partner.name : t('form.text')} />
      <Box maw={480}>
        <Form
          form={form}
          submit={partner ? t('form.save') : t('form.create')}
          guarded
          denied={denied}
          secondary={
            <LinkButton href={back} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          <TextInput label={t('form.name')} required maxLength={200} {...form.field('name')} />
          <Select
            label={t('form.country')}
            data={countries}
            searchable
            clearable
            nothingFoundMessage={t('form.noCountry')}
            {...form.field('country')}
          />
          <TextInput
            label={t('form.website')}
            type="url"
            placeholder="https://"
            maxLength={300}
            {...form.field('website')}
          />
        </Form>
      </Box>
    </>
  )
}
