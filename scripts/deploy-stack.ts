import {
  type CloudFormation,
  CloudFormationServiceException,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

export type StackOutputs = ReadonlyMap<string, string>;

/** A stack of the example takes seconds; a minute means that something is wrong. */
const LIMIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Creates the stack, or updates the one that is there, and waits until it is done.
 * @param onEvent gets a line for every resource that is done
 * @throws Error with CloudFormation's reason when the stack does not become complete
 */
export async function deployStack(
  cloudFormation: CloudFormation,
  name: string,
  template: string,
  onEvent: (line: string) => void,
): Promise<StackOutputs> {
  const input = {
    StackName: name,
    TemplateBody: template,
    Capabilities: ['CAPABILITY_IAM' as const],
  };
  const since = Date.now() - 1000;
  try {
    await cloudFormation.createStack(input);
  } catch (error) {
    if (!isError(error, 'AlreadyExistsException')) throw error;
    if (!(await update(cloudFormation, input))) onEvent('unchanged since the last time');
  }
  return settle(cloudFormation, name, since, onEvent);
}

/** False when there is nothing to update. */
async function update(
  cloudFormation: CloudFormation,
  input: Parameters<CloudFormation['updateStack']>[0],
): Promise<boolean> {
  try {
    await cloudFormation.updateStack(input);
    return true;
  } catch (error) {
    if (isError(error, 'ValidationError') && error.message === 'No updates are to be performed.')
      return false;
    throw error;
  }
}

async function settle(
  cloudFormation: CloudFormation,
  name: string,
  since: number,
  onEvent: (line: string) => void,
): Promise<StackOutputs> {
  const seen = new Set<string>();
  const giveUpAt = Date.now() + LIMIT_MS;
  while (Date.now() < giveUpAt) {
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: name });
    const { StackEvents: events = [] } = await cloudFormation.describeStackEvents({ StackName: name });
    for (const event of events.reverse()) {
      const id = event.EventId ?? '';
      if (seen.has(id) || (event.Timestamp?.getTime() ?? 0) < since) continue;
      seen.add(id);
      const line = lineOf(event);
      if (line) onEvent(line);
    }
    const status = stack?.StackStatus ?? '';
    if (!status.endsWith('_IN_PROGRESS')) {
      if (status !== 'CREATE_COMPLETE' && status !== 'UPDATE_COMPLETE') {
        throw new Error(
          `the stack ${name} ended as ${status}: ${stack?.StackStatusReason ?? 'no reason given'}`,
        );
      }
      return new Map(stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`the stack ${name} did not settle within ${LIMIT_MS / 1000} s`);
}

/** Only what a person waits for: what is done, and what went wrong. */
function lineOf(event: StackEvent): string | undefined {
  const status = event.ResourceStatus ?? '';
  if (!status.endsWith('_COMPLETE') && !status.endsWith('_FAILED')) return undefined;
  const reason = status.endsWith('_FAILED') ? `: ${event.ResourceStatusReason}` : '';
  return `${status.padEnd(16)} ${event.ResourceType} ${event.LogicalResourceId}${reason}`;
}

function isError(error: unknown, name: string): error is CloudFormationServiceException {
  return error instanceof CloudFormationServiceException && error.name === name;
}
