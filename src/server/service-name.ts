import type { IncomingHttpHeaders } from 'node:http';
import { targetedService } from './unsigned-calls.ts';

/** Which AWS API a request is for, as far as the request says it. */
export interface CalledService {
  /** Signing name, e.g. `lambda`. */
  readonly service: string;
  /** Region of the credential scope or host. */
  readonly region: string | undefined;
}

const CREDENTIAL = 'Credential=';
const QUERY_CREDENTIAL = 'X-Amz-Credential=';
/** `AKID/20260101/us-east-1/lambda/aws4_request` is never longer than this. */
const LONGEST_SCOPE = 512;

/**
 * By the credential scope of the signature (header or query), else by the target of a service that has operations which
 * need none, else by the signature's version, else by the host's first label. Nothing is verified here: the signature is
 * checked against this answer.
 */
export function calledService(headers: IncomingHttpHeaders, query: string): CalledService | undefined {
  return (
    byScope(headers.authorization ?? '', CREDENTIAL) ??
    byScope(query, QUERY_CREDENTIAL) ??
    byTarget(headers) ??
    bySignatureVersion(headers, query) ??
    byHost(headers.host)
  );
}

function bySignatureVersion(headers: IncomingHttpHeaders, query: string): CalledService | undefined {
  return hasSignatureVersion2(headers, query) ? { service: 's3', region: undefined } : undefined;
}

/**
 * Whether a request is signed as Amazon S3 was before Signature Version 4, which boto3 still does for presigned URLs of
 * us-east-1 unless it is told otherwise.
 * https://docs.aws.amazon.com/AmazonS3/latest/developerguide/RESTAuthentication.html
 */
export function hasSignatureVersion2({ authorization }: IncomingHttpHeaders, query: string): boolean {
  if (authorization !== undefined) return authorization.startsWith('AWS ');
  return query.includes('AWSAccessKeyId=') && query.includes('Signature=');
}

function byTarget(headers: IncomingHttpHeaders): CalledService | undefined {
  const service = targetedService(headers);
  return service === undefined ? undefined : { service, region: byHost(headers.host)?.region };
}

function byScope(text: string, marker: string): CalledService | undefined {
  const start = text.indexOf(marker);
  if (start < 0) return undefined;
  let scope = text.slice(start + marker.length, start + marker.length + LONGEST_SCOPE);
  const end = scope.search(/[,&\s]/);
  if (end >= 0) scope = scope.slice(0, end);
  const [, , region, service] = scope.replaceAll(/%2f/gi, '/').split('/');
  return service ? { service, region: region || undefined } : undefined;
}

/** Hosts that are not named after the service's signing name: StartSyncExecution has one of its own. */
const HOSTS: ReadonlyMap<string, string> = new Map([['sync-states', 'states']]);

/** `lambda.us-east-1.amazonaws.com`, `iam.amazonaws.com`, `sts.localhost.localstack.cloud` */
function byHost(host: string | undefined): CalledService | undefined {
  // `bucket.s3.localhost`
  const labels = (host ?? '').toLowerCase().split(':')[0]?.split('.') ?? [];
  if (labels.length > 2 && labels.indexOf('s3') > 0) return { service: 's3', region: undefined };
  const [service, region, ...rest] = labels;
  if (!service || region === undefined || rest.length === 0 || /^[0-9]+$/.test(service)) return undefined;
  return { service: HOSTS.get(service) ?? service, region: region.includes('-') ? region : undefined };
}
