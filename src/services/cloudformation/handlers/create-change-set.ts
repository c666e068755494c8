import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../../protocols/service-error.ts';
import type { Scope } from '../../../store/store.ts';
import { insertStack } from '../stacks/begin-operation.ts';
import {
  type CloudFormation,
  type CloudFormationHandlers,
  identityOf,
  newStackIds,
  requireOffered,
  requireRole,
  requireStackName,
  scopeOf,
} from '../stacks/cloudformation.ts';
import { differences, isNoUpdate, sameTags } from '../stacks/difference.ts';
import { changeSetsOf } from '../stacks/find-change-set.ts';
import { bindPresent, type Prepared, prepare, type StackRequest } from '../stacks/prepare.ts';
import type { ChangeSetRecord, StackRecord, StackSettings } from '../stacks/records.ts';
import { withTemplateBody } from '../stacks/template-url.ts';
import { validationError } from '../template/validation-error.ts';
import { changesOf } from './change-set-changes.ts';
import { requireUpdatable } from './update-stack.ts';

const NOTHING: StackSettings = {
  templateBody: '',
  parameters: [],
  tags: [],
  capabilities: [],
  notificationArns: [],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export function createChangeSet(
  cloudFormation: CloudFormation,
): Pick<CloudFormationHandlers, 'CreateChangeSet'> {
  const { store, clock, partition } = cloudFormation;
  return {
    CreateChangeSet: async (input, context) => {
      const scope = scopeOf(context);
      const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
      requireOffered(input);
      if (type === 'IMPORT' || (input.ResourcesToImport ?? []).length > 0)
        throw validationError('Importing existing resources into stacks is not supported.');
      const stack = await stackFor(scope, stackName, name, type);
      await requireNewName(scope, stack.uuid, name);
      await requireRole(cloudFormation, input, context);
      const present = type === 'UPDATE' ? stack : undefined;
      const request = await withTemplateBody(cloudFormation.backends, input, context);
      const planned = await plan(scope, request, stack, present);
      const uuid = randomUUID();
      const record: ChangeSetRecord = {
        changeSetId: `arn:${partition}:cloudformation:${scope.region}:${scope.account}:changeSet/${name}/${uuid}`,
        name,
        stackUuid: stack.uuid,
        stackId: stack.stackId,
        stackName: stack.stackName,
        createdAt: clock(),
        ...planned,
        ...(input.Description !== undefined && { description: input.Description }),
        ...(input.OnStackFailure !== undefined && { onStackFailure: input.OnStackFailure }),
      };
      const existing = await store.stacks.get(scope, stack.uuid);
      if (existing === undefined) await insertStack(cloudFormation, scope, stack, []);
      await store.changeSets.put(scope, uuid, record, 0);
      return { Id: record.changeSetId, StackId: stack.stackId };
    },
  };

  /** The stack that the change set is of: there already, or begun by it. */
  async function stackFor(
    scope: Scope,
    stackName: string,
    name: string,
    type: 'CREATE' | 'UPDATE',
  ): Promise<StackRecord> {
    const existing = (await store.find(scope, stackName))?.value;
    if (type === 'UPDATE') {
      if (existing === undefined || existing.status === 'DELETE_COMPLETE')
        throw validationError(`Stack [${stackName}] does not exist`);
      requireUpdatable(existing);
      return existing;
    }
    if (existing?.status === 'REVIEW_IN_PROGRESS') return existing;
    if (existing !== undefined)
      throw validationError(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    requireStackName(stackName);
    return {
      ...NOTHING,
      ...newStackIds(cloudFormation, scope, stackName),
      status: 'REVIEW_IN_PROGRESS',
      statusReason: 'User Initiated',
      createdAt: clock(),
      outputs: [],
      disableRollback: false,
      enableTerminationProtection: false,
    };
  }

  async function requireNewName(scope: Scope, stackUuid: string, name: string): Promise<void> {
    const others = await changeSetsOf(store, scope, stackUuid);
    if (others.some((one) => one.value.name === name && one.value.executionStatus !== 'EXECUTE_COMPLETE'))
      throw new ServiceError(
        'AlreadyExistsException',
        400,
        `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`,
      );
  }

  async function plan(
    scope: Scope,
    request: StackRequest,
    stack: StackRecord,
    present: StackRecord | undefined,
  ) {
    const identity = identityOf(cloudFormation, scope, stack, []);
    const { settings, target } = await prepare(store, scope, request, identity, present);
    const bound = present && (await bindPresent(store, scope, present, identity));
    const before = bound ?? { resources: [], outputs: [], imports: [] };
    const tagsChanged = present !== undefined && !sameTags(present, settings);
    const found = differences(before, target, tagsChanged);
    const nothing =
      present !== undefined && isNoUpdate({ settings: present, bound: before }, { settings, bound: target });
    const resources = present === undefined ? [] : await store.resourcesOf(scope, present.uuid);
    return outcome({ settings, target }, nothing, JSON.stringify(changesOf(found, resources)));
  }
}

function outcome({ settings, target }: Prepared, nothing: boolean, changes: string) {
  const { imports, outputs, resources } = target;
  return {
    settings,
    target: { imports, outputs, resources },
    changes,
    ...(nothing
      ? ({
          status: 'FAILED',
          statusReason:
            "The submitted information didn't contain changes. Submit different information to create a change set.",
          executionStatus: 'UNAVAILABLE',
        } as const)
      : ({ status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' } as const)),
  };
}
