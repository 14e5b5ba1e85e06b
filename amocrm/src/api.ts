import type { z } from 'zod';
import { accountSchema, type Account } from './entities/account.ts';
import { companySchema, contactSchema, type Company, type Contact } from './entities/contact.ts';
import {
  leadSchema,
  leadWithContactsSchema,
  type Lead,
  type LeadWith,
  type LeadWithContacts,
} from './entities/lead.ts';
import { pipelineSchema, statusSchema, type Pipeline, type Status } from './entities/pipeline.ts';
import { taskSchema, type Task } from './entities/task.ts';
import { userSchema, type User } from './entities/user.ts';
import { admittedHost, AmoError } from './errors.ts';
import { defaultTransport } from './http-transport.ts';
import type { Limiter } from './limiter.ts';
import { pageOf, walk, type Page } from './pages.ts';
import { parseReply } from './parse-reply.ts';
import {
  encodeQuery,
  listQuery,
  withList,
  type AccountQuery,
  type CompaniesQuery,
  type ContactsQuery,
  type LeadsQuery,
  type NextPage,
  type TasksQuery,
  type UsersQuery,
} from './query.ts';
import { classifyApiReply, replyError } from './replies.ts';
import type { AmoServer } from './server.ts';
import type { Transport, TransportResponse } from './transport.ts';
import { apiTimeoutMs, connectTimeoutMs, maxBodyBytes, userAgent } from './wire.ts';

/** Satisfied only by a `with` that names `contacts`. */
export type AsksContacts<W extends readonly LeadWith[]> = 'contacts' extends W[number]
  ? unknown
  : never;

/** What was asked for decides what comes: with `contacts`, every lead has its list. */
interface LeadsApi {
  list<const W extends readonly LeadWith[]>(
    query: LeadsQuery & { with: W & AsksContacts<W> },
  ): Promise<Page<LeadWithContacts>>;
  list(query?: LeadsQuery | NextPage): Promise<Page<Lead>>;
  /** Null when the account has no such lead. */
  get<const W extends readonly LeadWith[]>(
    id: number,
    query: { with: W & AsksContacts<W> },
  ): Promise<LeadWithContacts | null>;
  get(id: number, query?: Pick<LeadsQuery, 'with'>): Promise<Lead | null>;
  /** Page after page until the last; stop by leaving the loop. */
  pages<const W extends readonly LeadWith[]>(
    query: LeadsQuery & { with: W & AsksContacts<W> },
  ): AsyncIterable<Page<LeadWithContacts>>;
  pages(query?: LeadsQuery | NextPage): AsyncIterable<Page<Lead>>;
}

interface EntityApi<T, Query extends { with?: unknown }> {
  list(query?: Query | NextPage): Promise<Page<T>>;
  /** Null when the account has no such entity. */
  get(id: number, query?: Pick<Query, 'with'>): Promise<T | null>;
  pages(query?: Query | NextPage): AsyncIterable<Page<T>>;
}

/**
 * One account's API v4, as one user. Every method rejects with AmoError, or with a RangeError for
 * an argument that cannot be asked for.
 */
export interface AmoApi {
  account: { get(query?: AccountQuery): Promise<Account> };
  /** Needs an admin's grant, else `forbidden`. */
  users: {
    list(query?: UsersQuery | NextPage): Promise<Page<User>>;
    get(id: number): Promise<User | null>;
  };
  pipelines: {
    /** All of them (at most 50), each with its statuses. */
    list(): Promise<Pipeline[]>;
    get(id: number): Promise<Pipeline | null>;
    statuses(id: number): Promise<Status[]>;
  };
  leads: LeadsApi;
  contacts: EntityApi<Contact, ContactsQuery>;
  companies: EntityApi<Company, CompaniesQuery>;
  tasks: {
    list(query?: TasksQuery | NextPage): Promise<Page<Task>>;
    get(id: number): Promise<Task | null>;
  };
}

export interface AmoApiOptions {
  server: AmoServer;
  /** The account's host, as `referer` or `currentDomain` gave it. */
  host: string;
  /** Asked before every request, so a refreshed token is picked up. */
  accessToken: () => Promise<string> | string;
  limiter?: Limiter;
  /** What shares a limit: integration and account. The host when not given. */
  limiterKey?: string;
  userAgent?: string;
  transport?: Transport;
  /** Ends everything this api does. */
  signal?: AbortSignal;
}

/**
 * A client for one account. Throws AmoError `host_refused` at once when `host` is not an account
 * host of `server`; nothing is ever sent then.
 *
 * 5 s to connect, 20 s for an answer, 20 s in the limiter's line, at most 10 MB a body. No redirects.
 * Nothing is repeated, except a GET whose connection was never made, once.
 */
