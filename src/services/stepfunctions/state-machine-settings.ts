import type { CreateStateMachineInput, LoggingConfiguration } from '@aws-sdk/client-sfn';
import type { AssumeServiceRole } from '../../identity/service-role.ts';
import type { Scope } from '../../store/store.ts';
import { DefinitionError, readDefinition } from './definition/read-definition.ts';
import type { Workers } from './engine/workers.ts';
import { invalidArn, invalidDefinition, notOffered, roleNotAssumable } from './errors.ts';
import type { StateMachineRecord } from './records.ts';

/** Throws InvalidDefinition. */
export async function requireDefinition(
  definition: string,
  workers: Pick<Workers, 'validate'>,
): Promise<void> {
  try {
    readDefinition(definition);
  } catch (error) {
    throw error instanceof DefinitionError ? invalidDefinition(error.message) : error;
  }
  const problems = await workers.validate(definition);
  if (problems !== undefined) throw invalidDefinition(problems);
}

/** Makes sure that Step Functions may act as a machine's role. Throws InvalidArn, AccessDeniedException. */
export async function requireRole(
  roleArn: string,
  machine: Scope & { readonly arn: string },
  assumeRole: AssumeServiceRole,
): Promise<void> {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn))
    throw invalidArn(`Invalid Role Arn: ${roleArn}`);
  const caller = await assumeRole({
    roleArn,
    service: 'states.amazonaws.com',
    sessionName: 'StepFunctions',
    account: machine.account,
    sourceArn: machine.arn,
  });
  if (!caller) throw roleNotAssumable();
}

/** Throws ValidationException for what is not offered. */
export function refuseWhatIsNotOffered(
  input: Pick<
    CreateStateMachineInput,
    'publish' | 'versionDescription' | 'encryptionConfiguration' | 'loggingConfiguration'
  >,
): void {
  if (input.publish || input.versionDescription !== undefined)
    throw notOffered('Publishing versions of state machines');
  if (input.encryptionConfiguration?.type === 'CUSTOMER_MANAGED_KMS_KEY')
    throw notOffered('Encryption by a KMS key');
  if (input.loggingConfiguration?.destinations?.length)
    throw notOffered('Logging of executions to a log group');
}

/** Logging and tracing as a record holds them. */
export function observation(
  logging: LoggingConfiguration | undefined,
  tracing: { enabled?: boolean | undefined } | undefined,
): Pick<StateMachineRecord, 'loggingLevel' | 'includeExecutionData' | 'tracing'> {
  return {
    loggingLevel: logging?.level ?? 'OFF',
    includeExecutionData: logging?.includeExecutionData ?? false,
    tracing: tracing?.enabled ?? false,
  };
}

/** Logging and tracing as answers give them. */
export function observationView(
  machine: Pick<StateMachineRecord, 'loggingLevel' | 'includeExecutionData' | 'tracing'>,
) {
  return {
    loggingConfiguration: { level: machine.loggingLevel, includeExecutionData: machine.includeExecutionData },
    tracingConfiguration: { enabled: machine.tracing },
  };
}
