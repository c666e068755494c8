import { decodeUriPart, parseParameters } from '../../protocols/form.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { ServiceCall } from '../service-call.ts';

/** What a request to S3 is about, whichever way it is addressed. */
export interface S3Address {
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Decoded; empty for the bucket itself. */
  readonly key: string;
  /** Whether it is the host, and not the path, that names the bucket. */
  readonly byHost: boolean;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads bucket and key from path (`/bucket/key`) or host (`bucket.s3.localhost`). Throws ServiceError for what
 * another reader might take for another object: dot segments, parameters that are there twice.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Address(call: ServiceCall): S3Address {
  const virtual = call.subdomain ?? bucketOfHost(call.host);
  const path = decode(call.path.slice(1));
  const slash = path.indexOf('/');
  const bucket = virtual ?? (slash < 0 ? path : path.slice(0, slash));
  const key = virtual === undefined ? (slash < 0 ? '' : path.slice(slash + 1)) : path;
  if (bucket === '' && key !== '') throw invalid('The request has a key but no bucket.');
  if (bucket.includes('/') || hasDotSegments(bucket) || hasDotSegments(key)) {
    throw invalid('Buckets and keys with . or .. as a part of their path are not supported.');
  }
  const parameters = new Map<string, string>();
  for (const [name, value] of parseParameters(call.query)) {
    if (parameters.has(name)) throw invalid(`The parameter ${name.slice(0, 64)} is there more than once.`);
    parameters.set(name, value);
  }
  return { bucket, key, byHost: virtual !== undefined, parameters };
}

/** `/source-bucket/key` or `source-bucket/key`, percent-encoded. */
export function s3CopySource(header: string): { readonly bucket: string; readonly key: string } {
  const source = decode(header);
  const path = source.startsWith('/') ? source.slice(1) : source;
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) throw invalid('Invalid copy source object key');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

const LOCAL_HOST = /\.localhost(?:\.localstack\.cloud)?$/;

/** The part before `.s3.` or `.s3-`, or before `.localhost`; undefined where the path names the bucket. */
function bucketOfHost(host: string | undefined): string | undefined {
  const name = (host ?? '').replace(/:[0-9]*$/, '').toLowerCase();
  if (!name.includes('.') || /^[0-9.]+$/.test(name)) return undefined;
  if (/^s3[.-]/.test(name)) return undefined;
  const marker = name.search(/\.s3[.-]/);
  if (marker > 0) return name.slice(0, marker);
  if (name === 'localhost.localstack.cloud') return undefined;
  return LOCAL_HOST.test(name) ? name.replace(LOCAL_HOST, '') : undefined;
}

function decode(text: string): string {
  try {
    return decodeUriPart(text);
  } catch {
    throw new ServiceError('InvalidURI', 400, "Couldn't parse the specified URI.");
  }
}

function hasDotSegments(path: string): boolean {
  return path.includes('.') && path.split('/').some((segment) => segment === '.' || segment === '..');
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgument', 400, message);
}
