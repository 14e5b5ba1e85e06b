/** Every cache entry of the app. Everything under `crm` falls when the connection changes. */
export const queryKeys = {
  appInfo: ['app-info'],
  attempt: ['connect-attempt'],
  status: ['amo-crm', 'status'],
  crm: ['crm'],
  pipelines: ['crm', 'pipelines'],
  leadsOf: (pipelineId: number) => ['crm', 'leads', pipelineId],
  board: (pipelineId: number | null) => ['crm', 'board', pipelineId],
  boards: ['crm', 'board'],
  search: (filters: object) => ['crm', 'search', filters],
  searches: ['crm', 'search'],
  lead: (leadId: number) => ['crm', 'lead', leadId],
  timeline: (leadId: number) => ['crm', 'timeline', leadId],
  incoming: ['crm', 'incoming'],
  myDay: ['crm', 'my-day'],
  admin: ['admin'],
} as const;
