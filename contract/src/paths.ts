/** Where the app finds the backend, and where the backend finds the app. */
export const paths = {
  app: '/api/app',
  me: '/api/me',
  auth: {
    signIn: '/api/auth/sign-in/email',
    signOut: '/api/auth/sign-out',
    signOutEverywhere: '/api/auth/revoke-sessions',
    token: '/api/auth/token',
    setPassword: '/api/auth/reset-password',
  },
  amoCrm: {
    status: '/api/amo-crm/status',
    authUrl: '/api/amo-crm/auth-url',
    callback: '/api/amo-crm/callback',
    exchangeCode: '/api/amo-crm/exchange-code',
    disconnect: '/api/amo-crm/disconnect',
    disconnectHook: '/api/amo-crm/disconnect-hook',
    pipelines: '/api/amo-crm/pipelines',
    stages: (pipelineId: number) => `/api/amo-crm/pipelines/${String(pipelineId)}/stages`,
  },
  leads: '/api/leads',
  board: '/api/leads/board',
  fields: '/api/leads/fields',
  choices: '/api/leads/choices',
  lead: (leadId: number) => `/api/leads/${String(leadId)}`,
  timeline: (leadId: number) => `/api/leads/${String(leadId)}/timeline`,
  notes: (leadId: number) => `/api/leads/${String(leadId)}/notes`,
  tasks: (leadId: number) => `/api/leads/${String(leadId)}/tasks`,
  completeTask: (taskId: number) => `/api/tasks/${String(taskId)}/complete`,
  duplicates: '/api/leads/duplicates',
  incoming: '/api/incoming',
  acceptIncoming: (uid: string) => `/api/incoming/${encodeURIComponent(uid)}/accept`,
  declineIncoming: (uid: string) => `/api/incoming/${encodeURIComponent(uid)}/decline`,
  myDay: '/api/my-day',
  events: '/api/events',
  admin: {
    connections: '/api/admin/connections',
    disconnect: (userId: string) => `/api/admin/connections/${userId}/disconnect`,
    integration: '/api/admin/integration',
    syncs: '/api/admin/syncs',
    retrySync: (accountId: string) => `/api/admin/syncs/${accountId}/retry`,
    audit: '/api/admin/audit',
  },
} as const;

/**
 * The app's own addresses. `universal` is the https link that a phone with the app claims; it is a
 * path of its own so that such a phone does not take over connections begun in a browser.
 */
export const appLinks = {
  scheme: 'foryoure',
  native: 'foryoure://amo-crm/callback',
  web: '/amo-crm/callback',
  universal: '/app/amo-crm/callback',
  setPassword: '/set-password',
} as const;
