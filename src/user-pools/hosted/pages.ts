import { createHash } from 'node:crypto';
import { FORGERY_FIELD } from './anti-forgery.ts';
import { type HostedResponse, htmlPage } from './hosted-request.ts';
import { Html, html } from './html.ts';

const STYLE = `*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;
font:16px/1.5 system-ui,sans-serif;color:#1c1b22;background:#f3f1f8}
main{width:min(24rem,calc(100vw - 2rem));padding:2rem;background:#fff;border-radius:.75rem;box-shadow:0 2px 12px #0002}
h1{margin:0 0 1rem;font-size:1.4rem}label{display:block;margin:.75rem 0 .25rem}
input{width:100%;padding:.6rem;font:inherit;border:1px solid #8a8698;border-radius:.4rem}
button{width:100%;margin-top:1.25rem;padding:.7rem;font:inherit;color:#fff;background:#5b3cc4;border:0;border-radius:.4rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #b9a7f5;outline-offset:1px}
[role=alert]{margin:0 0 1rem;padding:.6rem .8rem;color:#8a1020;background:#fdecee;border-radius:.4rem}
@media(prefers-color-scheme:dark){body{color:#ece9f5;background:#17151d}main{background:#221f2b}
input{color:inherit;background:#17151d}[role=alert]{color:#ffc9d0;background:#4a1a22}a{color:#c3b3ff}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password' | 'email' | 'tel';
  readonly autocomplete: string;
  readonly value?: string | undefined;
}

export interface FormPage {
  readonly status: number;
  readonly title: string;
  readonly submit: string;
  /** Why the last attempt failed, or what to do. */
  readonly notice?: string | undefined;
  /** Path and query that the form is sent to. */
  readonly action: string;
  readonly fields: readonly Field[];
  readonly hidden: Readonly<Record<string, string>>;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  /** Where the answer to the form may lead the browser. */
  readonly redirectUri: string;
  readonly csrf: { readonly token: string; readonly cookie: string };
}

/** A page with one form; no scripts, and nothing from elsewhere. */
export function formPage(page: FormPage): HostedResponse {
  const { status, title, submit, notice, action, fields, hidden, links = [], redirectUri, csrf } = page;
  const body = html`<h1>${title}</h1>
${notice === undefined ? [] : html`<p role="alert">${notice}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="${FORGERY_FIELD}" value="${csrf.token}">
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}${fields.map(inputOf)}<button type="submit">${submit}</button>
</form>
${links.map(({ href, text }) => html`<p><a href="${href}">${text}</a></p>\n`)}`;
  return htmlPage(status, documentOf(title, body), policy(formTargets(redirectUri)), [csrf.cookie]);
}

/** A page that says one thing. */
export function messagePage(status: number, title: string, text: string): HostedResponse {
  return htmlPage(status, documentOf(title, html`<h1>${title}</h1><p>${text}</p>`), policy("'none'"));
}

function inputOf({ name, label, type, autocomplete, value = '' }: Field, index: number): Html {
  const focus = index === 0 ? html` autofocus` : '';
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" maxlength="2048" required${focus} value="${value}">
`;
}

function documentOf(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`.text;
}

function policy(formAction: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; ` +
      "frame-ancestors 'none'; base-uri 'none'",
  };
}

/**
 * Browsers hold the redirects after a form to its policy too, also those that the application makes: so it names schemes
 * rather than places.
 */
function formTargets(redirectUri: string): string {
  const scheme = /^([a-z][a-z0-9+.-]{0,63}):/i.exec(redirectUri)?.[1]?.toLowerCase() ?? 'https';
  return [...new Set(["'self'", 'https:', `${scheme}:`])].join(' ');
}
