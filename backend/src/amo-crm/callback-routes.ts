import { appLinks, paths } from '@foryou-crm/contract/paths';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { hashOf, sameSecret, type Attempt, type Attempts } from './attempts.ts';
import {
  guardHeaders,
  handOverPage,
  refusalPage,
  type Page,
  type PageContext,
} from './callback-page.ts';
import { readCallbackQuery, webHandOver, type CallbackAnswer } from './callback-query.ts';
import { pageLanguage, type RefusedCallback } from './callback-words.ts';

/**
 * Where amoCRM sends the browser. Nothing is exchanged here: what came is noted on the attempt and
 * handed on to where the attempt was begun, which alone can finish it.
 */
export const callbackRoutes =
  (parts: {
    config: Pick<Config, 'publicUrl' | 'androidPackage' | 'amoCrm'>;
    clock: Clock;
    attempts: Attempts;
  }): FastifyPluginAsyncZod =>
  (app) => {
    const { config, clock, attempts } = parts;

    const contextOf = (request: FastifyRequest): PageContext => ({
      language: pageLanguage(request.headers['accept-language']),
      crm: config.amoCrm.vendor === 'kommo' ? 'Kommo' : 'amoCRM',
    });
    const deviceOf = (request: FastifyRequest) => ({
      androidPackage: config.androidPackage,
      isAndroid: /android/i.test(request.headers['user-agent'] ?? ''),
    });
    const refuse = (
      request: FastifyRequest,
      reply: FastifyReply,
      why: RefusedCallback,
      home?: URL,
    ) => show(reply, refusalPage(contextOf(request), why, home));

    /** Notes the answer on its attempt: the attempt, or why the way ends here. */
    async function note(
      answer: CallbackAnswer,
      attempt: Attempt,
    ): Promise<Attempt | RefusedCallback> {
      const isOver = attempt.expiresAt.getTime() <= clock().getTime();
      if (isOver && attempt.state !== 'finished') return 'expired';
      if (answer.kind === 'denied') {
        if (attempt.state === 'denied') return attempt;
        const denied = await attempts.recordDenial(attempt.id);
        return denied ?? (attempt.codeHash === null ? 'over' : 'other_code');
      }
      const recorded = await attempts.recordAnswer(attempt.id, answer);
      if (recorded) return recorded;
      // Somebody was first: the same answer again is no harm, another one is not let through.
      const now = await attempts.byId(attempt.id);
      const seen = now?.codeHash ?? null;
      if (!now || seen === null) return 'over';
      const isSame = sameSecret(seen, hashOf(answer.code)) && now.referer === answer.referer;
      if (!isSame) return 'other_code';
      return now.state === 'failed' || now.state === 'denied' ? 'over' : now;
    }

    app.get(
      paths.amoCrm.callback,
      {
        config: { access: 'public' },
        exposeHeadRoute: false,
        schema: {
          tags: ['amoCRM connection'],
          summary: "amoCRM's redirect address",
          description:
            'Takes `code`, `state`, `referer` or `error=access_denied` from the browser and hands ' +
            'them on to the app: 303 to the web app, or a page that opens the native one.',
          security: [],
        },
      },
      async (request, reply) => {
        const query = readCallbackQuery(request.query);
        if (query.kind === 'widget_install') return reply.headers(guardHeaders).send('');
        if (query.kind === 'malformed') return refuse(request, reply, 'malformed');
        const attempt = await attempts.byState(query.state);
        if (!attempt) return refuse(request, reply, 'unknown');
        const isWeb = attempt.platform === 'web';
        const noted = await note(query, attempt);
        if (typeof noted === 'string') {
          return refuse(request, reply, noted, isWeb ? config.publicUrl : undefined);
        }
        if (isWeb) {
          return reply.headers(guardHeaders).redirect(webHandOver(config.publicUrl, query), 303);
        }
        return show(reply, handOverPage(contextOf(request), query, deviceOf(request)));
      },
    );

    app.get(
      appLinks.universal,
      {
        config: { access: 'public' },
        exposeHeadRoute: false,
        schema: { hide: true },
      },
      async (request, reply) => {
        const query = readCallbackQuery(request.query);
        if (query.kind === 'granted' || query.kind === 'denied') {
          return show(reply, handOverPage(contextOf(request), query, deviceOf(request)));
        }
        return refuse(request, reply, 'malformed');
      },
    );

    // A link preview asks for the head only. It is told that something is here, and nothing is noted.
    for (const url of [paths.amoCrm.callback, appLinks.universal]) {
      app.head(url, { config: { access: 'public' }, schema: { hide: true } }, (_, reply) =>
        reply.headers({ ...guardHeaders, 'content-type': 'text/html; charset=utf-8' }).send(''),
      );
    }
    return Promise.resolve();
  };

const show = (reply: FastifyReply, { status, headers, body }: Page) =>
  reply.code(status).headers(headers).send(body);
