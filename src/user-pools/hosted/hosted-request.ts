import type { IncomingHttpHeaders } from 'node:http';

/** A request to the domain of a pool. */
export interface HostedRequest {
  readonly method: string;
  /** Below the domain, as on the wire: `/oauth2/token`. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The path that leads to the domain: empty where the host does, `/_aws/cognito-idp/DOMAIN` otherwise. */
  readonly base: string;
  /** Whether the browser speaks TLS to us. */
  readonly secure: boolean;
}

export interface HostedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** As every answer of the hosted endpoints has them. */
const SECURITY_HEADERS = {
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Pages of every origin may read what needs a token or a client's secret to be got. */
const CROSS_ORIGIN = { 'access-control-allow-origin': '*' } as const;

export function json(status: number, body: object, headers: Record<string, string> = {}): HostedResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      ...SECURITY_HEADERS,
      ...CROSS_ORIGIN,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** An answer without a body. */
export function empty(status: number, headers: Record<string, string> = {}): HostedResponse {
  return { status, headers: { ...SECURITY_HEADERS, ...CROSS_ORIGIN, ...headers }, body: '' };
}

export function redirect(location: string, cookies: readonly string[] = []): HostedResponse {
  return {
    status: 302,
    headers: { ...SECURITY_HEADERS, location, ...(cookies.length > 0 && { 'set-cookie': cookies }) },
    body: '',
  };
}

/** @param page the whole document. @param headers above all its content security policy */
export function htmlPage(
  status: number,
  page: string,
  headers: Record<string, string>,
  cookies: readonly string[] = [],
): HostedResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html;charset=UTF-8',
      ...SECURITY_HEADERS,
      'referrer-policy': 'same-origin',
      ...headers,
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: page,
  };
}

/** Whether a page of another origin may ask for this. @param methods what it may ask with */
export function preflight(methods: string): HostedResponse {
  return empty(200, {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '3600',
  });
}
