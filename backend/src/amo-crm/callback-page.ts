import { randomBytes } from 'node:crypto';
import { pageWords, type PageLanguage, type RefusedCallback } from './callback-words.ts';
import { nativeHandOver, type CallbackAnswer } from './callback-query.ts';

/** A whole answer: the route sends it as it is. */
export interface Page {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface PageContext {
  language: PageLanguage;
  /** The vendor, as people know it. */
  crm: 'amoCRM' | 'Kommo';
}

const statusOfRefusal: Record<RefusedCallback, number> = {
  malformed: 400,
  unknown: 404,
  expired: 410,
  over: 410,
  other_code: 409,
};

/**
 * The page between the browser and the app: it goes to the app by itself, and has a button for the
 * browsers that only follow a tap. It loads nothing and can send nowhere else.
 */
export function handOverPage(
  context: PageContext,
  answer: CallbackAnswer,
  device: { androidPackage: string; isAndroid: boolean },
): Page {
  const words = pageWords[context.language](context.crm);
  const { link, androidLink } = nativeHandOver(device.androidPackage, answer);
  const message = answer.kind === 'granted' ? words.granted : words.denied;
  const help = answer.kind === 'granted' ? words.helpGranted : words.helpDenied;
  const another = device.isAndroid
    ? `<a class="quiet" href="${escaped(androidLink)}">${escaped(words.openAnotherWay)}</a>`
    : '';
  return page(context, 200, {
    picture: answer.kind === 'granted' ? 'passing' : 'failed',
    message,
    below: `<section class="help" aria-labelledby="help"><h2 id="help">${escaped(words.nothingHappens)}</h2><ul>${help
      .map((line) => `<li>${escaped(line)}</li>`)
      .join('')}</ul></section>`,
    foot: `<a class="button" id="open" href="${escaped(link)}">${escaped(words.open)}</a>${another}`,
    // The script is the same for everybody: what came with the request stays in the attribute.
    // After the load, so that a browser that asks first asks over a finished page.
    script: `addEventListener('load',()=>setTimeout(()=>location.replace(document.getElementById('open').href)))`,
  });
}

/**
 * A page that says why the way ends here. It has no link into the native app; `home` is where the
 * web app is, for an attempt that was begun there.
 */
export function refusalPage(
  context: PageContext,
  why: RefusedCallback,
  home: URL | null = null,
): Page {
  const words = pageWords[context.language](context.crm);
  const message = words.refused[why];
  const foot =
    home === null
      ? ''
      : `<a class="button" href="${escaped(home.href)}">${escaped(words.open)}</a>`;
  return page(context, statusOfRefusal[why], { picture: 'failed', message, below: '', foot });
}

interface Parts {
  picture: 'passing' | 'failed';
  message: { title: string; text: string };
  below: string;
  foot: string;
  script?: string;
}

function page({ language, crm }: PageContext, status: number, parts: Parts): Page {
  const nonce = randomBytes(18).toString('base64url');
  const { picture, message, below, foot, script } = parts;
  const line = picture === 'passing' ? '<i></i><i></i><i></i>' : cross;
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(message.title)} · For You CRM</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main>
<div class="keys ${picture}" aria-hidden="true"><span class="key ours">Y<b>.</b></span><span class="line">${line}</span><span class="key theirs">${crm === 'amoCRM' ? 'amo' : 'kommo'}</span></div>
<h1>${escaped(message.title)}</h1>
<p>${escaped(message.text)}</p>
${below}
</main>
<footer>${foot}</footer>
${script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`}
</body>
</html>
`;
  return { status, headers: pageHeaders(nonce), body };
}

/** Nothing third-party, nothing stored, nothing told to the next page, never in a frame. */
function pageHeaders(nonce: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    ...guardHeaders,
  };
}

