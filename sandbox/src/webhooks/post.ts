import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { lookup } from 'node:dns';
import { noConnection, tooSlow } from './retries.ts';
import type { HookStatus } from './retries.ts';

export interface Answered {
  readonly status: HookStatus;
  /** The beginning of the answer. */
  readonly text: string;
  readonly ms: number;
}

const keptOfAnswer = 2000;

/**
 * One POST of a form; redirects are not followed. The whole answer is due within the deadline, which
 * is real time whatever the sandbox's clock says. Never throws: what went wrong is a status.
 */
export function postForm(
  destination: string,
  requestId: string,
  body: string,
  deadlineMs: number,
  stop: AbortSignal,
): Promise<Answered> {
  return new Promise((resolve) => {
    const began = performance.now();
    const url = new URL(destination);
    const { request: open } = url.protocol === 'https:' ? https : http;
    const request = open(url, {
      method: 'POST',
      agent: false,
      lookup: lookupLocally,
      headers: headersOf(requestId, body),
    });
    const end = (status: HookStatus, text = '') => {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
      resolve({ status, text, ms: Math.round(performance.now() - began) });
      request.destroy();
    };
    const abort = () => {
      end(noConnection);
    };
    const timer = setTimeout(() => {
      end(tooSlow);
    }, deadlineMs);
    stop.addEventListener('abort', abort);
    request.on('error', abort);
    request.on('upgrade', (response) => {
      end(response.statusCode ?? noConnection);
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? noConnection;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < keptOfAnswer) text = (text + chunk).slice(0, keptOfAnswer);
      });
      // The status was there, even if the line broke after it.
      response.on('error', () => {
        end(status, text);
      });
      response.on('end', () => {
        end(status, text);
      });
    });
    request.end(body);
  });
}

/** As captured in 2025. There is no signature, and nothing says when it was sent. */
function headersOf(requestId: string, body: string): http.OutgoingHttpHeaders {
  return {
    'User-Agent': 'amoCRM-Webhooks/3.0',
    'Content-Length': Buffer.byteLength(body),
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Amocrm-Requestid': requestId,
    'Accept-Encoding': 'gzip',
  };
}

/** Names that end in `.localhost` are this machine, which not every resolver knows. */
const lookupLocally: LookupFunction = (name, options, callback) => {
  lookup(name.endsWith('.localhost') ? 'localhost' : name, options, callback);
};
