import {
  authUrlSchema,
  connectionStatusSchema,
  pipelineSchema,
  stageSchema,
  type ConnectionStatus,
  type Pipeline,
  type Stage,
} from '@foryou-crm/contract/amo-crm';
import { dataOf, listOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { session } from '@/session/session';
import { keepAttempt, readAttempt } from '@/storage/connect-attempt';
import { callApi } from './client';
import { challengeOf, newVerifier } from './pkce';
import { platform } from './platform';

// Every function here rejects with `ApiError`, whose `failure` is one of the closed kinds.

const statusBody = dataOf(connectionStatusSchema);

/** Whether the signed-in user is connected, to which account, and if not any more, why. */
export async function getConnectionStatus(signal?: AbortSignal): Promise<ConnectionStatus> {
  const request = { method: 'GET', path: paths.amoCrm.status, deadline: 12_000, signal } as const;
  return (await callApi(request, statusBody)).data;
}

/**
 * Begins a connect attempt and gives the address of amoCRM's consent page. The attempt, with the
 * verifier that only this device knows, is kept before this resolves: the app may be killed behind
 * the browser. Also rejects with `AttemptNotKept`, and then no browser may open.
 */
export async function buildAmoAuthUrl(): Promise<string> {
  const userId = session.current().profile?.id;
  if (userId === undefined) throw new Error('Connecting needs a signed-in user');
  const verifier = newVerifier();
  const challenge = await challengeOf(verifier);
  const startedAt = new Date().toISOString();
  const { data } = await callApi(
    { method: 'POST', path: paths.amoCrm.authUrl, body: { challenge, platform } },
    dataOf(authUrlSchema),
  );
  await keepAttempt({ ...data, verifier, userId, startedAt });
  return data.url;
}

export type ExchangeOptions = {
  state: string;
  /** The account host that amoCRM named in the link. */
  referer: string;
  /** Sent again with this, once the broker agreed to another account than before. */
  confirmAccountChange?: boolean;
};

/**
 * Ends the attempt: the authorization code becomes a connection. Adds the verifier of this device's
 * attempt; without an attempt of that `state` nothing is sent and it rejects with a plain error.
 */
export async function exchangeCode(
  code: string,
  { state, referer, confirmAccountChange }: ExchangeOptions,
): Promise<ConnectionStatus> {
  const attempt = await readAttempt();
  if (attempt?.state !== state) throw new Error('This device holds no attempt of that state');
  const body = {
    code,
    state,
    referer,
    verifier: attempt.verifier,
    ...(confirmAccountChange === true && { confirmAccountChange }),
  };
  // The backend waits up to 15 s for a parallel exchange, and amoCRM's own call may take as long.
  const request = {
    method: 'POST',
    path: paths.amoCrm.exchangeCode,
    body,
    deadline: 40_000,
  } as const;
  return (await callApi(request, statusBody)).data;
}

/** Destroys the connection and its tokens. Repeating it is fine. */
export async function disconnect(): Promise<ConnectionStatus> {
  const request = { method: 'POST', path: paths.amoCrm.disconnect, body: {} } as const;
  return (await callApi(request, statusBody)).data;
}

/** The account's pipelines with their stages, as the account sorts them. */
export async function getPipelines(signal?: AbortSignal): Promise<Pipeline[]> {
  const request = { method: 'GET', path: paths.amoCrm.pipelines, signal } as const;
  return (await callApi(request, listOf(pipelineSchema))).data;
}

/** The stages of one pipeline. */
export async function getStages(pipelineId: number, signal?: AbortSignal): Promise<Stage[]> {
  const request = { method: 'GET', path: paths.amoCrm.stages(pipelineId), signal } as const;
  return (await callApi(request, listOf(stageSchema))).data;
}
