import type { Backends } from '../../backends/backend.ts';
import type { Clock } from '../../clock.ts';
import type { AssumeServiceRole } from '../../identity/service-role.ts';
import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service, ServiceCaller } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { Workers } from './engine/workers.ts';
import { executionHandlers } from './executions/execution-handlers.ts';
import { Executions } from './executions/executions.ts';
import type { StepFunctionsOperations, StepFunctionsParts } from './operations.ts';
import { requiredPermissions } from './permissions.ts';
import { stateMachineHandlers } from './state-machines.ts';
import { tagHandlers } from './tags.ts';
import { createRunTask } from './tasks/run-task.ts';
import { UNSUPPORTED } from './unsupported.ts';

/** What Step Functions needs. */
export interface StepFunctionsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly assumeRole: AssumeServiceRole;
  /** The services of this process, which tasks call. */
  readonly services: ServiceCaller;
  /** The other services that tasks call. */
  readonly backends: Backends;
}

/** A service with executions that outlive calls. */
export interface StepFunctionsService extends Service {
  /** Ends in the records what an earlier process left running, and removes what is too old. */
  resume(): Promise<void>;
  /** Ends all executions. */
  close(): Promise<void>;
}

/** AWS Step Functions, 2016-11-23. https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export function createStepFunctionsService(dependencies: StepFunctionsDependencies): StepFunctionsService {
  const { store, clock, assumeRole } = dependencies;
  const workers = new Workers();
  const executions = new Executions({ store, clock, workers, runTask: createRunTask(dependencies) });
  return {
    name: 'states',
    loadSchema: () => loadAwsService('states'),
    handlers: stepFunctionsHandlers({ store, clock, assumeRole, workers, executions }),
    permissions: requiredPermissions,
    resume: () => executions.resume(),
    async close() {
      await executions.close();
      await workers.close();
    },
  };
}

function stepFunctionsHandlers(parts: StepFunctionsParts) {
  return {
    ...UNSUPPORTED,
    ...stateMachineHandlers(parts),
    ...executionHandlers(parts),
    ...tagHandlers(parts),
  } satisfies Handlers<StepFunctionsOperations>;
}
