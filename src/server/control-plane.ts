import type { Backends } from '../backends/backend.ts';
import type { Clock } from '../clock.ts';
import type { TestInvoker } from '../definitions/test-invocation.ts';
import type { ThrottleSettings } from '../definitions/usage-plans.ts';
import type { IamAccessControl } from '../identity/access-control.ts';
import { serviceRoles } from '../identity/service-role.ts';
import type { SessionTokens } from '../identity/session-token.ts';
import { createFunctionAccess } from '../lambda/function-access.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { ServiceRegistry } from '../protocols/engine.ts';
import { createAlicornService } from '../services/alicorn/service.ts';
import { createApiGatewayService } from '../services/apigateway/service.ts';
import { createCloudFormationService } from '../services/cloudformation/service.ts';
import { createCognitoService } from '../services/cognito-idp/service.ts';
import { createEventBridgeService } from '../services/events/service.ts';
import { createIamService } from '../services/iam/service.ts';
import { createLambdaService } from '../services/lambda/service.ts';
import { createStepFunctionsService } from '../services/stepfunctions/service.ts';
import { createStsService } from '../services/sts/service.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { UserPoolParts } from '../user-pools/user-pool-service.ts';

export interface ControlPlaneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly access: IamAccessControl;
  readonly sessionTokens: SessionTokens;
  readonly lambda: Lambda;
  /** Executes methods for TestInvokeMethod. */
  readonly testInvoker: TestInvoker;
  /** Of each account in each region; AWS's own when undefined. */
  readonly accountThrottle?: ThrottleSettings | undefined;
  readonly backends: Backends;
  readonly userPools: UserPoolParts;
  readonly log: Log;
}

/** Every AWS API that is offered. */
export interface ControlPlane {
  readonly registry: ServiceRegistry;
  /** Takes up what an earlier process left: stack operations, executions of state machines, deliveries of events. */
  resume(): Promise<void>;
  /** Begins no further step of a stack's operation and ends executions; resolves when what was begun has ended. */
  close(): Promise<void>;
}

export function createControlPlane(parts: ControlPlaneParts): ControlPlane {
  const { store, clock, access, sessionTokens, lambda, backends, log } = parts;
  const registry = new ServiceRegistry({
    services: [
      createIamService({ store, clock }),
      createStsService({ store, clock, access, sessionTokens }),
      createAlicornService({ store, clock }),
      createLambdaService({ store, clock, backends, lambda }),
      createCognitoService({ store, clock, userPools: parts.userPools }),
      createApiGatewayService({
        store,
        clock,
        testInvoker: parts.testInvoker,
        accountThrottle: parts.accountThrottle,
      }),
    ],
    access,
    clock,
    onFault: (error, call) =>
      log.error('an API call failed for a reason that is our own', {
        ...call,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  });
  const cloudFormation = createCloudFormationService({
    store,
    clock,
    services: registry,
    backends,
    report: (error) =>
      log.warn('a stack operation met an error', {
        error: error instanceof Error ? error.message : String(error),
      }),
  });
  registry.add(cloudFormation);
  const assumeRole = serviceRoles(store, access);
  const stepFunctions = createStepFunctionsService({
    store,
    clock,
    assumeRole,
    services: registry,
    backends,
  });
  registry.add(stepFunctions);
  const eventBridge = createEventBridgeService({
    store,
    clock,
    assumeRole,
    services: registry,
    backends,
    invoker: lambda.invoker,
    functionAccess: createFunctionAccess({ store, access }),
  });
  registry.add(eventBridge);
  return {
    registry,
    async resume() {
      await Promise.all([cloudFormation.resume(), stepFunctions.resume(), eventBridge.resume()]);
    },
    async close() {
      await Promise.all([cloudFormation.close(), stepFunctions.close(), eventBridge.close()]);
    },
  };
}
