/** Headers by name in the case in which they came. Has no prototype: clients choose the names. */
export interface RequestHeaders {
  /** The last value of each. */
  readonly single: Record<string, string>;
  readonly multi: Record<string, string[]>;
}

/**
 * Headers that an integration with Lambda does not get: the `lambda` column for requests of the table in "Amazon API
 * Gateway important notes for REST APIs", and Content-Length as the recordings show; and the override, which the
 * gateway itself follows.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
  'x-http-method-override',
]);

/** Names that AWS writes in its own case, whatever the client's (recorded in `test_lambda_aws_proxy_integration`). */
const CANONICAL: ReadonlyMap<string, string> = new Map([
  ['authorization', 'Authorization'],
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
  ['x-amzn-trace-id', 'X-Amzn-Trace-Id'],
  ['x-forwarded-for', 'X-Forwarded-For'],
  ['x-forwarded-port', 'X-Forwarded-Port'],
  ['x-forwarded-proto', 'X-Forwarded-Proto'],
]);

/** What the gateway itself says of the connection. */
export interface ForwardingFacts {
  /** The address at its other end: the client's, or that of a trusted proxy which has named the client. */
  readonly peer: string;
  readonly port: number;
  readonly secure: boolean;
  /** Value of X-Amzn-Trace-Id. */
  readonly trace: string;
  /** True when the Authorization header was for the gateway and does not go further. */
  readonly withoutAuthorization: boolean;
}

/**
 * The headers of a request as an integration gets them: the client's, in their order and case, and those that the
 * gateway adds.
 * @param rawHeaders names and values in turn, as Node gives them
 */
export function forwardedHeaders(rawHeaders: readonly string[], facts: ForwardingFacts): RequestHeaders {
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  let forwardedFor = '';
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const given = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lower = given.toLowerCase();
    if (DROPPED.has(lower)) continue;
    const name = CANONICAL.get(lower) ?? given;
    if (name === 'X-Forwarded-For') forwardedFor += `${value}, `;
    else if (name !== 'Authorization' || !(facts.withoutAuthorization || isSignature(value))) {
      single[name] = value;
      const values = multi[name];
      if (values) values.push(value);
      else multi[name] = [value];
    }
  }
  const set = (name: string, value: string) => {
    single[name] = value;
    multi[name] = [value];
  };
  set('X-Amzn-Trace-Id', facts.trace);
  set('X-Forwarded-For', forwardedFor + facts.peer);
  set('X-Forwarded-Port', String(facts.port));
  set('X-Forwarded-Proto', facts.secure ? 'https' : 'http');
  return { single, multi };
}

/** A Signature Version 4 signature is never shown to an integration. */
function isSignature(authorization: string): boolean {
  return authorization.startsWith('AWS4-');
}
