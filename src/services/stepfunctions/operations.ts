import type { SFN } from '@aws-sdk/client-sfn';
import type { Clock } from '../../clock.ts';
import type { AssumeServiceRole } from '../../identity/service-role.ts';
import type { ClientOperations, Handler } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import type { Workers } from './engine/workers.ts';
import type { Executions } from './executions/executions.ts';

/** Every operation of Step Functions 2016-11-23 with the input and output types of the official client. */
export type StepFunctionsOperations = ClientOperations<SFN>;

/** Handlers for the named operations. */
export type StepFunctionsHandlers<Names extends keyof StepFunctionsOperations> = {
  [Name in Names]: Handler<StepFunctionsOperations[Name]['input'], StepFunctionsOperations[Name]['output']>;
};

/** What the operations work with. */
export interface StepFunctionsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly assumeRole: AssumeServiceRole;
  readonly workers: Pick<Workers, 'validate'>;
  readonly executions: Executions;
}
