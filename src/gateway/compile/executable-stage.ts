import type { Scope } from '../../store/store.ts';
import type { Invocation } from '../invocation.ts';
import type { BinaryMediaTypes } from '../request/binary-media-types.ts';
import type { Reply } from '../responses/reply.ts';
import type { Router } from '../routing/router.ts';

/** One link of a method's chain: goes on by returning, ends the invocation by throwing GatewayError. */
export type Step = (invocation: Invocation) => void | Promise<void>;

/** The last link: asks the backend. Throws GatewayError. */
export type Integrate = (invocation: Invocation) => Promise<Reply>;

/** A method as requests meet it, holding only what it uses. */
export interface ExecutableMethod {
  /** As configured: an HTTP method in upper case, or `ANY`. */
  readonly httpMethod: string;
  readonly resourceId: string;
  /** `/users/{id}` */
  readonly resourcePath: string;
  readonly steps: readonly Step[];
  readonly integrate: Integrate;
}

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

/** A stage and the deployment it points to, made ready to serve. Never changes. */
export interface ExecutableStage extends StageFacts {
  readonly router: Router<ExecutableMethod>;
  /** True when the API may only be invoked through a custom domain name. */
  readonly executeApiDisabled: boolean;
}
