/** Every cache entry of the app. Everything under `crm` falls when the connection changes. */
export const queryKeys = {
  appInfo: ['app-info'],
  attempt: ['connect-attempt'],
  status: ['amo-crm', 'status'],
  crm: ['crm'],
  pipelines: ['crm', 'pipelines'],
  leadsOf: (pipelineId: number) => ['crm', 'leads', pipelineId],
} as const;
