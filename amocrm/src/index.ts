export { readAccessToken, type AccessTokenClaims } from './access-token.ts';
export { createAmoApi, type AmoApi } from './api.ts';
export type { Asked } from './asked.ts';
export type { ItemOutcome } from './batch-report.ts';
export type { AmoApiOptions } from './caller.ts';
export type { AccountApi, AccountQuery } from './entities/account/account-api.ts';
export type { Account, AccountWith } from './entities/account/account.ts';
export type {
  AddedCall,
  CallsAdded,
  CallsApi,
  CallStatus,
  NewCall,
} from './entities/calls/calls-api.ts';
export type {
  CardFields,
  CustomFieldInput,
  FieldItemInput,
  JsonValue,
  TagRef,
} from './entities/cards/card-input.ts';
export type { CardFilter } from './entities/cards/card-query.ts';
export type { CustomFieldItem, CustomFieldValue, LinkedElement, Tag } from './entities/common.ts';
export type { CompaniesApi, CompaniesQuery } from './entities/companies/companies-api.ts';
export type { CompanyChanges, NewCompany } from './entities/companies/company-input.ts';
export type { Company, CompanyWith } from './entities/companies/company.ts';
export type { ContactChanges, NewContact } from './entities/contacts/contact-input.ts';
export type { Contact, ContactWith } from './entities/contacts/contact.ts';
export type { ContactsApi, ContactsQuery } from './entities/contacts/contacts-api.ts';
export type {
  CustomFieldChanges,
  CustomFieldType,
  EnumInput,
  FieldGroupChanges,
  FieldStage,
  NewCustomField,
  NewFieldGroup,
} from './entities/custom-fields/custom-field-input.ts';
export type { CustomField, CustomFieldGroup } from './entities/custom-fields/custom-field.ts';
export type {
  CustomFieldsApi,
  CustomFieldsQuery,
  FieldOwner,
} from './entities/custom-fields/custom-fields-api.ts';
export type { EntityType } from './entities/entity-type.ts';
export type { EventValue } from './entities/events/event-value.ts';
export type {
  AmoEvent,
  EventsApi,
  EventsQuery,
  EventType,
  EventWith,
} from './entities/events/events-api.ts';
export type { ComplexAdded, ComplexLead } from './entities/leads/complex-lead.ts';
export type { LeadChanges, NewLead } from './entities/leads/lead-input.ts';
export type { LeadsFilter, LeadsQuery } from './entities/leads/lead-query.ts';
export type {
  Lead,
  LeadWith,
  LeadWithContacts,
  LinkedContact,
  LossReason,
  TrashedLead,
} from './entities/leads/lead.ts';
export type { LeadsApi } from './entities/leads/leads-api.ts';
export type {
  EntityLink,
  LinkInput,
  LinksApi,
  LinksFilter,
  LinkTarget,
} from './entities/links/links-api.ts';
export type {
  LossReasonChanges,
  LossReasonItem,
  LossReasonsApi,
  NewLossReason,
} from './entities/loss-reasons/loss-reasons-api.ts';
export type {
  NewEntityNote,
  NewNote,
  NoteChanges,
  NoteInput,
} from './entities/notes/note-input.ts';
export type { NoteContent } from './entities/notes/note-params.ts';
export type { Note } from './entities/notes/note.ts';
export type { AddedNote, NotesApi, NotesQuery } from './entities/notes/notes-api.ts';
export type {
  NewPipeline,
  NewStatus,
  PipelineChanges,
  StatusChanges,
  StatusColor,
  StatusDescriptionInput,
} from './entities/pipelines/pipeline-input.ts';
export {
  lostStatusId,
  wonStatusId,
  type Pipeline,
  type Status,
  type StatusDescription,
} from './entities/pipelines/pipeline.ts';
export type { PipelinesApi } from './entities/pipelines/pipelines-api.ts';
export type { StatusesApi, StatusesQuery } from './entities/pipelines/statuses-api.ts';
export type {
  NewSource,
  Source,
  SourceChanges,
  SourcesApi,
} from './entities/sources/sources-api.ts';
export type { NewTag, TagColor, TagsApi, TagsQuery } from './entities/tags/tags-api.ts';
export type { Task } from './entities/tasks/task.ts';
export type { NewTask, TaskChanges, TasksApi, TasksQuery } from './entities/tasks/tasks-api.ts';
export type {
  UnsortedApi,
  UnsortedCategory,
  UnsortedQuery,
} from './entities/unsorted/unsorted-api.ts';
export type {
  FormsMetadataInput,
  IncomingMetadata,
  NewFormsLead,
  NewSipLead,
  SipMetadataInput,
} from './entities/unsorted/unsorted-input.ts';
export type {
  Unsorted,
  UnsortedOrigin,
  UnsortedSummary,
  UnsortedWritten,
} from './entities/unsorted/unsorted.ts';
export type {
  CardRightsInput,
  RightsInput,
  StatusRightsInput,
} from './entities/users/rights-input.ts';
export type { Right, Rights } from './entities/users/rights.ts';
export type {
  NewRole,
  Role,
  RoleChanges,
  RolesApi,
  RolesQuery,
} from './entities/users/roles-api.ts';
export type { User, UserWith } from './entities/users/user.ts';
export type { NewUser, UsersApi, UsersQuery } from './entities/users/users-api.ts';
export type { Webhook, WebhooksApi, WebhookSetting } from './entities/webhooks/webhooks-api.ts';
export type { Reads } from './entities/reads.ts';
export type { WholeWrites } from './entities/whole-writes.ts';
export type { Writes } from './entities/writes.ts';
export type { Added, Patched } from './entities/written.ts';
export { AmoError, type AmoErrorCode, type AmoErrorDetails, type ItemProblem } from './errors.ts';
export { closeDefaultTransport, httpTransport } from './http-transport.ts';
export {
  createLimiter,
  inBackground,
  memoryLimiter,
  type BackOff,
  type Limiter,
  type LimiterOptions,
  type LimiterState,
  type MemoryLimiterOptions,
  type SharedLimiter,
  type TakeOptions,
} from './limiter.ts';
export { limiterKey } from './limiter/key.ts';
export type { Priority } from './limiter/line.ts';
export { memoryLimiterStore } from './limiter/memory-store.ts';
export type { BadReply } from './limiter/penalty.ts';
export {
  limiterTableSql,
  postgresLimiterStore,
  type PostgresLimiterStore,
  type SqlClient,
} from './limiter/postgres-store.ts';
export type {
  LimiterStore,
  PauseReason,
  PauseRequest,
  PoolReading,
  SlotAnswer,
  SlotRequest,
} from './limiter/store.ts';
export { buttonAttributes, type ButtonIntegration, type ButtonLook } from './oauth-button.ts';
export {
  readExternalSecrets,
  readRedirect,
  type ExternalSecrets,
  type OAuthRedirect,
} from './oauth-redirect.ts';
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
export type { BrokenItem } from './parse-reply.ts';
export type { NextPage, PageQuery, Range } from './query.ts';
export { classifyApiReply } from './replies.ts';
export { amocrmServer, kommoServer, sandboxServer, type AmoServer } from './server.ts';
export { fileTokenStore, type FileTokenStoreOptions, type TokenFileStep } from './token-file.ts';
export {
  createTokenKeeper,
  type KeeperState,
  type TokenKeeper,
  type TokenKeeperOptions,
} from './token-keeper.ts';
export type { FileLockOptions } from './token-lock.ts';
export { staticTokenSource, type AccessToken, type TokenSource } from './token-source.ts';
export {
  memoryTokenStore,
  TokenStoreError,
  type KeptTokens,
  type TokenStore,
  type TokenStoreErrorCode,
} from './token-store.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport.ts';
export type { FormBranch, FormTree } from './webhook/form-tree.ts';
export { parseWebhook, type WebhookBody } from './webhook/parse-webhook.ts';
export type { WebhookEntity, WebhookEvent, WebhookField } from './webhook/webhook-event.ts';
