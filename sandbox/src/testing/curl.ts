import http from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as a curl command says it. */
interface Curl {
  readonly url: URL;
  readonly headers: Record<string, string>;
  /** What the `-d` of the command add up to; null for a GET. */
  readonly body: string | null;
}

/** The curl commands of a page of Markdown, in order. */
export function curlCommands(markdown: string): string[] {
  const blocks = markdown.matchAll(/^```\w*\n(.*?)^```$/gms);
  return [...blocks]
    .flatMap(([, block]) => (block ?? '').replaceAll(/\\\n\s*/g, '').split('\n'))
    .filter((line) => line.startsWith('curl '));
}

/** Does what a curl command says, at another port of this machine; its `$NAMES` are in `values`. */
export async function performCurl(
  command: string,
  port: number,
  values: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  const { url, headers, body } = parse(
    command.replaceAll(/\$([A-Z]+)/g, (_whole, name: string) => values[name] ?? ''),
  );
  const request = http.request({
    host: '127.0.0.1',
    port,
    path: `${url.pathname}${url.search}`,
    method: body === null ? 'GET' : 'POST',
    headers: { host: url.host, ...headers },
    agent: false,
  });
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  request.end(body ?? undefined);
  const response = await answer;
  return { status: response.statusCode ?? 0, body: await text(response) };
}

function parse(command: string): Curl {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const after = (flag: string) => words.filter((_word, place) => words[place - 1] === flag);
  const data = after('-d');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    url: new URL(words.find((word) => word.startsWith('http')) ?? ''),
    headers: {
      ...(data.length > 0 && form),
      ...Object.fromEntries(
        after('-H').map((header) => {
          const [name = '', ...value] = header.split(':');
          return [name.toLowerCase(), value.join(':').trim()] as const;
        }),
      ),
    },
    body: data.length > 0 ? data.join('&') : null,
  };
}