/** What every answer of the callback carries, the redirect included. */
export const guardHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
} as const;

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const cross =
  '<svg viewBox="0 0 28 28" width="28" height="28"><circle cx="14" cy="14" r="14"/><path d="M9.5 9.5l9 9m0-9l-9 9"/></svg>';

const styles = `
:root{--paper:#F5F1E8;--surface:#FFFDF9;--line:#E1D9C9;--lineStrong:#8C8270;--ink:#1B1916;--ink2:#554E43;--ink3:#6A6254;--primary:#1B1916;--onPrimary:#FBF7EE;--brass:#C4943E;--brassMark:#98701F;--danger:#A8291B;--onDanger:#FFFDF9;--mark:#1B1916;--onMark:#FBF7EE;--markLine:#1B1916}
@media (prefers-color-scheme:dark){:root{--paper:#12100E;--surface:#1D1A17;--line:#332D27;--lineStrong:#82786A;--ink:#F4EEE2;--ink2:#BFB5A5;--ink3:#A09686;--primary:#F4EEE2;--onPrimary:#1B1916;--brass:#D3A54F;--brassMark:#D3A54F;--danger:#FF9C8C;--onDanger:#12100E;--mark:#26221E;--onMark:#F4EEE2;--markLine:#82786A}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:400 15px/20px "Golos Text",-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,sans-serif;padding:max(24px,env(safe-area-inset-top)) 24px max(24px,env(safe-area-inset-bottom))}
main,footer{width:100%;max-width:400px;margin:0 auto}
main{flex:1;padding:clamp(24px,14vh,150px) 0 32px}
.keys{display:flex;align-items:center;justify-content:center;margin-bottom:32px}
.key{width:68px;height:68px;border-radius:20px;display:flex;align-items:center;justify-content:center;border:1.5px solid var(--lineStrong)}
.ours{background:var(--mark);border-color:var(--markLine);color:var(--onMark);font:500 40px/1 Literata,"Iowan Old Style",Georgia,"Times New Roman",serif}
.ours b{color:var(--brass);font-weight:500}
.theirs{background:var(--surface);color:var(--ink);font-size:18px;font-weight:600}
.line{display:flex;align-items:center;justify-content:center;width:54px;gap:6px}
.line i{width:8px;height:8px;border-radius:50%;background:var(--brassMark);animation:breathe 1.4s ease-in-out infinite}
.line i:nth-child(2){animation-delay:.2s}.line i:nth-child(3){animation-delay:.4s}
.failed .line{background:linear-gradient(90deg,var(--danger) 60%,transparent 0) 0 50%/10px 2px repeat-x}
.line circle{fill:var(--danger)}.line path{stroke:var(--onDanger);stroke-width:2.5;stroke-linecap:round;fill:none}
@keyframes breathe{50%{opacity:.3}}
@media (prefers-reduced-motion:reduce){.line i{animation:none}.line i:nth-child(2){opacity:.6}.line i:nth-child(3){opacity:.3}}
h1{margin:0 0 8px;font:500 28px/34px Literata,"Iowan Old Style",Georgia,"Times New Roman",serif;letter-spacing:-.015em;text-align:center;text-wrap:balance}
p{margin:0;color:var(--ink2);text-align:center;text-wrap:pretty}
.help{margin-top:28px;background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:14px 16px}
.help h2{margin:0 0 8px;font-size:13px;line-height:18px;font-weight:500;color:var(--ink3)}
.help ul{margin:0;padding:0;list-style:none;display:grid;gap:10px}
.button,.quiet{display:flex;align-items:center;justify-content:center;min-height:50px;border-radius:13px;font-size:16px;line-height:20px;font-weight:600;text-align:center;text-decoration:none;padding:10px 16px}
.button{background:var(--primary);color:var(--onPrimary)}
.quiet{color:var(--ink2);margin-top:8px}
a:focus-visible{outline:2px solid var(--brassMark);outline-offset:2px}
a:active{opacity:.86}
`.trim();
