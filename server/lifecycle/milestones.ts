/** What vendors announce of a product, in the order in which it usually comes; the columns of the EoX shape. */
export const eoxMilestones = {
  EOXExternalAnnouncementDate: 'announcement',
  EndOfSaleDate: 'end_of_sale',
  EndOfSvcAttachDate: 'end_of_service_attach',
  EndOfRoutineFailureAnalysisDate: 'end_of_failure_analysis',
  EndOfSWMaintenanceReleases: 'end_of_sw_maintenance',
  EndOfSecurityVulSupportDate: 'end_of_security_support',
  EndOfServiceContractRenewal: 'end_of_contract_renewal',
  LastDateOfSupport: 'last_support',
} as const

export const hardwareMilestones = Object.values(eoxMilestones)
export const softwareMilestones = [
  'announcement',
  'end_of_sale',
  'end_of_active_support',
  'end_of_sw_maintenance',
  'end_of_security_support',
  'end_of_extended_support',
  'last_support',
] as const
export const milestones = [...new Set([...hardwareMilestones, ...softwareMilestones])]
export type Milestone = (typeof milestones)[number]
