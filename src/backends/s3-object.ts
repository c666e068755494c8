import { elementText } from '../protocols/xml-elements.ts';
import { BackendError, type BackendRequest, type Backends } from './backend.ts';

export interface S3Location {
  readonly bucket: string;
  readonly key: string;
  /** The object's latest version when absent. */
  readonly versionId?: string | undefined;
}

/** An object can't be read. */
export class S3ObjectError extends Error {
  override readonly name = 'S3ObjectError';
  /** S3's own, `NoSuchKey`; `ServiceUnavailable` where there is no S3 to ask. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** As long as reading an object may take, in ms. */
const TIME_LIMIT = 60_000;
/** Bytes of an error's description that are read. */
const ERROR_LIMIT = 64 * 1024;

/**
 * Reads an object as `origin`'s caller, who must be allowed `s3:GetObject`. Throws S3ObjectError, also for one longer than
 * `maximum` bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export async function readS3Object(
  backends: Backends,
  { bucket, key, versionId }: S3Location,
  origin: Pick<BackendRequest, 'caller' | 'account' | 'region'>,
  maximum: number,
): Promise<Buffer> {
  const { caller, account, region } = origin;
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  let answer: { status: number; body: Buffer };
  try {
    const { status, body } = await backends.send({
      service: 's3',
      region,
      account,
      caller,
      method: 'GET',
      path: `/${path}`,
      query: versionId === undefined ? '' : `versionId=${encodeURIComponent(versionId)}`,
      headers: [],
      body: Buffer.alloc(0),
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    answer = { status, body: await collect(body, status < 300 ? maximum : ERROR_LIMIT) };
  } catch (error) {
    if (error instanceof S3ObjectError) throw error;
    const reason = error instanceof BackendError ? error.message : 'S3 could not be asked';
    throw new S3ObjectError('ServiceUnavailable', reason);
  }
  if (answer.status < 300) return answer.body;
  const text = answer.body.toString();
  throw new S3ObjectError(
    elementText(text, 'Code') || 'InternalError',
    elementText(text, 'Message') || 'no reason given',
  );
}

async function collect(body: AsyncIterable<Buffer>, maximum: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maximum)
      throw new S3ObjectError('EntityTooLarge', `the object is longer than ${maximum} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
