import type { FunctionCode as CodeInput, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import type { AdmittedCode, FunctionCode } from '../../lambda/code.ts';
import { InvalidZipError } from '../../lambda/unzip.ts';
import { invalidParameter } from './errors.ts';

/**
 * Takes in the code that a request carries. Throws InvalidParameterValueException for zip files that cannot be used, and
 * for sources that are not offered.
 * @param dryRun checks only
 */
export async function admitCode(
  code: FunctionCode,
  source: CodeInput | UpdateFunctionCodeRequest | undefined,
  dryRun = false,
): Promise<AdmittedCode> {
  const { ZipFile, S3Bucket, S3Key, ImageUri } = source ?? {};
  if (ImageUri !== undefined) {
    throw invalidParameter('Container images are not supported here: give the code as ZipFile.');
  }
  if (S3Bucket !== undefined || S3Key !== undefined) {
    throw invalidParameter('Code from S3 is not supported here: give it as ZipFile.');
  }
  if (ZipFile === undefined) throw invalidParameter('Please provide a source for function code.');
  if (ZipFile.byteLength === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  try {
    return await (dryRun ? code.inspect(ZipFile) : code.admit(ZipFile));
  } catch (error) {
    if (error instanceof InvalidZipError) throw invalidParameter(error.message);
    throw error;
  }
}
