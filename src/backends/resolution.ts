import { join } from 'node:path';
import type { BackendParts } from './backends.ts';
import { embeddedDynamoDb } from './embedded/dynamodb.ts';
import { Library } from './embedded/library.ts';
import { embeddedS3 } from './embedded/s3.ts';
import { embeddedSns } from './embedded/sns.ts';
import { embeddedSqs } from './embedded/sqs.ts';
import type { ServiceTarget } from './service-call.ts';

/** Where the calls of each service go. */
export interface Resolution {
  readonly embedded: readonly string[];
  /** Undefined for services of this process and for those that nobody configured. */
  target(service: string): ServiceTarget | undefined;
  maximumBodySize(service: string): number;
  close(): Promise<void>;
}

const MB = 1024 * 1024;
/** DynamoDB's own limit, more than a batch of messages takes, and what fauxqs takes of an object or a part. */
const EMBEDDED_BODY: Readonly<Record<string, number>> = {
  dynamodb: 16 * MB,
  sqs: 8 * MB,
  sns: 8 * MB,
  s3: 11 * MB,
};

export function createResolution({ dataDirectory, endpoint, log }: BackendParts): Resolution {
  const library = (directory: string, script: string) =>
    new Library(join(dataDirectory, directory), new URL(script, import.meta.url), log);
  const dynalite = library('dynamodb', './embedded/dynalite-worker.ts');
  const messaging = library('messaging', './embedded/fauxqs-worker.ts');
  const buckets = library('s3', './embedded/fauxqs-worker.ts');
  const embedded = new Map<string, ServiceTarget>([
    ['dynamodb', embeddedDynamoDb(dynalite)],
    ['sqs', embeddedSqs(messaging, endpoint)],
    ['sns', embeddedSns(messaging)],
    ['s3', embeddedS3(buckets)],
  ]);
  return {
    embedded: [...embedded.keys()],
    target: (service) => embedded.get(service),
    maximumBodySize: (service) => EMBEDDED_BODY[service] ?? 10 * MB,
    async close() {
      for (const one of [dynalite, messaging, buckets]) await one.close();
    },
  };
}
