import { boardQuerySchema, boardSchema, type BoardQuery } from '@foryou-crm/contract/board';
import { choicesSchema } from '@foryou-crm/contract/choices';
import { duplicatesRequestSchema, duplicatesSchema } from '@foryou-crm/contract/duplicates';
import { dataOf } from '@foryou-crm/contract/envelope';
import { fieldsSchema } from '@foryou-crm/contract/fields';
import {
  leadDetailsSchema,
  leadParamsSchema,
  timelinePageSchema,
  timelineQuerySchema,
} from '@foryou-crm/contract/lead';
import { myDaySchema } from '@foryou-crm/contract/my-day';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyTypeProviderDefault } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { ReadViewer } from '../rights/read-viewer.ts';
import { createAnswerBoard } from './board-answer.ts';
import { readChoices } from './choices.ts';
import { findDuplicates } from './duplicates.ts';
import { readFields } from './fields.ts';
import { readLead } from './lead-details.ts';
import { readMyDay } from './my-day.ts';
import { readTimeline } from './timeline.ts';
import { worthShowing } from './worth-showing.ts';

const tags = ['Leads'];
const access = { access: 'user' } as const;

/** What the signed-in user sees of the mirror of the connected account. */
export const readingRoutes =
  (parts: { db: Database; clock: Clock; readViewer: ReadViewer }): FastifyPluginAsyncZod =>
  (app) => {
    const { db, clock, readViewer } = parts;
    const answerBoard = createAnswerBoard(db);
    const seeing = async (userId: string) => worthShowing(await readViewer(userId));
    app.addHook('onRequest', (_, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });

    // Its answer is made of bytes that the schema has seen already.
    app.withTypeProvider<FastifyTypeProviderDefault>().get<{ Querystring: BoardQuery }>(
      paths.board,
      {
        config: access,
        schema: {
          tags,
          summary: 'One pipeline: its stages with counts, sums and their newest leads',
          querystring: boardQuerySchema,
          response: { 200: dataOf(boardSchema) },
        },
      },
      async ({ caller, query }, reply) => {
        const body = await answerBoard(await seeing(caller.userId), query);
        return reply.type('application/json; charset=utf-8').send(body);
      },
    );

    app.get(
      paths.fields,
      {
        config: access,
        schema: {
          tags,
          summary: 'The custom fields of leads, contacts and companies, in their groups',
          response: { 200: dataOf(fieldsSchema) },
        },
      },
      async ({ caller }) => {
        const { viewer } = await seeing(caller.userId);
        return { data: await readFields(db, viewer.accountId) };
      },
    );

    app.get(
      paths.choices,
      {
        config: access,
        schema: {
          tags,
          summary: 'Users, tags, loss reasons and kinds of task to choose from',
          response: { 200: dataOf(choicesSchema) },
        },
      },
      async ({ caller }) => ({ data: await readChoices(db, await seeing(caller.userId)) }),
    );

    app.get(
      `${paths.leads}/:id`,
      {
        config: access,
        schema: {
          tags,
          summary: 'A lead with its contacts, company, fields and open tasks',
          params: leadParamsSchema,
          response: { 200: dataOf(leadDetailsSchema) },
        },
      },
      async ({ caller, params }) => ({
        data: await readLead(db, await seeing(caller.userId), params.id),
      }),
    );

    app.get(
      `${paths.leads}/:id/timeline`,
      {
        config: access,
        schema: {
          tags,
          summary: 'What was noted about a lead and what happened to it, newest first',
          params: leadParamsSchema,
          querystring: timelineQuerySchema,
          response: { 200: timelinePageSchema },
        },
      },
      async ({ caller, params, query }) =>
        readTimeline(db, await seeing(caller.userId), params.id, query),
    );

    app.post(
      paths.duplicates,
      {
        config: access,
        schema: {
          tags,
          summary: 'Who already has this phone or email',
          body: duplicatesRequestSchema,
          response: { 200: dataOf(duplicatesSchema) },
        },
      },
      async ({ caller, body }) => ({
        data: await findDuplicates(db, await seeing(caller.userId), body),
      }),
    );

    app.get(
      paths.myDay,
      {
        config: access,
        schema: {
          tags,
          summary: 'My tasks of today and this week, my new leads and those without a task',
          response: { 200: dataOf(myDaySchema) },
        },
      },
      async ({ caller }) => ({
        data: await readMyDay(db, await seeing(caller.userId), clock()),
      }),
    );
    return Promise.resolve();
  };
