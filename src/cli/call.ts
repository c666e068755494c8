import { STATUS_CODES } from 'node:http';
import { type Signed, sign } from '../identity/sigv4/sign.ts';
import { readBody } from './call-body.ts';
import { findCredentials } from './call-credentials.ts';
import { type CallOptions, parseCallOptions } from './call-options.ts';
import { printResponse } from './call-output.ts';
import { explainSendError, type OutgoingRequest, send } from './call-send.ts';
import type { Command, CommandIo } from './command.ts';

const help = `alicorn call: sign a request by AWS Signature Version 4, send it, print the answer

usage: alicorn call [OPTIONS] URL

what to sign for
  --service NAME        signing name of the service (default execute-api)
  --region NAME         default AWS_REGION, AWS_DEFAULT_REGION or us-east-1
  --query-auth          sign in the query (a presigned URL) instead of in headers
  --expires SECONDS     how long a presigned URL is good for, up to 604800 (default 900)
  --print-url           print the presigned URL and send nothing

what to send
  -X, --method METHOD   default GET, or POST with a body
  -H, --header 'N: V'   may be repeated; Host: decides what is signed as well
  -d, --data TEXT       the body; @FILE reads a file, @- standard input
  --json JSON           the same, as application/json
  --target NAME         X-Amz-Target, the operation of AWS's JSON protocols; the body is application/x-amz-json-1.1
  --connect HOST:PORT   send to this address what is signed for the URL's host; loopback is spoken to in plain HTTP,
                        all else in HTTPS unless it begins with http://
  --timeout SECONDS     for the whole exchange (default 60)

whose signature
  --credentials FILE    a shared credentials file, or JSON with accessKeyId, secretAccessKey and sessionToken
  --profile NAME        a profile of ~/.aws/credentials (AWS_SHARED_CREDENTIALS_FILE)
  otherwise             AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, or the profile AWS_PROFILE

what to print
  -i, --include         status and headers before the body

Exit code: 0 for an answer below 400, 22 for one above, 1 when there is no answer, 2 when wrongly called.

examples
  alicorn call http://localhost:4566/_aws/execute-api/API/STAGE/items --json '{"name":"Calypso"}'
  alicorn call --service sts http://localhost:4566/ -d 'Action=GetCallerIdentity&Version=2011-06-15'
  alicorn call --service identitystore --region eu-central-1 --connect localhost:4566 \\
    --target AWSIdentityStoreService.ListProvisioningTenants --json '{"IdentityStoreId":"d-99677XXXXX"}' \\
    https://up.sso.eu-central-1.amazonaws.com/identitystore/
`;

/** Exit code for an HTTP error, curl's own for `--fail`. */
const HTTP_ERROR = 22;

/** `alicorn call` */
export const callCommand: Command = {
  name: 'call',
  summary: 'sign and send a request to any AWS-style API',
  help,
  async run(args, io) {
    const options = parseCallOptions(args, io.env);
    const credentials = findCredentials(options, io.env);
    const body = await readBody(options.data, options.json, io.stdin);
    const headers = withHost(options);
    const { url, method, service, region } = options;
    const signed = sign(
      { method, path: url.pathname, query: url.search.slice(1), headers, body },
      credentials,
      {
        service,
        region,
        now: Date.now(),
        form: options.presign ? 'query' : 'header',
        expiresIn: options.expires,
      },
    );
    if (options.printUrl) {
      io.stdout.write(`${url.origin}${target(url, signed)}\n`);
      return 0;
    }
    return exchange(outgoing(options, headers, signed, body), options.include, io);
  },
};

function withHost(options: CallOptions): readonly string[] {
  const given = options.headers.some((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  return given ? options.headers : ['Host', options.url.host, ...options.headers];
}

function outgoing(
  options: CallOptions,
  headers: readonly string[],
  signed: Signed,
  body: Buffer,
): OutgoingRequest {
  const { url, method, connect, timeoutSeconds } = options;
  return {
    url,
    method,
    target: target(url, signed),
    headers: [...headers, ...signed.headers],
    body,
    connect,
    timeoutSeconds,
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
  };
}

function target(url: URL, signed: Signed): string {
  return signed.query === '' ? url.pathname : `${url.pathname}?${signed.query}`;
}

async function exchange(request: OutgoingRequest, include: boolean, io: CommandIo): Promise<number> {
  try {
    const response = await send(request);
    await printResponse(response, io.stdout, include);
    const status = response.statusCode ?? 0;
    if (status < 400) return 0;
    io.stderr.write(`alicorn call: ${status} ${STATUS_CODES[status] ?? ''}${errorType(response.headers)}\n`);
    return HTTP_ERROR;
  } catch (error) {
    io.stderr.write(`alicorn call: ${explainSendError(error, request)}\n`);
    return 1;
  }
}

/** API Gateway and AWS's JSON services name the error in a header. */
function errorType(headers: NodeJS.Dict<string | string[]>): string {
  const type = headers['x-amzn-errortype'];
  return typeof type === 'string' ? `, ${type.split(':', 1)[0]}` : '';
}
