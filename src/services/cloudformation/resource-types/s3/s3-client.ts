import type { Backends } from '../../../../backends/backend.ts';
import { readS3Object, S3ObjectError } from '../../../../backends/s3-object.ts';
import { ServiceError } from '../../../../protocols/service-error.ts';
import { xmlError } from '../../../../protocols/xml-elements.ts';
import { callBackend } from '../backends/backend-call.ts';
import { type CallOrigin, isMissing, ServiceCallError } from '../service-clients.ts';

const LARGEST_OBJECT = 10 * 1024 * 1024;
const SERVICE = { name: 's3', displayName: 'S3' };

/** Operations of S3's API that resources are made with. */
export interface S3Client {
  /** Whether the bucket is there and the caller's to use. */
  headBucket(name: string): Promise<boolean>;
  createBucket(name: string): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  /** At most 10 MB, the largest definition that an import takes. */
  getObject(bucket: string, key: string, versionId?: string): Promise<Buffer>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export function s3Client(backends: Backends, origin: CallOrigin): S3Client {
  const call = (method: string, bucket: string, body = '') =>
    callBackend(
      backends,
      SERVICE,
      origin,
      {
        method,
        path: `/${encodeURIComponent(bucket)}`,
        headers: body === '' ? [] : ['Content-Type', 'application/xml'],
        body,
      },
      xmlError,
    );
  return {
    async headBucket(name) {
      try {
        await call('HEAD', name);
        return true;
      } catch (error) {
        // 403: somebody else's; making one of the same name says so in S3's own words.
        if (isMissing(error) || (error instanceof ServiceCallError && error.error.statusCode === 403))
          return false;
        throw error;
      }
    },
    async createBucket(name) {
      await call('PUT', name, location(origin.region));
    },
    async deleteBucket(name) {
      await call('DELETE', name);
    },
    async getObject(bucket, key, versionId) {
      try {
        return await readS3Object(backends, { bucket, key, versionId }, origin, LARGEST_OBJECT);
      } catch (error) {
        if (!(error instanceof S3ObjectError)) throw error;
        const status = error.code === 'ServiceUnavailable' ? 503 : 400;
        throw new ServiceCallError(SERVICE.displayName, new ServiceError(error.code, status, error.message));
      }
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html: us-east-1 is where buckets are by themselves. */
function location(region: string): string {
  if (region === 'us-east-1') return '';
  return (
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
  );
}
