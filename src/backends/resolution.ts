import { join } from 'node:path';
import type { BackendParts } from './backends.ts';
import { embeddedDynamoDb } from './embedded/dynamodb.ts';
import { Library } from './embedded/library.ts';
import type { ServiceTarget } from './service-call.ts';

/** Where the calls of each service go. */
export interface Resolution {
  readonly embedded: readonly string[];
  /** Undefined for services of this process and for those that nobody configured. */
  target(service: string): ServiceTarget | undefined;
  maximumBodySize(service: string): number;
  close(): Promise<void>;
}

/** Bytes: DynamoDB's own limit. */
const DYNAMODB_BODY = 16 * 1024 * 1024;

export function createResolution({ dataDirectory, log }: BackendParts): Resolution {
  const dynalite = new Library(
    join(dataDirectory, 'dynamodb'),
    new URL('./embedded/dynalite-worker.ts', import.meta.url),
    log,
  );
  const embedded = new Map<string, ServiceTarget>([['dynamodb', embeddedDynamoDb(dynalite)]]);
  return {
    embedded: [...embedded.keys()],
    target: (service) => embedded.get(service),
    maximumBodySize: () => DYNAMODB_BODY,
    close: () => dynalite.close(),
  };
}