export function createAmoApi(options: AmoApiOptions): AmoApi {
  const origin = options.server.origin(admittedHost(options.server.accountHost, options.host));
  const { limiter, limiterKey = options.host, signal } = options;

  async function get(path: string, query = ''): Promise<TransportResponse> {
    await limiter?.take(limiterKey, { deadlineMs: apiTimeoutMs, ...(signal ? { signal } : {}) });
    const token = await options.accessToken();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('The access token is not a token');
    const url = new URL(path, origin);
    url.search = query;
    const response = await (options.transport ?? defaultTransport()).request({
      method: 'GET',
      url,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/hal+json, application/json, application/problem+json',
        'user-agent': options.userAgent ?? userAgent,
      },
      connectTimeoutMs,
      totalTimeoutMs: apiTimeoutMs,
      maxBodyBytes,
      fresh: false,
      ...(signal ? { signal } : {}),
    });
    if (response.status === 200 || response.status === 204) return response;
    throw replyError(classifyApiReply(response), response, [token]);
  }

  async function one<T>(path: string, item: z.ZodType<T>, query = ''): Promise<T | null> {
    const response = await get(path, query);
    return response.status === 204 ? null : parseReply(item, response);
  }

  async function page<T>(path: string, item: z.ZodType<T>, query: string): Promise<Page<T>> {
    const asked = Number(new URLSearchParams(query).get('page') ?? 1);
    return pageOf(await get(path, query), path.slice(path.lastIndexOf('/') + 1), item, asked);
  }

  /** All of a list that has no pages. */
  async function all<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    return (await page(path, item, '')).items;
  }

  function pages<T>(path: string, item: z.ZodType<T>, query: string): AsyncIterable<Page<T>> {
    return walk(
      query,
      (next) => page(path, item, next),
      () => new AmoError('invalid_response', { cause: new Error('the list comes round again') }),
    );
  }

  const withQuery = (query: { with?: readonly string[] | undefined }) =>
    encodeQuery({ with: withList(query.with) });

  function entity<T, Query extends ContactsQuery | CompaniesQuery>(
    path: string,
    item: z.ZodType<T>,
  ): EntityApi<T, Query> {
    return {
      list: async (query) => page(path, item, listQuery(query ?? {})),
      get: async (id, query) => one(`${path}/${pathId(id)}`, item, withQuery(query ?? {})),
      pages: (query) => pages(path, item, listQuery(query ?? {})),
    };
  }

  return {
    account: {
      async get(query = {}) {
        const account = await one('/api/v4/account', accountSchema, withQuery(query));
        if (account === null) throw new AmoError('invalid_response', { status: 204 });
        return account;
      },
    },
    users: {
      list: async (query = {}) => page('/api/v4/users', userSchema, listQuery(query)),
      get: async (id) => one(`/api/v4/users/${pathId(id)}`, userSchema),
    },
    pipelines: {
      list: () => all('/api/v4/leads/pipelines', pipelineSchema),
      get: async (id) => one(`/api/v4/leads/pipelines/${pathId(id)}`, pipelineSchema),
      statuses: async (id) => all(`/api/v4/leads/pipelines/${pathId(id)}/statuses`, statusSchema),
    },
    leads: leadsApi({ one, page, pages }),
    contacts: entity('/api/v4/contacts', contactSchema),
    companies: entity('/api/v4/companies', companySchema),
    tasks: {
      list: async (query = {}) => page('/api/v4/tasks', taskSchema, listQuery(query)),
      get: async (id) => one(`/api/v4/tasks/${pathId(id)}`, taskSchema),
    },
  };
}

interface Readers {
  one<T>(path: string, item: z.ZodType<T>, query?: string): Promise<T | null>;
  page<T>(path: string, item: z.ZodType<T>, query: string): Promise<Page<T>>;
  pages<T>(path: string, item: z.ZodType<T>, query: string): AsyncIterable<Page<T>>;
}

function leadsApi({ one, page, pages }: Readers): LeadsApi {
  const path = '/api/v4/leads';
  const shape = (query: LeadsQuery | NextPage): z.ZodType<Lead> => {
    const asked = 'next' in query ? undefined : query.with;
    return asked?.includes('contacts') ? leadWithContactsSchema : leadSchema;
  };

  function list<const W extends readonly LeadWith[]>(
    query: LeadsQuery & { with: W & AsksContacts<W> },
  ): Promise<Page<LeadWithContacts>>;
  function list(query?: LeadsQuery | NextPage): Promise<Page<Lead>>;
  async function list(query: LeadsQuery | NextPage = {}): Promise<Page<Lead>> {
    return page(path, shape(query), listQuery(query));
  }

  function get<const W extends readonly LeadWith[]>(
    id: number,
    query: { with: W & AsksContacts<W> },
  ): Promise<LeadWithContacts | null>;
  function get(id: number, query?: Pick<LeadsQuery, 'with'>): Promise<Lead | null>;
  async function get(id: number, query: Pick<LeadsQuery, 'with'> = {}): Promise<Lead | null> {
    const search = encodeQuery({ with: withList(query.with) });
    return one(`${path}/${pathId(id)}`, shape(query), search);
  }

  function walkLeads<const W extends readonly LeadWith[]>(
    query: LeadsQuery & { with: W & AsksContacts<W> },
  ): AsyncIterable<Page<LeadWithContacts>>;
  function walkLeads(query?: LeadsQuery | NextPage): AsyncIterable<Page<Lead>>;
  function walkLeads(query: LeadsQuery | NextPage = {}): AsyncIterable<Page<Lead>> {
    return pages(path, shape(query), listQuery(query));
  }

  return { list, get, pages: walkLeads };
}

/** An id as a path segment: nothing but digits ever gets into a path. */
function pathId(id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw new RangeError('An id is a positive integer');
  return String(id);
}
