import type { CollectionDefinition } from '../store/store.ts';

/** What of a function is frozen by publishing a version. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export interface FunctionVersion {
  functionName: string;
  /** `$LATEST`, `1`, `2`... */
  version: string;
  runtime: string;
  handler: string;
  /** ARN of the execution role. */
  role: string;
  description: string;
  /** Seconds, 1 to 900. */
  timeout: number;
  /** MB, 128 to 10240; told to the function, not enforced. */
  memorySize: number;
  /** Absent when none was ever given, which answers tell from an empty one. */
  environment?: Record<string, string>;
  architectures: ('x86_64' | 'arm64')[];
  /** Name of the zip file's bytes in the blob store. */
  codeBlob: string;
  /** Base64 SHA-256 of the zip file. */
  codeSha256: string;
  /** Bytes of the zip file. */
  codeSize: number;
  /** ms since 1970. */
  lastModified: number;
  /** UUID that changes with every update. */
  revisionId: string;
  /** Whether traces are sampled where the caller doesn't say; PassThrough when absent. */
  tracingMode?: 'Active' | 'PassThrough';
  /** MB of /tmp; told, not enforced; 512 when absent. */
  ephemeralStorage?: number;
  /** Name of the log group, if not `/aws/lambda/NAME`. */
  logGroup?: string;
  /** Of a published version: the description that `$LATEST` had then. */
  latestDescription?: string;
}

/** Id: the function's name. One record holds all of a function, so that changes to it are atomic. */
export interface FunctionRecord {
  name: string;
  arn: string;
  latest: FunctionVersion;
  /** Published versions, by number as text. */
  versions: Record<string, FunctionVersion>;
  /** Number given to the version published last: numbers are not used again. */
  lastVersion: number;
  aliases: Record<string, AliasRecord>;
  /** Resource policies (JSON text) with a revision id, by qualifier: `$LATEST` stands for the unqualified function. */
  policies: Record<string, { document: string; revisionId: string }>;
  reservedConcurrency?: number;
  tags: Record<string, string>;
}

export interface AliasRecord {
  name: string;
  functionVersion: string;
  description: string;
  /** Version to weight (0 to 1) for a second version. */
  additionalVersionWeights: Record<string, number>;
  revisionId: string;
}

export const functions: CollectionDefinition<FunctionRecord> = { name: 'lambda-functions', version: 1 };
