import { ServiceError } from '../../protocols/service-error.ts';
import { escapeText } from '../../protocols/xml-text.ts';
import type { BackendResponse } from '../backend.ts';
import { backendResponse } from '../backend-response.ts';
import { s3Address } from '../operations/s3-address.ts';
import { keysToDelete } from '../operations/s3-delete-objects.ts';
import { headersByName } from '../raw-headers.ts';
import type { Described, ServiceCall, ServiceTarget } from '../service-call.ts';
import type { Library } from './library.ts';

/** Bucket names are one for all regions. */
const REGION = 'all';
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What fauxqs would write into lists of the bucket, which no XML parser could read any more. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const UNLISTABLE = /[\u0000-\u001f\ufffe\uffff]/;
/** fauxqs reads bodies of these types as something else than bytes. */
const READ_OTHERWISE = /^application\/(?:x-www-form-urlencoded|x-amz-json-1\.0)/i;
const SIGNATURE = 'AWS4-HMAC-SHA256 Credential=-/20060301/us-east-1/s3/aws4_request';

/** S3 by fauxqs: the buckets of each account. Operations that it doesn't know would be taken for others: they end here. */
export function embeddedS3(library: Library): ServiceTarget {
  return {
    async send(call, described) {
      const { operation } = described;
      if (operation === undefined) throw notImplemented('This operation');
      const { bucket, key, parameters } = s3Address(call);
      if (bucket !== '' && !BUCKET_NAME.test(bucket)) {
        throw new ServiceError('InvalidBucketName', 400, 'The specified bucket is not valid.');
      }
      if (UNLISTABLE.test(key)) throw notImplemented('A key with control characters');
      if (operation === 'DeleteObjects') return deleteObjects(library, call, described, bucket);
      const { method, body } = call;
      const headers = headersFor(call);
      return library.send(
        { account: described.account, region: REGION },
        { method, path: pathOf(bucket, key, parameters), headers, body },
        call.signal,
      );
    },
  };
}

/** Written anew, so that the library reads what was authorized. */
function pathOf(bucket: string, key: string, parameters: ReadonlyMap<string, string>): string {
  // Without the last slash a bucket may have the name of another of the library's routes.
  const path = bucket === '' ? '/' : `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const query = [...parameters].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function headersFor({ headers, method }: ServiceCall): Record<string, string> {
  const given = headersByName(headers);
  const type = given['content-type'];
  if (type !== undefined && READ_OTHERWISE.test(type)) throw notImplemented(`A body of type ${type}`);
  return {
    ...given,
    host: 'localhost',
    authorization: SIGNATURE,
    ...(type === undefined && method !== 'GET' && { 'content-type': 'binary/octet-stream' }),
  };
}

/** One after the other, since the library reads the list of keys otherwise than XML has it. */
async function deleteObjects(
  library: Library,
  call: ServiceCall,
  { account }: Described,
  bucket: string,
): Promise<BackendResponse> {
  const keys = keysToDelete(call.body);
  const owner = { account, region: REGION };
  const headers = { host: 'localhost', authorization: SIGNATURE };
  let deleted = '';
  for (const key of keys) {
    const path = pathOf(bucket, key, new Map());
    const request = { method: 'DELETE', path, headers, body: Buffer.alloc(0) };
    const answer = await library.answer(owner, request, call.signal);
    // The bucket is not there: it isn't for any key.
    if (answer.status >= 300) return library.send(owner, request, call.signal);
    deleted += `<Deleted><Key>${escapeText(key)}</Key></Deleted>`;
  }
  const quiet = /<Quiet>\s*true\s*<\/Quiet>/i.test(call.body.toString());
  return backendResponse({
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `${quiet ? '' : deleted}</DeleteResult>`,
  });
}

function notImplemented(what: string): ServiceError {
  return new ServiceError('NotImplemented', 501, `${what} is not offered by the embedded S3.`);
}
