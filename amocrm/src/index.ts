export { readAccessToken, type AccessTokenClaims } from './access-token.ts';
export { createAmoApi, type AmoApi, type AmoApiOptions } from './api.ts';
export type { Account, AccountWith } from './entities/account.ts';
export type { CustomFieldItem, CustomFieldValue, Tag } from './entities/common.ts';
export type { Company, CompanyWith, Contact, ContactWith } from './entities/contact.ts';
export type {
  Lead,
  LeadWith,
  LeadWithContacts,
  LinkedContact,
  LossReason,
} from './entities/lead.ts';
export { lostStatusId, wonStatusId, type Pipeline, type Status } from './entities/pipeline.ts';
export type { Task } from './entities/task.ts';
export type { User, UserWith } from './entities/user.ts';
export { AmoError, type AmoErrorCode, type AmoErrorDetails } from './errors.ts';
export { closeDefaultTransport, httpTransport } from './http-transport.ts';
export { memoryLimiter, type Limiter, type MemoryLimiterOptions } from './limiter.ts';
export {
  currentDomain,
  exchangeCode,
  refreshTokens,
  verifyDisconnectHook,
  type CallOptions,
  type Integration,
  type TokenPair,
} from './oauth.ts';
export type { Page } from './pages.ts';
export type {
  AccountQuery,
  CompaniesQuery,
  ContactsQuery,
  LeadsFilter,
  LeadsQuery,
  NextPage,
  PageQuery,
  Range,
  TasksQuery,
  UsersQuery,
} from './query.ts';
export { classifyApiReply } from './replies.ts';
export { amocrmServer, kommoServer, sandboxServer, type AmoServer } from './server.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport.ts';
