import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { type GatewayProcess, type Keys, REGION } from './gateway-process.ts';
import { root } from './source-files.ts';

const example = join(root, 'examples/unicorn');
export const unicornTemplate = readFileSync(join(example, 'template.yaml'), 'utf8');

/** The example's own client module; it is JavaScript, as its readers' programs are. */
const eusModule: EusModule = await import(join(example, 'unicorn.mjs'));

interface EusModule {
  createEusClient(configuration: object): { send(command: object): Promise<EusOutput>; destroy(): void };
  GetUnicornCommand: new (input: { UnicornId: string }) => object;
  DescribeUnicornsCommand: new (input: { MaxResults?: number; NextToken?: string }) => object;
  UnicornNotFoundException: new () => Error;
}

interface EusOutput {
  readonly UnicornName?: string;
  readonly HornLengthInFeet?: number;
  readonly Unicorns?: readonly { readonly UnicornName: string }[];
  readonly NextToken?: string;
  readonly $metadata: { readonly httpStatusCode?: number };
}

export const { UnicornNotFoundException } = eusModule;

/** The deployed example. */
export interface UnicornStack {
  readonly apiId: string;
  readonly apiArn: string;
  readonly endpoint: string;
}

export function cloudFormationOf(
  gateway: GatewayProcess,
  credentials: Keys = gateway.rootKeys,
): CloudFormation {
  return new CloudFormation({ endpoint: gateway.endpoint, region: REGION, credentials, maxAttempts: 1 });
}

/** Creates the example's stack with the AWS SDK and waits for it. */
export async function deployUnicorn(gateway: GatewayProcess, name = 'unicorn'): Promise<UnicornStack> {
  const cloudFormation = cloudFormationOf(gateway);
  await cloudFormation.createStack({
    StackName: name,
    TemplateBody: unicornTemplate,
    Capabilities: ['CAPABILITY_IAM'],
  });
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName: name },
  );
  const stack = await describeUnicorn(gateway, name);
  cloudFormation.destroy();
  return stack;
}

export async function describeUnicorn(gateway: GatewayProcess, name = 'unicorn'): Promise<UnicornStack> {
  const cloudFormation = cloudFormationOf(gateway);
  const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: name });
  cloudFormation.destroy();
  const output = (key: string) =>
    stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  const apiId = output('ApiId');
  return {
    apiId,
    apiArn: output('ApiArn'),
    endpoint: `${gateway.endpoint}/_aws/execute-api/${apiId}/${output('StageName')}`,
  };
}

/** The two operations, called with the AWS SDK for JavaScript. */
export function eusClient(stack: UnicornStack, credentials: Keys) {
  const client = eusModule.createEusClient({
    endpoint: stack.endpoint,
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
  return {
    getUnicorn: (UnicornId: string) => client.send(new eusModule.GetUnicornCommand({ UnicornId })),
    describeUnicorns: (input: { MaxResults?: number; NextToken?: string } = {}) =>
      client.send(new eusModule.DescribeUnicornsCommand(input)),
    destroy: () => client.destroy(),
  };
}
