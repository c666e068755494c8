import type { Scope } from '../../store/store.ts';
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
