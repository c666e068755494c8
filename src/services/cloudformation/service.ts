import type { Backends } from '../../backends/backend.ts';
import type { Clock } from '../../clock.ts';
import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Service, ServiceCaller } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { changeSets } from './handlers/change-sets.ts';
import { createStack } from './handlers/create-stack.ts';
import { deleteStack } from './handlers/delete-stack.ts';
import { describeStacks } from './handlers/describe-stacks.ts';
import { exportsAndImports } from './handlers/exports.ts';
import { rollBack } from './handlers/roll-back.ts';
import { stackEvents } from './handlers/stack-events.ts';
import { stackResources } from './handlers/stack-resources.ts';
import { templates } from './handlers/templates.ts';
import { terminationProtection } from './handlers/termination-protection.ts';
import { updateStack } from './handlers/update-stack.ts';
import { requiredPermissions } from './permissions.ts';
import type { CloudFormation, CloudFormationHandlers } from './stacks/cloudformation.ts';
import { StackEngine } from './stacks/engine.ts';
import { assumeStackRole } from './stacks/stack-role.ts';
import { StackStore } from './stacks/stack-store.ts';
import { unsupportedOperations } from './unsupported.ts';

export interface CloudFormationOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Through which resources are made, as the caller of the stack's operation. */
  readonly services: ServiceCaller;
  /** The services that resources are made of and that are none of this program's own. */
  readonly backends: Backends;
  /** `aws` unless told otherwise. */
  readonly partition?: string;
  /** What `AWS::URLSuffix` gives, `amazonaws.com` unless told otherwise. */
  readonly urlSuffix?: string;
  /** Told of whatever made a resource or an operation fail. */
  readonly report?: (error: unknown) => void;
}

export interface CloudFormationService extends Service {
  readonly handlers: CloudFormationHandlers;
  /** Takes up the operations that were in progress when the process before this one ended. */
  resume(): Promise<void>;
  /** Resolves when no operation runs. */
  idle(): Promise<void>;
  /** Begins no further steps and resolves when those begun have ended; operations go on after the next start. */
  close(): Promise<void>;
}

/** AWS CloudFormation, 2010-05-15. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html */
export function createCloudFormationService(options: CloudFormationOptions): CloudFormationService {
  const {
    clock,
    services,
    backends,
    partition = 'aws',
    urlSuffix = 'amazonaws.com',
    report = () => {},
  } = options;
  const store = new StackStore(options.store);
  const engine = new StackEngine({
    store,
    clock,
    services,
    backends,
    partition,
    report,
    actor: async ({ stackId, roleArn }, caller) => {
      if (roleArn === undefined) return caller;
      const [, , , region = '', account = ''] = stackId.split(':');
      return assumeStackRole(services, roleArn, { account, region });
    },
  });
  const cloudFormation: CloudFormation = { store, engine, clock, services, backends, partition, urlSuffix };
  return {
    name: 'cloudformation',
    loadSchema: () => loadAwsService('cloudformation'),
    handlers: {
      ...changeSets(cloudFormation),
      ...createStack(cloudFormation),
      ...deleteStack(cloudFormation),
      ...describeStacks(cloudFormation),
      ...exportsAndImports(cloudFormation),
      ...rollBack(cloudFormation),
      ...stackEvents(cloudFormation),
      ...stackResources(cloudFormation),
      ...templates(cloudFormation),
      ...terminationProtection(cloudFormation),
      ...updateStack(cloudFormation),
      ...unsupportedOperations,
    },
    permissions: (operation, input, context) =>
      requiredPermissions(cloudFormation, operation, input, context),
    resume: () => engine.resume(),
    idle: () => engine.idle(),
    close: () => engine.close(),
  };
}
