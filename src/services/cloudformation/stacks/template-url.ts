import { isIP } from 'node:net';
import type { Backends } from '../../../backends/backend.ts';
import { readS3Object, type S3Location, S3ObjectError } from '../../../backends/s3-object.ts';
import type { CallContext } from '../../../protocols/service.ts';
import { templateError, validationError } from '../template/validation-error.ts';

/** Bytes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAXIMUM_TEMPLATE = 1_000_000;
const SEE_ALSO =
  'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';

/** What names a template, by its text or by where it is. */
export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/**
 * A request whose template is its TemplateBody: one that names an object of S3 by TemplateURL gets that object's text, read
 * as the caller. Throws ValidationError.
 */
export async function withTemplateBody<Request extends TemplateSource>(
  backends: Backends,
  request: Request,
  { caller, account, region }: CallContext,
): Promise<Request> {
  const { TemplateURL: url, TemplateBody: body } = request;
  if (url === undefined) return request;
  if (body !== undefined) throw validationError('Only one of TemplateBody or TemplateURL can be specified.');
  const location = s3LocationOf(url);
  if (location === undefined) throw validationError('TemplateURL must be a supported URL.');
  try {
    const object = await readS3Object(backends, location, { caller, account, region }, MAXIMUM_TEMPLATE);
    return { ...request, TemplateURL: undefined, TemplateBody: object.toString() };
  } catch (error) {
    if (!(error instanceof S3ObjectError)) throw error;
    throw templateError(`S3 error: ${error.message}\n${SEE_ALSO}`);
  }
}

/**
 * The object that a URL names: by S3's host names on AWS with the bucket in host or path, and by path on a host that can only
 * be a gateway's own address (an IP address, a name without a domain, `*.localhost`), as clients with an `endpoint_url` write it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3LocationOf(text: string): S3Location | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const path = decoded(pathname.slice(1));
  if (path === undefined) return undefined;
  const versionId = searchParams.get('versionId') ?? undefined;
  const [isS3, bucket] =
    /^(?:([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.)?s3(?:[.-][a-z0-9-]{1,32})?\.amazonaws\.com(?:\.cn)?$/.exec(
      hostname,
    ) ?? [];
  if (bucket !== undefined) return path === '' ? undefined : { bucket, key: path, versionId };
  if (isS3 === undefined && !isOwnHost(hostname)) return undefined;
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), versionId };
}

function isOwnHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 || !host.includes('.') || host.endsWith('.localhost');
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
