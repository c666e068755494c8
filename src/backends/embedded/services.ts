import { join } from 'node:path';
import type { BackendParts } from '../backend-parts.ts';
import type { ServiceTarget } from '../service-call.ts';
import { embeddedDynamoDb } from './dynamodb.ts';
import { Library } from './library.ts';
import { embeddedS3 } from './s3.ts';
import { embeddedSns } from './sns.ts';
import { embeddedSqs } from './sqs.ts';

/** The services that libraries serve, by name. Each library starts with its first call. */
export interface EmbeddedServices {
  readonly targets: ReadonlyMap<string, ServiceTarget>;
  close(): Promise<void>;
}

export function embeddedServices({ dataDirectory, endpoint, log }: BackendParts): EmbeddedServices {
  const library = (directory: string, script: string) =>
    new Library(join(dataDirectory, directory), new URL(script, import.meta.url), log);
  const dynalite = library('dynamodb', './dynalite-worker.ts');
  const messaging = library('messaging', './fauxqs-worker.ts');
  const buckets = library('s3', './fauxqs-worker.ts');
  const targets = new Map<string, ServiceTarget>([
    ['dynamodb', embeddedDynamoDb(dynalite)],
    ['sqs', embeddedSqs(messaging, endpoint)],
    ['sns', embeddedSns(messaging)],
    ['s3', embeddedS3(buckets)],
  ]);
  const close = async () => {
    for (const one of [dynalite, messaging, buckets]) await one.close();
  };
  return { targets, close };
}
