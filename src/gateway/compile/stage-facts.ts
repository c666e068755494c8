import type { Scope } from '../../store/store.ts';
import type { CachePartition } from '../caching/response-cache.ts';
import type { BinaryMediaTypes } from '../request/binary-media-types.ts';

/** What every part of a stage needs to know of it. */
export interface StageFacts {
  /** Account and region of the API. */
  readonly scope: Scope;
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  /** Undefined when there are none. */
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly binaryMediaTypes: BinaryMediaTypes;
  /** Whether this is the stage's canary; absent when the stage has none. */
  readonly isCanary?: boolean;
  /** Where responses are cached; absent when the stage has no cache, or its canary none. */
  readonly cachePartition?: CachePartition;
  /** How often authorizers' answers have been thrown away: those of another generation are not used. 0 when absent. */
  readonly authorizerCacheGeneration?: number;
  /** Bytes from which on payloads are compressed and decompressed; absent when answers are not compressed. */
  readonly minimumCompressionSize?: number;
  /** What the stage shows to HTTP backends to be known by; absent when it has none. */
  readonly clientCertificateId?: string;
  /** True when the API can only be invoked through a VPC endpoint. */
  readonly isPrivate?: boolean;
  /** The API's resource policy as of the deployment, JSON text; undefined when it has none. */
  readonly resourcePolicy: string | undefined;
}

/** Which method of the API serves a request. */
export interface MethodFacts {
  /** As configured: an HTTP method in upper case, or `ANY`. */
  readonly httpMethod: string;
  readonly resourceId: string;
  /** `/users/{id}` */
  readonly resourcePath: string;
}
