import { dataOf } from '@foryou-crm/contract/envelope';
import {
  acceptanceSchema,
  declinedSchema,
  incomingPageSchema,
  incomingParamsSchema,
  incomingQuerySchema,
} from '@foryou-crm/contract/incoming';
import { leadParamsSchema, taskSchema, timelineItemSchema } from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import {
  createdLeadSchema,
  idempotencyHeadersSchema,
  leadChangeSchema,
  newLeadSchema,
  newNoteSchema,
  newTaskSchema,
  taskCompletionSchema,
  taskParamsSchema,
  writtenLeadSchema,
} from '@foryou-crm/contract/writing';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { addNote } from './add-note.ts';
import { addTask } from './add-task.ts';
import { changeLead } from './change-lead.ts';
import { completeTask } from './complete-task.ts';
import { createLead } from './create-lead.ts';
import { listIncoming } from './list-incoming.ts';
import type { WritingParts } from './parts.ts';
import { worded } from './refusal.ts';
import { acceptIncoming, declineIncoming } from './sort-incoming.ts';
import { seeingOf } from './writer.ts';

const config = { access: 'user' } as const;
const leadTags = ['Leads'];
const incomingTags = ['Incoming leads'];

/** What the signed-in user writes: to amoCRM with his own rights, then into the mirror. */
export const writingRoutes =
  (parts: WritingParts): FastifyPluginAsyncZod =>
  (app) => {
    app.addHook('onRequest', (_, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });

    app.post(
      paths.leads,
      {
        config,
        schema: {
          tags: leadTags,
          summary: 'A new lead with its contact',
          headers: idempotencyHeadersSchema,
          body: newLeadSchema,
          response: { 201: dataOf(createdLeadSchema) },
        },
      },
      async ({ caller, headers, body }, reply) => {
        const who = { userId: caller.userId, key: headers['idempotency-key'] };
        const data = await worded(() => createLead(parts, who, body));
        return reply.code(201).send({ data });
      },
    );

    app.patch(
      `${paths.leads}/:id`,
      {
        config,
        schema: {
          tags: leadTags,
          summary: 'Moves or changes a lead that is as the caller knows it',
          params: leadParamsSchema,
          body: leadChangeSchema,
          response: { 200: dataOf(writtenLeadSchema) },
        },
      },
      async ({ caller, params, body }) => ({
        data: await worded(() => changeLead(parts, caller.userId, params.id, body)),
      }),
    );

    app.post(
      `${paths.leads}/:id/notes`,
      {
        config,
        schema: {
          tags: leadTags,
          summary: 'A note on a lead',
          headers: idempotencyHeadersSchema,
          params: leadParamsSchema,
          body: newNoteSchema,
          response: { 201: dataOf(timelineItemSchema) },
        },
      },
      async ({ caller, headers, params, body }, reply) => {
        const who = { userId: caller.userId, key: headers['idempotency-key'] };
        const data = await worded(() => addNote(parts, who, params.id, body));
        return reply.code(201).send({ data });
      },
    );

    app.post(
      `${paths.leads}/:id/tasks`,
      {
        config,
        schema: {
          tags: leadTags,
          summary: 'A task on a lead',
          headers: idempotencyHeadersSchema,
          params: leadParamsSchema,
          body: newTaskSchema,
          response: { 201: dataOf(taskSchema) },
        },
      },
      async ({ caller, headers, params, body }, reply) => {
        const who = { userId: caller.userId, key: headers['idempotency-key'] };
        const data = await worded(() => addTask(parts, who, params.id, body));
        return reply.code(201).send({ data });
      },
    );

    app.post(
      '/api/tasks/:id/complete',
      {
        config,
        schema: {
          tags: leadTags,
          summary: 'Closes a task with what came of it',
          params: taskParamsSchema,
          body: taskCompletionSchema,
          response: { 200: dataOf(taskSchema) },
        },
      },
      async ({ caller, params, body }) => ({
        data: await worded(() => completeTask(parts, caller.userId, params.id, body)),
      }),
    );

    app.get(
      paths.incoming,
      {
        config,
        schema: {
          tags: incomingTags,
          summary: 'Leads that nobody has accepted yet, newest first',
          querystring: incomingQuerySchema,
          response: { 200: incomingPageSchema },
        },
      },
      async ({ caller, query }) =>
        listIncoming(parts.db, await seeingOf(parts, caller.userId), query),
    );

    app.post(
      `${paths.incoming}/:uid/accept`,
      {
        config,
        schema: {
          tags: incomingTags,
          summary: 'Makes a lead of an incoming one',
          params: incomingParamsSchema,
          body: acceptanceSchema,
          response: { 200: dataOf(writtenLeadSchema) },
        },
      },
      async ({ caller, params, body }) => ({
        data: await worded(() => acceptIncoming(parts, caller.userId, params.uid, body)),
      }),
    );

    app.post(
      `${paths.incoming}/:uid/decline`,
      {
        config,
        schema: {
          tags: incomingTags,
          summary: 'Puts an incoming lead into the trash of amoCRM',
          params: incomingParamsSchema,
          response: { 200: dataOf(declinedSchema) },
        },
      },
      async ({ caller, params }) => ({
        data: await worded(() => declineIncoming(parts, caller.userId, params.uid)),
      }),
    );
    return Promise.resolve();
  };
