import { randomUUID } from 'node:crypto';
import { RevisionConflictError } from '../../store/store.ts';
import { machineArn, readMachineArn, requireName } from './arns.ts';
import { DefinitionError, readDefinition } from './definition/read-definition.ts';
import {
  missingRequiredParameter,
  stateMachineAlreadyExists,
  stateMachineDoesNotExist,
  stateMachineLimitExceeded,
} from './errors.ts';
import type { StepFunctionsHandlers, StepFunctionsParts } from './operations.ts';
import { pageOf } from './pages.ts';
import { type StateMachineRecord, stateMachines } from './records.ts';
import {
  observation,
  observationView,
  refuseWhatIsNotOffered,
  requireDefinition,
  requireRole,
} from './state-machine-settings.ts';
import { mergedTags, requireTagCount } from './tags.ts';

/** "Maximum number of registered state machines: 10,000" */
const MAXIMUM_MACHINES = 10_000;

type Names =
  | 'CreateStateMachine'
  | 'DescribeStateMachine'
  | 'UpdateStateMachine'
  | 'DeleteStateMachine'
  | 'ListStateMachines'
  | 'ValidateStateMachineDefinition';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html and its neighbours. */
export function stateMachineHandlers({
  store,
  clock,
  assumeRole,
  workers,
  executions,
}: StepFunctionsParts): StepFunctionsHandlers<Names> {
  const collection = store.collection(stateMachines);
  return {
    async CreateStateMachine(input, { account, region }) {
      const { name = '', definition = '', roleArn = '', type = 'STANDARD' } = input;
      requireName(name);
      refuseWhatIsNotOffered(input);
      const arn = machineArn({ account, region, machineName: name });
      await requireDefinition(definition, workers);
      await requireRole(roleArn, { account, region, arn }, assumeRole);
      const present = await collection.get({ account, region }, name);
      const now = clock();
      const record: StateMachineRecord = {
        name,
        arn,
        type,
        definition,
        roleArn,
        createdAt: now,
        updatedAt: now,
        ...observation(input.loggingConfiguration, input.tracingConfiguration),
        tags: mergedTags([], input.tags ?? []),
      };
      requireTagCount(record.tags, arn);
      if (present) {
        // "CreateStateMachine is an idempotent API."
        if (!sameRequest(present.value, record)) throw stateMachineAlreadyExists(arn);
        return { stateMachineArn: arn, creationDate: new Date(present.value.createdAt) };
      }
      const others = await collection.list({ account, region });
      if (others.length >= MAXIMUM_MACHINES) throw stateMachineLimitExceeded();
      try {
        await collection.put({ account, region }, name, record, 0);
      } catch (error) {
        throw error instanceof RevisionConflictError ? stateMachineAlreadyExists(arn) : error;
      }
      return { stateMachineArn: arn, creationDate: new Date(now) };
    },

    async DescribeStateMachine(input) {
      const address = readMachineArn(input.stateMachineArn);
      const stored = await collection.get(address, address.machineName);
      if (!stored) throw stateMachineDoesNotExist(input.stateMachineArn ?? '');
      const { value: machine } = stored;
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: machine.roleArn,
        type: machine.type,
        creationDate: new Date(machine.createdAt),
        ...observationView(machine),
        ...(machine.revisionId !== undefined && { revisionId: machine.revisionId }),
        encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      };
    },

    async UpdateStateMachine(input) {
      const address = readMachineArn(input.stateMachineArn);
      refuseWhatIsNotOffered(input);
      const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
      const given = definition ?? roleArn ?? loggingConfiguration ?? tracingConfiguration;
      if (given === undefined) throw missingRequiredParameter();
      const present = await collection.get(address, address.machineName);
      if (!present) throw stateMachineDoesNotExist(input.stateMachineArn ?? '');
      if (definition !== undefined) await requireDefinition(definition, workers);
      if (roleArn !== undefined)
        await requireRole(roleArn, { ...address, arn: present.value.arn }, assumeRole);
      const now = clock();
      const revisionId = randomUUID();
      const updated = await collection.update(address, address.machineName, (record) => ({
        ...record,
        ...(definition !== undefined && { definition }),
        ...(roleArn !== undefined && { roleArn }),
        ...(loggingConfiguration !== undefined &&
          observation(loggingConfiguration, { enabled: record.tracing })),
        ...(tracingConfiguration !== undefined && { tracing: tracingConfiguration.enabled ?? false }),
        updatedAt: now,
        revisionId,
      }));
      if (!updated) throw stateMachineDoesNotExist(input.stateMachineArn ?? '');
      return { updateDate: new Date(now), revisionId };
    },

    /** What is not there any more is no error. Its executions end, and are forgotten with it. */
    async DeleteStateMachine(input) {
      const address = readMachineArn(input.stateMachineArn);
      await collection.delete(address, address.machineName);
      await executions.forget(address);
      return {};
    },

    async ListStateMachines(input, { account, region }) {
      const all = await collection.list({ account, region });
      const { page, nextToken } = pageOf(all, input, ({ id }) => id);
      return {
        stateMachines: page.map(({ value }) => ({
          stateMachineArn: value.arn,
          name: value.name,
          type: value.type,
          creationDate: new Date(value.createdAt),
        })),
        ...(nextToken !== undefined && { nextToken }),
      };
    },

    async ValidateStateMachineDefinition(input) {
      const problem = await problemOf(input.definition ?? '', workers);
      if (problem === undefined) return { result: 'OK', diagnostics: [], truncated: false };
      const [code = '', ...message] = problem.split(': ');
      const known = /^[A-Z_]+$/.test(code);
      return {
        result: 'FAIL',
        diagnostics: [
          {
            severity: 'ERROR',
            code: known ? code : 'SCHEMA_VALIDATION_FAILED',
            message: known ? message.join(': ') : problem,
          },
        ],
        truncated: false,
      };
    },
  };
}

async function problemOf(
  definition: string,
  workers: StepFunctionsParts['workers'],
): Promise<string | undefined> {
  try {
    readDefinition(definition);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return workers.validate(definition);
}

/** "Subsequent requests won't create a duplicate resource if it was already created": the same but for role and tags. */
function sameRequest(present: StateMachineRecord, asked: StateMachineRecord): boolean {
  return (
    present.definition === asked.definition &&
    present.type === asked.type &&
    present.loggingLevel === asked.loggingLevel &&
    present.includeExecutionData === asked.includeExecutionData &&
    present.tracing === asked.tracing
  );
}
