import type { Invocation } from '../invocation.ts';
import type { AccessLog } from '../logging/access-log.ts';
import type { MethodLogging } from '../logging/method-logging.ts';
import type { StageExecutionLog } from '../logging/stage-execution-log.ts';
import type { CustomizedResponses } from '../responses/customized-responses.ts';
import type { Reply } from '../responses/reply.ts';
import type { Router } from '../routing/router.ts';
import type { MethodFacts, StageFacts } from './stage-facts.ts';

/** One link of a method's chain: goes on by returning, ends the invocation by throwing GatewayError. */
export type Step = (invocation: Invocation) => void | Promise<void>;

/** The last link: asks the backend. Throws GatewayError. */
export type Integrate = (invocation: Invocation) => Promise<Reply>;

/** A method as requests meet it, holding only what it uses. */
export interface ExecutableMethod extends MethodFacts {
  readonly steps: readonly Step[];
  readonly integrate: Integrate;
  /** What is logged of its executions; absent when nothing is. */
  readonly logging?: MethodLogging;
}

/** The canary release of a stage. */
export interface Canary {
  readonly stage: ExecutableStage;
  /** More than 0, at most 100. */
  readonly percentTraffic: number;
}

/** A stage and the deployment it points to, made ready to serve. Never changes. */
export interface ExecutableStage extends StageFacts {
  readonly router: Router<ExecutableMethod>;
  /** True when the API may only be invoked through a custom domain name. */
  readonly executeApiDisabled: boolean;
  readonly gatewayResponses: CustomizedResponses;
  /** What a part of the stage's traffic goes to instead; absent when all of it goes here. */
  readonly canary?: Canary;
  /** Where the executions of methods with `logging` are logged; absent when there is no place for logs. */
  readonly executionLog?: StageExecutionLog;
  /** Absent when the stage logs no accesses. */
  readonly accessLog?: AccessLog;
}
