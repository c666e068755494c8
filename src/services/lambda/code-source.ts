import type { FunctionCode as CodeInput, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { readS3Object, S3ObjectError } from '../../backends/s3-object.ts';
import type { AdmittedCode, FunctionCode } from '../../lambda/code.ts';
import { InvalidZipError } from '../../lambda/unzip.ts';
import type { CallContext } from '../../protocols/service.ts';
import { accessDenied, invalidParameter } from './errors.ts';
import type { LambdaServiceDependencies } from './operations.ts';

/** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (deployment package, unzipped) */
const MAXIMUM_OBJECT = 262_144_000;

type Source = CodeInput | UpdateFunctionCodeRequest;

/**
 * Takes in the code that a request carries, or that it names by its place in S3, which is read as the caller. Throws
 * InvalidParameterValueException for zip files that cannot be used or read, and for sources that are not offered.
 * @param dryRun checks only
 */
export async function admitCode(
  dependencies: Pick<LambdaServiceDependencies, 'lambda' | 'backends'>,
  source: Source | undefined,
  context: CallContext,
  dryRun = false,
): Promise<AdmittedCode> {
  const zip = await zipOf(source ?? {}, context, dependencies);
  if (zip.byteLength === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  const code: FunctionCode = dependencies.lambda.code;
  try {
    return await (dryRun ? code.inspect(zip) : code.admit(zip));
  } catch (error) {
    if (error instanceof InvalidZipError) throw invalidParameter(error.message);
    throw error;
  }
}

async function zipOf(
  { ZipFile, S3Bucket, S3Key, S3ObjectVersion, ImageUri }: Source,
  context: CallContext,
  { backends }: Pick<LambdaServiceDependencies, 'backends'>,
): Promise<Uint8Array> {
  if (ImageUri !== undefined) {
    throw invalidParameter('Container images are not supported here: give the code as ZipFile.');
  }
  const isInS3 = S3Bucket !== undefined || S3Key !== undefined;
  if (ZipFile !== undefined && isInS3) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
  }
  if (ZipFile !== undefined) return ZipFile;
  if (!isInS3) throw invalidParameter('Please provide a source for function code.');
  if (S3Bucket === undefined) throw invalidParameter('S3Bucket is a required parameter.');
  if (S3Key === undefined) throw invalidParameter('S3Key is a required parameter.');
  const location = { bucket: S3Bucket, key: S3Key, versionId: S3ObjectVersion };
  try {
    return await readS3Object(backends, location, context, MAXIMUM_OBJECT);
  } catch (error) {
    if (!(error instanceof S3ObjectError)) throw error;
    throw unreadable(error, S3Bucket, S3Key);
  }
}

/** Texts as Lambda answers them. */
function unreadable({ code, message }: S3ObjectError, bucket: string, key: string): Error {
  const what = `S3 Error Code: ${code}. S3 Error Message: ${message}`;
  if (code !== 'AccessDenied') return invalidParameter(`Error occurred while GetObject. ${what}`);
  return accessDenied(
    'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ' +
      `${bucket}/${key}. ${what}`,
  );
}
